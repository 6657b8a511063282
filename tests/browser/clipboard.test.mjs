import assert from 'node:assert/strict'
import { test } from 'node:test'
import { open, output, run, shows } from './support.mjs'

const withClipboard = { permissions: ['clipboard-read', 'clipboard-write'] }
const copied = (page) => page.evaluate(() => navigator.clipboard.readText())
const setClipboard = (page, text) => page.evaluate((value) => navigator.clipboard.writeText(value), text)

/** Where on the page this text begins, the lowest of its kind. */
function placeOf(page, word) {
  return page.evaluate((wanted) => {
    const { rows, cols, buffer, element } = window.terminal
    const box = element.querySelector('.xterm-screen').getBoundingClientRect()
    const lines = Array.from({ length: rows }, (_, y) => buffer.active.getLine(buffer.active.baseY + y).translateToString())
    const row = lines.findLastIndex((line) => line.includes(wanted))
    const column = lines[row].indexOf(wanted)
    return [box.x + ((column + 0.5) * box.width) / cols, box.y + ((row + 0.5) * box.height) / rows]
  }, word)
}

/** Selects it with a double click. */
async function selectWord(page, word) {
  await page.mouse.dblclick(...(await placeOf(page, word)))
  assert.equal(await page.evaluate(() => window.terminal.getSelection()), word)
}

test('Ctrl+Shift+C copies what is selected, and Ctrl+C interrupts all the same', async (t) => {
  const page = await open(t, withClipboard)
  await output(page, 'echo some žluťoučký words')
  await selectWord(page, 'žluťoučký')
  await page.keyboard.press('Control+Shift+C')
  assert.equal(await copied(page), 'žluťoučký')

  await run(page, 'echo be""gun; cat')
  await shows(page, /^begun$/m)
  await selectWord(page, 'begun')
  await page.keyboard.press('Control+C')
  await shows(page, /\^C/)
  assert.equal(await copied(page), 'žluťoučký')
  await page.keyboard.press('Control+Shift+C') // without a selection: nothing
  assert.equal(await copied(page), 'žluťoučký')
})

test("the browser's own copy works too, as its menu and Cmd+C do it", async (t) => {
  const page = await open(t, withClipboard)
  await output(page, 'echo some words')
  await selectWord(page, 'words')
  await page.keyboard.press('Control+Insert')
  assert.equal(await copied(page), 'words')
})

for (const keys of ['Control+Shift+V', 'Shift+Insert']) {
  test(`${keys} pastes`, async (t) => {
    const page = await open(t, withClipboard)
    await setClipboard(page, 'echo pasted ☃')
    await page.keyboard.press(keys)
    await shows(page, /^ready\$ echo pasted ☃$/m)
    await page.keyboard.press('Enter')
    await shows(page, /^pasted ☃$/m)
  })
}

test('a paste is marked as one, for programs that asked for that', async (t) => {
  const page = await open(t, withClipboard)
  await run(page, String.raw`printf '\033[?2004h'; stty -echo; echo be""gun; cat -v`)
  await shows(page, /^begun$/m)
  await setClipboard(page, 'one\ntwo')
  await page.keyboard.press('Control+Shift+V')
  await page.keyboard.press('Enter')
  await shows(page, /^\^\[\[200~one\ntwo\^\[\[201~$/m)
})

test('a link opens in a tab that knows nothing of this one', async (t) => {
  const page = await open(t)
  await page.context().route('http://link.invalid/**', (route) => route.fulfill({ body: 'the page' }))
  const links = {
    plain: [String.raw`echo 'see http://link.invalid/plain?a=1, or'`, 'http://link.invalid/plain?a=1'],
    named: [String.raw`printf '\033]8;;http://link.invalid/named\033\\named\033]8;;\033\\\n'`, 'http://link.invalid/named'],
  }
  for (const [word, [command, url]] of Object.entries(links)) {
    await output(page, command)
    const place = await placeOf(page, word)
    await page.mouse.move(...place)
    await page.locator('.xterm-cursor-pointer').waitFor()
    const opened = page.context().waitForEvent('page')
    await page.mouse.click(...place)
    const tab = await opened
    await tab.waitForURL(url)
    assert.equal(await tab.evaluate(() => window.opener), null)
    assert.equal(await tab.evaluate(() => document.referrer), '')
    await tab.close()
    await page.mouse.move(0, 0)
  }
})
