import assert from 'node:assert/strict'
import path from 'node:path'
import { after, before } from 'node:test'
import { chromium } from 'playwright-core'
import { startDaemon, startProxy } from './daemon.mjs'

export let daemon
let browser

before(async () => {
  daemon = await startDaemon()
  browser = await chromium.launch({
    executablePath: '/usr/bin/chromium',
    args: process.getuid() === 0 ? ['--no-sandbox'] : [], // Chromium's sandbox does not run as root
  })
})
after(async () => {
  await browser?.close()
  await daemon?.stop()
})

/**
 * A browser of one's own with the page in it, closed after the test t. Fails the test when the page logs an error
 * or asks for anything elsewhere.
 * options: Playwright's of a context, and url (default: the daemon's), expectErrors (default: false).
 */
export async function open(t, { url = daemon.url, expectErrors = false, ...options } = {}) {
  const context = await browser.newContext({ viewport: { width: 1000, height: 600 }, ...options })
  context.setDefaultTimeout(30_000)
  for (const tool of [bufferText, terminalState]) await context.addInitScript(`window.${tool.name} = ${tool}`)
  const page = await context.newPage()
  const errors = []
  page.on('pageerror', (error) => errors.push(error.message))
  page.on('console', (message) => message.type() === 'error' && errors.push(message.text()))
  page.on('request', (request) => {
    const { protocol, origin } = new URL(request.url())
    if (protocol !== 'data:' && origin !== new URL(url).origin) errors.push(`a request for ${request.url()}`)
  })
  t.after(async () => {
    await context.close()
    if (!expectErrors) assert.deepEqual(errors, [])
  })
  await page.goto(url)
  await ready(page)
  return page
}

/** Such a browser, connected through a proxy that can be cut off. */
export async function openBehindProxy(t, { query = '', ...options } = {}) {
  const proxy = await startProxy(daemon.port)
  t.after(() => proxy.stop())
  const page = await open(t, { ...options, url: proxy.url + query, expectErrors: true })
  return { page, proxy }
}

/** Returns when the page is connected and its shell awaits a command. */
export async function ready(page) {
  await connected(page)
  await shows(page, /(^|\n)ready\$$/)
}

export const connected = (page) => page.locator('#notice[data-kind=none]').waitFor({ state: 'attached' })

/** Types a command, and Enter. */
export async function run(page, command) {
  await page.keyboard.type(command)
  await page.keyboard.press('Enter')
}

// Is in the page: what the terminal holds, or its screen only, as text. Lines that were wrapped are one again;
// empty space at the end of a line is not told from spaces.
function bufferText(screenOnly) {
  const buffer = window.terminal?.buffer.active
  const lines = []
  for (let y = screenOnly ? buffer?.baseY : 0; y < (buffer?.length ?? 0); ++y) {
    const line = buffer.getLine(y)
    if (line.isWrapped && lines.length > 0) lines.push(lines.pop() + line.translateToString())
    else lines.push(line.translateToString())
  }
  return lines.map((line) => line.trimEnd()).join('\n').trimEnd()
}

/** What the terminal holds, scrollback and screen, without empty lines at its end. */
export const text = (page) => page.evaluate(() => window.bufferText(false))

/** What is on its screen. */
export const screen = (page) => page.evaluate(() => window.bufferText(true))

/** Returns when the terminal's text matches. */
export async function shows(page, { source, flags }) {
  try {
    await page.waitForFunction((args) => new RegExp(...args).test(window.bufferText(false)), [source, flags])
  } catch (error) {
    const end = (await text(page)).split('\n').slice(-50).join('\n')
    throw new Error(`/${source}/ is not in the terminal, which ends with:\n${end}`, { cause: error })
  }
}

// Is in the page: the text and where the cursor is in it.
function terminalState() {
  const { type, cursorX, cursorY } = window.terminal.buffer.active
  return { text: window.bufferText(false), type, cursorX, cursorY }
}

/** All that showsAgain() compares. */
export const state = (page) => page.evaluate(() => window.terminalState())

/** Returns when the terminal is as it was when state() was called. */
export async function showsAgain(page, before) {
  const is = (expected) => JSON.stringify(window.terminalState()) === JSON.stringify(expected)
  await page.waitForFunction(is, before).catch(() => {})
  assert.deepEqual(await state(page), before)
}

/** Types a command, and returns what it has printed, trimmed, when the shell awaits another one. */
let count = 0
export async function output(page, command) {
  const mark = ++count
  await run(page, `echo begin""-${mark}; ${command}; echo; echo end""-${mark}`) // not as it is typed
  await shows(page, new RegExp(`\nend-${mark}\nready\\$$`))
  const [, rest] = (await text(page)).split(`\nbegin-${mark}\n`)
  return rest.split(`\nend-${mark}\n`)[0].trim()
}

/** Does what makes the page connect again, and returns when it has. */
export async function reconnects(page, action) {
  const socket = page.waitForEvent('websocket')
  await action()
  await socket
  await connected(page)
}

export const size = (page) => page.evaluate(() => ({ cols: window.terminal.cols, rows: window.terminal.rows }))
export const notice = (page) => page.locator('#message')

/** Keeps a picture of the page, for people to look at. */
export const screenshot = (page, name) =>
  page.screenshot({ path: path.join(process.env.ARTIFACTS, `${name}.png`), animations: 'disabled' })
