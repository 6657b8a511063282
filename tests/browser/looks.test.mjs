import assert from 'node:assert/strict'
import { test } from 'node:test'
import { notice, open, output, ready, run, screenshot, shows, size } from './support.mjs'

const colours = String.raw`for row in 30 90 40 100; do for i in 0 1 2 3 4 5 6 7; do
  printf '\033[%dm %3d \033[0m' $((row + i)) $((row + i)); done; echo; done;
  printf '\033[1mbold\033[0m \033[3mitalic\033[0m \033[4munderlined\033[0m \033[7mreverse\033[0m a_b_c https://example.org/\n'`

const phone = { viewport: { width: 390, height: 700 }, deviceScaleFactor: 2, isMobile: true, hasTouch: true }

const background = (page) => page.evaluate(() => getComputedStyle(document.documentElement).backgroundColor)
const inTerminal = (page) => page.evaluate(() => window.terminal.options.theme.background)

test('it is dark or light as the system is, and changes with it', async (t) => {
  const page = await open(t, { colorScheme: 'dark' })
  await run(page, 'ls -la --color=always / | head -n 20')
  await shows(page, /^total/m)
  await ready(page)
  await run(page, colours.replace(/\n */g, ' '))
  await shows(page, /^bold italic/m)
  await ready(page)
  assert.equal(await inTerminal(page), '#161a21')
  assert.equal(await background(page), 'rgb(22, 26, 33)')
  await screenshot(page, 'dark')
  await page.emulateMedia({ colorScheme: 'light' })
  await page.waitForFunction(() => window.terminal.options.theme.background === '#ffffff')
  assert.equal(await background(page), 'rgb(255, 255, 255)')
  await screenshot(page, 'light')
})

test('on a phone everything fits, and there are the keys that its keyboard lacks', async (t) => {
  const page = await open(t, { ...phone, colorScheme: 'dark' })
  await run(page, 'seq 100; echo fin""ished')
  await shows(page, /^finished$/m)
  const { cols, rows } = await size(page)
  assert.equal(await output(page, 'stty size'), `${rows} ${cols}`)
  assert.ok(cols >= 40)
  assert.deepEqual(await page.evaluate(() => [document.body.scrollWidth, document.body.scrollHeight]), [390, 700])
  const terminal = await page.locator('.xterm-screen').boundingBox()
  const keys = await page.getByRole('toolbar', { name: 'Keys' }).boundingBox()
  assert.ok(terminal.x >= 0 && terminal.x + terminal.width <= 390)
  assert.ok(terminal.y + terminal.height <= keys.y)
  assert.ok(keys.y + keys.height <= 700)

  await page.getByRole('button', { name: 'Up' }).tap()
  await shows(page, /stty size[^\n]*$/)
  await page.getByRole('button', { name: 'Ctrl' }).tap()
  await screenshot(page, 'phone')
  await page.keyboard.type('c')
  await ready(page)
  assert.equal(await page.getByRole('button', { name: 'Ctrl' }).getAttribute('aria-pressed'), 'false')
  await output(page, 'mkdir a-long-name')
  await page.keyboard.type('cd a-lo')
  await page.getByRole('button', { name: 'Tab' }).tap()
  await shows(page, /^ready\$ cd a-long-name\//m)
  await page.keyboard.press('Control+C')

  await run(page, 'exit')
  await page.getByRole('button', { name: 'New shell' }).waitFor()
  await screenshot(page, 'phone-ended')
  await page.getByRole('button', { name: 'New shell' }).tap()
  await ready(page)
})

test('the arrows of the phone are what programs that take the screen expect', async (t) => {
  const page = await open(t, phone)
  await run(page, 'seq 100 | less')
  await shows(page, /^:$/m)
  await page.getByRole('button', { name: 'Down' }).tap()
  await page.waitForFunction(() => window.terminal.buffer.active.getLine(0).translateToString(true) === '2')
  await page.keyboard.press('q')
  await ready(page)
  await run(page, String.raw`printf '\033[?1h'; cat -v`)
  await page.getByRole('button', { name: 'Left' }).tap()
  await shows(page, /\^\[OD/)
})

test('a finger scrolls back, and scrolls a program that has the screen', async (t) => {
  const page = await open(t, phone)
  await run(page, 'seq 200; echo fin""ished')
  await shows(page, /^finished$/m)
  const touch = await page.context().newCDPSession(page)
  const swipe = async (from, to) => {
    const at = (y) => [{ x: 200, y }]
    await touch.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: at(from) })
    for (let i = 1; i <= 10; ++i) {
      await touch.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: at(from + ((to - from) * i) / 10) })
    }
    await touch.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] })
  }
  const scrolled = (by) =>
    page.waitForFunction((n) => {
      const { baseY, viewportY } = window.terminal.buffer.active
      return n ? viewportY < baseY - n : viewportY === baseY
    }, by)
  await swipe(200, 500)
  await scrolled(10)
  await swipe(500, 100)
  await scrolled(0)
  await run(page, 'seq 1000 | less')
  await shows(page, /^:$/m)
  await swipe(500, 200)
  await page.waitForFunction(() => Number(window.terminal.buffer.active.getLine(0).translateToString(true)) > 10)
})

test('an on-screen keyboard leaves the last line to be seen', async (t) => {
  const page = await open(t, phone)
  const before = await size(page)
  await page.evaluate(() => {
    Object.defineProperty(window.visualViewport, 'height', { get: () => 400, configurable: true })
    window.visualViewport.dispatchEvent(new Event('resize'))
  })
  await page.waitForFunction(({ rows }) => window.terminal.rows < rows, before)
  const keys = await page.getByRole('toolbar', { name: 'Keys' }).boundingBox()
  assert.ok(keys.y + keys.height <= 400)
  const { cols, rows } = await size(page)
  assert.equal(await output(page, 'stty size'), `${rows} ${cols}`)
})

test('it is named for those who do not see it', async (t) => {
  const page = await open(t)
  assert.equal(await page.getAttribute('html', 'lang'), 'en')
  await page.getByRole('main', { name: 'Terminal' }).waitFor()
  assert.equal(await notice(page).getAttribute('role'), 'status')
  assert.ok(await page.evaluate(() => document.activeElement.getAttribute('aria-label')))
})
