// The web terminal's page: xterm.js on one side, the daemon's WebSocket on the other.

import { Terminal } from './xterm.mjs'
import { FitAddon } from './addon-fit.mjs'
import { Unicode11Addon } from './addon-unicode11.mjs'
import { WebLinksAddon } from './addon-web-links.mjs'
import { followSystemTheme } from './themes.js'
import { Connection } from './connection.js'
import { TouchKeys } from './touch_keys.js'
import { scrollByTouch } from './touch_scroll.js'

const largestSize = 1000 // columns or rows that the daemon takes
const inFlight = 512 * 1024 // bytes that xterm.js has been given and has not parsed; it drops what is far above that
const largestPiece = 64 * 1024 // bytes that it parses in one go, between which the page can react

const element = (id) => document.getElementById(id)
const openLink = (event, uri) => window.open(uri, '_blank', 'noopener,noreferrer')

const terminal = new Terminal({
  allowProposedApi: true, // character widths of Unicode 11, as programs know them
  fontFamily: 'ui-monospace, "SF Mono", Menlo, Consolas, "DejaVu Sans Mono", "Liberation Mono", monospace',
  fontSize: 14,
  lineHeight: 1.15, // at 1, underscores are cut off in some fonts
  linkHandler: { activate: openLink },
  scrollback: 10_000,
})
const fit = new FitAddon()
terminal.loadAddon(fit)
terminal.loadAddon(new WebLinksAddon(openLink))
terminal.loadAddon(new Unicode11Addon())
terminal.unicode.activeVersion = '11'
followSystemTheme(terminal)
terminal.open(element('terminal'))

const connection = new Connection(() => ({ cols: terminal.cols, rows: terminal.rows }))
const touchKeys = new TouchKeys(element('touch-keys'), terminal)
scrollByTouch(element('terminal'), terminal)

// What is shown beside the terminal: 'none', 'waiting' with a message, 'ended' with a message and the button.
let state = 'waiting'
function show(kind, message = '') {
  state = kind
  element('notice').dataset.kind = kind
  element('message').textContent = message
  element('new-shell').hidden = kind !== 'ended'
}

// The id is the URL's fragment, so that a reload or a bookmark finds the same terminal. Any text will do.
function terminalId() {
  const id = location.hash.slice(1)
  try {
    return decodeURIComponent(id) || useNewId()
  } catch {
    return id // a stray %
  }
}

function useNewId() {
  const random = Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0'))
  const id = crypto.randomUUID?.() ?? random.join('') // randomUUID: where the page came over https
  history.replaceState(null, '', `#${id}`)
  return id
}

// Output waits here, in order, while xterm.js has enough to parse.
let output = []
let parsing = 0
function writeOutput() {
  while (output.length > 0 && parsing < inFlight) {
    const piece = output.shift()
    parsing += piece.length
    terminal.write(piece, () => {
      parsing -= piece.length
      writeOutput()
    })
  }
}

function addOutput(bytes) {
  for (let at = 0; at < bytes.length; at += largestPiece) output.push(bytes.subarray(at, at + largestPiece))
  writeOutput()
}

function startAnew() {
  output = ['\x1bc'] // in order with what is being parsed, which terminal.reset() is not
  writeOutput()
}

connection.addEventListener('connected', () => {
  startAnew()
  show('none')
  connection.resize(terminal.cols, terminal.rows) // it may have changed since the URL was made
})
connection.addEventListener('output', ({ detail }) => addOutput(detail))
connection.addEventListener('waiting', ({ detail }) => show('waiting', detail.message))
connection.addEventListener('ended', ({ detail: { exitCode, reason } }) => {
  const why = reason && reason !== 'non-zero exit' ? `, ${reason}` : ''
  show('ended', `The shell has ended (exit code ${exitCode}${why}).`)
  element('new-shell').focus() // so that Enter presses it
})

function startNewShell() {
  connection.connect(useNewId())
  terminal.focus()
}
element('new-shell').addEventListener('click', startNewShell)

terminal.onData((data) => {
  if (state !== 'ended') connection.send(touchKeys.apply(data))
  else if (data === '\r') startNewShell()
})
terminal.onBinary((data) => connection.send(Uint8Array.from(data, (character) => character.charCodeAt(0))))
terminal.onResize(({ cols, rows }) => connection.resize(cols, rows))
terminal.onTitleChange((title) => (document.title = title || 'Terminal'))

// Ctrl+C stays the interrupt. Paste, and copy by Cmd+C, the menu or Ctrl+Insert, are the browser's own doing.
terminal.attachCustomKeyEventHandler((event) => {
  if (!(event.ctrlKey && event.shiftKey && event.code === 'KeyC')) return true
  event.preventDefault() // the developer tools
  if (event.type === 'keydown' && terminal.hasSelection()) document.execCommand('copy')
  return false
})

// At most once a frame, however fast the window changes.
let frame = 0
function fitSoon() {
  frame ||= requestAnimationFrame(() => {
    frame = 0
    fitNow()
  })
}
function fitNow() {
  const size = fit.proposeDimensions()
  if (!size || element('terminal').clientWidth === 0) return // in a frame that is not shown
  terminal.resize(Math.min(size.cols, largestSize), Math.min(size.rows, largestSize))
}
new ResizeObserver(fitSoon).observe(element('terminal'))

// An on-screen keyboard covers part of the page; zooming in does not.
window.visualViewport?.addEventListener('resize', () => {
  const height = Math.round(visualViewport.height * visualViewport.scale)
  document.documentElement.style.setProperty('--height', `${height}px`)
})

addEventListener('hashchange', () => connection.connect(terminalId()))

fitNow()
connection.connect(terminalId())
terminal.focus()
window.terminal = terminal // for the console, and tests
