// Scrolling with a finger, which xterm.js leaves to others.

/** Lets a finger on `area` scroll the terminal, or the program in it where that has taken the screen or mouse. */
export function scrollByTouch(area, terminal) {
  let y = null
  let rest = 0 // of a line, which has not been scrolled yet

  area.addEventListener('touchstart', ({ touches }) => {
    y = touches.length === 1 ? touches[0].clientY : null
    rest = 0
  })
  area.addEventListener('touchmove', ({ touches }) => {
    if (y === null) return // two fingers zoom
    const screen = terminal.element.querySelector('.xterm-screen')
    rest += ((y - touches[0].clientY) * terminal.rows) / screen.clientHeight
    y = touches[0].clientY
    const lines = Math.trunc(rest)
    rest -= lines
    const programScrolls = terminal.buffer.active.type === 'alternate' || terminal.modes.mouseTrackingMode !== 'none'
    if (programScrolls) turnWheel(screen, lines, touches[0])
    else terminal.scrollLines(lines)
  })
}

function turnWheel(screen, lines, { clientX, clientY }) {
  const more = { clientX, clientY, bubbles: true, cancelable: true, deltaMode: WheelEvent.DOM_DELTA_LINE }
  for (let i = 0; i < Math.abs(lines); ++i) {
    screen.dispatchEvent(new WheelEvent('wheel', { deltaY: Math.sign(lines), ...more }))
  }
}
