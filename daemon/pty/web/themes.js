// Colours for xterm.js, each readable on the background, but for black on dark and the whites on light: those
// serve as backgrounds, and where text has them the minimum of contrast mends it. The backgrounds are also in
// terminal.css.

const minimumContrastRatio = 6 // more than WCAG's 4.5: xterm.js gives reverse video no more than this

const dark = {
  background: '#161a21',
  foreground: '#d8dee9',
  cursor: '#d8dee9',
  cursorAccent: '#161a21',
  selectionBackground: '#3b4a66',
  black: '#2b323e',
  red: '#f2777a',
  green: '#6fcf87',
  yellow: '#e0b45c',
  blue: '#6ea8fe',
  magenta: '#c792ea',
  cyan: '#56c8d8',
  white: '#c8d0dc',
  brightBlack: '#8b95a7',
  brightRed: '#ff9a9c',
  brightGreen: '#95e6a6',
  brightYellow: '#f5d48a',
  brightBlue: '#9ac4ff',
  brightMagenta: '#deb6f7',
  brightCyan: '#8be3ee',
  brightWhite: '#ffffff',
}

const light = {
  background: '#ffffff',
  foreground: '#24292f',
  cursor: '#24292f',
  cursorAccent: '#ffffff',
  selectionBackground: '#b9d5fb',
  black: '#24292f',
  red: '#c4232e',
  green: '#1a7434',
  yellow: '#8a5a00',
  blue: '#0b5ed7',
  magenta: '#8035c4',
  cyan: '#0d7080',
  white: '#d5dae1',
  brightBlack: '#5a636e',
  brightRed: '#a4121d',
  brightGreen: '#0e5c26',
  brightYellow: '#6d4700',
  brightBlue: '#0747a6',
  brightMagenta: '#64239f',
  brightCyan: '#075866',
  brightWhite: '#f3f5f8',
}

/** Gives the terminal the colours that the system prefers, now and whenever that changes. */
export function followSystemTheme(terminal) {
  terminal.options.minimumContrastRatio = minimumContrastRatio
  const prefersLight = matchMedia('(prefers-color-scheme: light)')
  const apply = () => (terminal.options.theme = prefersLight.matches ? light : dark)
  prefersLight.addEventListener('change', apply)
  apply()
}
