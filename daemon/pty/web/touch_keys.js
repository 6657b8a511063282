// The keys that an on-screen keyboard lacks.

const letters = { ArrowUp: 'A', ArrowDown: 'B', ArrowRight: 'C', ArrowLeft: 'D' }

/** The bar of buttons in `bar`, which types into `terminal`. */
export class TouchKeys {
  #terminal
  #control

  constructor(bar, terminal) {
    this.#terminal = terminal
    this.#control = bar.querySelector('[data-key=Control]')
    // The terminal keeps the focus, or the keyboard would go away.
    bar.addEventListener('pointerdown', (event) => event.preventDefault())
    bar.addEventListener('click', (event) => {
      const key = event.target.closest('button')?.dataset.key
      if (key) this.#press(key)
    })
  }

  /** What typing `data` means while Ctrl is on; that then is off again. */
  apply(data) {
    if (!this.#controlIsOn || data.length !== 1) return data
    this.#setControl(false)
    const code = data.toUpperCase().charCodeAt(0)
    return code >= 0x40 && code <= 0x5f ? String.fromCharCode(code & 0x1f) : data
  }

  #press(key) {
    if (key === 'Control') this.#setControl(!this.#controlIsOn)
    else if (key === 'Escape') this.#terminal.input('\x1b')
    else if (key === 'Tab') this.#terminal.input('\t')
    else this.#terminal.input(this.#arrow(letters[key]))
  }

  #arrow(letter) {
    if (this.#controlIsOn) {
      this.#setControl(false)
      return `\x1b[1;5${letter}`
    }
    return (this.#terminal.modes.applicationCursorKeysMode ? '\x1bO' : '\x1b[') + letter
  }

  get #controlIsOn() {
    return this.#control.getAttribute('aria-pressed') === 'true'
  }

  #setControl(on) {
    this.#control.setAttribute('aria-pressed', on)
  }
}
