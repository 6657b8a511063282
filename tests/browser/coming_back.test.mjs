// A person leaves, or the network does, and finds the terminal as it was.

import assert from 'node:assert/strict'
import fs from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import {
  connected, daemon, notice, open, openBehindProxy, output, ready, reconnects, run, screenshot, shows, showsAgain,
  state, text,
} from './support.mjs'

/** Returns once the page has lost its connection, and says so. */
const waiting = (page) => page.locator('#notice[data-kind=waiting]').waitFor()

test('a reload finds the shell, its screen and its scrollback', async (t) => {
  const page = await open(t)
  await output(page, 'mine=yes; seq 200; echo žluťoučký 日本語 😀')
  await page.keyboard.type('echo half a com')
  await shows(page, /half a com$/m)
  const before = await state(page)
  const url = page.url()
  await page.reload()
  await showsAgain(page, before)
  assert.equal(page.url(), url)
  await page.keyboard.press('Control+C')
  assert.equal(await output(page, 'echo $mine'), 'yes')
})

test('a reload finds an editor as it was, and the shell behind it', async (t) => {
  const page = await open(t, { colorScheme: 'dark' })
  await output(page, 'echo behind the editor')
  const file = path.join(daemon.home, 'story.txt')
  await fs.writeFile(file, Array.from({ length: 100 }, (_, i) => `line ${i + 1} žluťoučký\n`).join(''))
  await run(page, `vim.tiny -u NONE -N '+set number' ${file}`)
  await shows(page, /^ *1 line 1 žluť/m)
  await page.keyboard.type('50Gzto')
  await page.keyboard.type('typed before')
  await shows(page, /^ *51 typed before/m)
  const before = await state(page)
  assert.equal(before.type, 'alternate')
  await screenshot(page, 'vim')

  await page.reload()
  await showsAgain(page, before)

  await page.keyboard.type(', and after')
  await page.keyboard.press('Escape')
  await run(page, ':wq')
  await page.waitForFunction(() => window.terminal.buffer.active.type === 'normal')
  await shows(page, /^behind the editor$/m)
  assert.equal((await fs.readFile(file, 'utf8')).split('\n')[50], 'typed before, and after')
})

test('after a lost connection it shows what has happened meanwhile', async (t) => {
  const { page, proxy } = await openBehindProxy(t)
  await output(page, 'mine=yes; mkfifo gate')
  await run(page, 'read x < gate; echo meanwhile; echo > gate')
  proxy.refuse()
  await waiting(page)
  assert.match(await notice(page).textContent(), /^(Reconnecting…|Can't reach the terminal. Trying again…)$/)
  await fs.writeFile(path.join(daemon.home, 'gate'), 'go on\n')
  await fs.readFile(path.join(daemon.home, 'gate')) // the shell has written
  proxy.accept()
  await connected(page)
  await shows(page, /^meanwhile$/m)
  await ready(page)
  assert.equal(await output(page, 'echo $mine'), 'yes')
})

test('while nothing can be reached it says so, goes on trying, and does not wait when the network is back', async (t) => {
  const { page, proxy } = await openBehindProxy(t)
  await output(page, 'mine=yes')
  proxy.refuse()
  await notice(page).filter({ hasText: "Can't reach the terminal. Trying again…" }).waitFor()
  await screenshot(page, 'unreachable')
  assert.match(await text(page), /mine=yes/, 'what was there stays to be read')
  proxy.accept()
  await reconnects(page, () => page.evaluate(() => window.dispatchEvent(new Event('online'))))
  assert.equal(await output(page, 'echo $mine'), 'yes')
})

test('without the network the page waits, and comes back with it', async (t) => {
  const page = await open(t, { expectErrors: true })
  await output(page, 'mine=yes')
  await page.context().setOffline(true)
  await reconnects(page, () => page.context().setOffline(false))
  assert.equal(await output(page, 'echo $mine'), 'yes')
})

test('a cut in the middle of output loses nothing and shows nothing twice', async (t) => {
  const { page, proxy } = await openBehindProxy(t)
  await run(page, 'seq 2000; read x; seq 2001 4000; echo fin""ished')
  await shows(page, /^1000$/m)
  await reconnects(page, proxy.cut)
  await shows(page, /^2000$/m)
  await page.keyboard.press('Enter')
  await shows(page, /^finished$/m)
  const numbers = (await text(page)).split('\n').filter((line) => /^\d+$/.test(line)).map(Number)
  assert.equal(numbers.at(-1), 4000)
  assert.ok(numbers.length >= 2000)
  assert.ok(numbers.every((number, i) => i === 0 || number === numbers[i - 1] + 1), 'lines are missing or twice there')
})

test('it works below a path, and passes the query of the page on', async (t) => {
  const { page, proxy } = await openBehindProxy(t, { query: '?DAYTONA_SANDBOX_AUTH_KEY=some%20key&id=mine' })
  assert.equal(await output(page, 'echo he""re'), 'here')
  const request = proxy.seen.find((url) => url.startsWith('/box/7/ws?'))
  const query = new URL(request, proxy.url).searchParams
  assert.equal(query.get('DAYTONA_SANDBOX_AUTH_KEY'), 'some key')
  assert.deepEqual(query.getAll('id'), [new URL(page.url()).hash.slice(1)])
  assert.ok(Number(query.get('cols')) > 20 && Number(query.get('rows')) > 10)
})

test("the shell's end is told, and the button gives another shell", async (t) => {
  const page = await open(t)
  const first = page.url()
  await output(page, 'mine=yes')
  await run(page, 'exit 3')
  const button = page.getByRole('button', { name: 'New shell' })
  await button.waitFor()
  assert.equal(await page.getByRole('status').textContent(), 'The shell has ended (exit code 3).')
  await screenshot(page, 'ended')
  await button.click()
  await ready(page)
  assert.equal(await button.isVisible(), false)
  assert.notEqual(page.url(), first)
  assert.equal(await output(page, 'echo "[$mine]"'), '[]')
  assert.doesNotMatch(await text(page), /exit 3/)
})

test('Enter is as good as the button, wherever the focus is', async (t) => {
  const page = await open(t)
  for (const focus of ['#new-shell', '.xterm-helper-textarea']) {
    await run(page, 'kill -9 $$')
    await notice(page).filter({ hasText: 'The shell has ended (exit code 137, SIGKILL).' }).waitFor()
    await page.focus(focus)
    await page.keyboard.press('Enter')
    await ready(page)
    assert.equal(await output(page, 'echo he""re'), 'here')
  }
})
