import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, output, ready, run, screen, shows, size, text } from './support.mjs'

test('what is typed reaches the shell, and its output is shown', async (t) => {
  const page = await open(t)
  assert.equal(await output(page, 'echo $((6 * 7))'), '42')
  assert.equal(await page.title(), 'Terminal')
})

test('characters outside ASCII arrive and are shown, the wide ones wide', async (t) => {
  const page = await open(t)
  assert.equal(await output(page, `printf %s '☃😀' | od -An -tx1`), 'e2 98 83 f0 9f 98 80')
  assert.equal(await output(page, 'echo žluťoučký 日本語 😀 end'), 'žluťoučký 日本語 😀 end')
  assert.equal(await page.evaluate(widthOf, '日本語😀é'), 9)

  function widthOf(characters) {
    const buffer = window.terminal.buffer.active
    const before = buffer.cursorX
    return new Promise((resolve) => window.terminal.write(characters, () => resolve(buffer.cursorX - before)))
  }
})

test('Ctrl+C interrupts, Ctrl+D ends the input, Tab completes, the arrow up brings the last command', async (t) => {
  const page = await open(t)
  await run(page, 'echo be""gun; cat')
  await shows(page, /^begun$/m)
  await page.keyboard.press('Control+C')
  await shows(page, /^\^C(\n|.*)ready\$$/m)
  await run(page, 'echo star""ted; cat; echo ca""t has ended')
  await shows(page, /^started$/m)
  await run(page, 'a line')
  await shows(page, /^a line\na line$/m)
  await page.keyboard.press('Control+D')
  await shows(page, /^cat has ended$/m)
  await output(page, 'mkdir a-long-name')
  await page.keyboard.type('cd a-lo')
  await page.keyboard.press('Tab')
  await shows(page, /^ready\$ cd a-long-name\//m)
  await page.keyboard.press('Enter')
  assert.match(await output(page, 'pwd'), /\/a-long-name$/)
  await run(page, 'echo aga""in')
  await shows(page, /^again$/m)
  await page.keyboard.press('ArrowUp')
  await page.keyboard.press('Enter')
  await shows(page, /^again\n[^]*^again$/m)
})

test('the shell has the size of the window, and gets every change of it', async (t) => {
  const page = await open(t)
  const sizes = new Set()
  for (const [width, height] of [[1000, 600], [700, 900], [1400, 300], [320, 480]]) {
    const before = await size(page)
    await page.setViewportSize({ width, height })
    if (sizes.size > 0) {
      await page.waitForFunction(({ cols }) => window.terminal.cols !== cols, before)
      await page.waitForFunction(settled)
    }
    const { cols, rows } = await size(page)
    assert.equal(await output(page, 'stty size'), `${rows} ${cols}`)
    sizes.add(cols)
    const used = await page.locator('.xterm-screen').boundingBox()
    assert.ok(used.width > width - 50 && used.width <= width, `${used.width} of ${width}`)
    assert.ok(used.height > height - 50 && used.height <= height, `${used.height} of ${height}`)
  }
  assert.equal(sizes.size, 4)

  // Two frames after which the size is the same: a fit that was due has been made.
  function settled() {
    const seen = () => `${window.terminal.cols} ${window.terminal.rows}`
    const before = seen()
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    return frame().then(frame).then(() => seen() === before)
  }
})

test('much output arrives whole and in order, and the page can still be used', async (t) => {
  const page = await open(t)
  await run(page, 'seq 300000; echo fin""ished')
  await shows(page, /^finished$/m)
  const numbers = (await text(page)).split('\n').filter((line) => /^\d+$/.test(line)).map(Number)
  assert.ok(numbers.length > 5000)
  assert.equal(numbers.at(-1), 300_000)
  assert.ok(numbers.every((number, i) => i === 0 || number === numbers[i - 1] + 1), 'lines are missing')
  assert.equal(await output(page, 'echo he""re'), 'here')
})

test('the title of the page is that of the terminal', async (t) => {
  const page = await open(t)
  await run(page, `printf '\\033]2;A title ☃\\007'`)
  await page.waitForFunction(() => document.title === 'A title ☃')
  await run(page, `printf '\\033]0;\\007'`)
  await page.waitForFunction(() => document.title === 'Terminal')
})

test('each new page is a terminal of its own, and two pages of one URL show the same', async (t) => {
  const one = await open(t)
  const other = await open(t)
  assert.notEqual(new URL(one.url()).hash, new URL(other.url()).hash)
  await output(one, 'where=one')
  assert.equal(await output(other, 'echo "[$where]"'), '[]')

  const same = await open(t, { url: one.url() })
  assert.equal(await output(same, 'echo $where'), 'one')
  await output(one, 'echo said by $where')
  await shows(same, /^said by one$/m)
})

test('changing the fragment of the URL goes to that terminal', async (t) => {
  const page = await open(t)
  await output(page, 'where=first')
  const first = page.url()
  await page.goto(`${first.split('#')[0]}#a name 100%`)
  await page.waitForFunction(() => !/where=first/.test(window.terminal.buffer.active.getLine(0).translateToString()))
  await ready(page)
  assert.equal(await output(page, 'echo "[$where]"'), '[]')
  await page.goto(first)
  await shows(page, /where=first/)
  assert.equal(await output(page, 'echo $where'), 'first')
})

test('a program that takes the whole screen gives back what was there', async (t) => {
  const page = await open(t)
  await output(page, 'echo on the screen')
  const before = await screen(page)
  await run(page, 'seq 1000 | less')
  await shows(page, /^:$/m)
  assert.match(await screen(page), /^1\n2\n3\n/)
  await page.keyboard.press('q')
  await page.waitForFunction(() => window.terminal.buffer.active.type === 'normal')
  await ready(page)
  assert.ok((await screen(page)).startsWith(before))
})
