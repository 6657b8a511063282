// The WebSocket to the daemon: finds the terminal of an id again, however often the connection is lost.

const firstPause = 500 // milliseconds
const longestPause = 10_000
const failuresUntilSaid = 3 // attempts that never opened, after which it is more than a hiccup

/**
 * Emits, as CustomEvents:
 *   connected  {resumed}            what follows is the terminal anew: its screen when resumed, else a new shell
 *   output     Uint8Array
 *   waiting    {message}            it is not connected, and goes on trying
 *   ended      {exitCode, reason}   the shell has ended; nothing happens until connect() is called again
 */
export class Connection extends EventTarget {
  #socket = null
  #timer = null
  #id = ''
  #size = () => ({})
  #failures = 0
  #refusal = ''

  /** size: returns {cols, rows} as they are when a connection is made. */
  constructor(size) {
    super()
    this.#size = size
    // Whatever connection there was before the network came back may be dead without knowing.
    addEventListener('online', () => this.#id && this.#replace('Reconnecting…'))
    document.addEventListener('visibilitychange', () => document.visibilityState === 'visible' && this.#hurry())
    addEventListener('pageshow', () => this.#hurry())
  }

  /** Leaves the terminal it is at, and goes to that of `id`, which is made if there is none. */
  connect(id) {
    this.#id = id
    this.#failures = 0
    this.#refusal = ''
    this.#replace('Connecting…')
  }

  /** data: text or bytes that were typed. Lost when there is no connection: nobody would expect them later. */
  send(data) {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(data)
  }

  resize(cols, rows) {
    this.send(JSON.stringify({ cols, rows }))
  }

  #replace(message) {
    this.#emit('waiting', { message })
    this.#open()
  }

  #open() {
    this.#drop()
    const socket = new WebSocket(this.#url())
    socket.binaryType = 'arraybuffer'
    socket.onmessage = ({ data }) => {
      if (typeof data === 'string') this.#control(JSON.parse(data))
      else this.#emit('output', new Uint8Array(data))
    }
    socket.onclose = (event) => this.#closed(event)
    this.#socket = socket
  }

  /** Beside the page, with the page's own query, in which a proxy may find its key. */
  #url() {
    const url = new URL('ws', location.href)
    url.protocol = url.protocol.replace('http', 'ws')
    url.search = location.search
    const { cols, rows } = this.#size()
    for (const [name, value] of Object.entries({ id: this.#id, cols, rows })) url.searchParams.set(name, value)
    return url
  }

  #control(message) {
    if (message.status === 'connected') {
      this.#failures = 0
      this.#refusal = ''
      this.#emit('connected', { resumed: message.resumed })
    } else if (message.status === 'exited') {
      this.#ended(message.exitCode, message.exitReason)
    } else if (message.status === 'error') {
      this.#refusal = message.error
    }
  }

  #closed({ reason }) {
    this.#drop()
    const { exitCode, exitReason } = parsed(reason)
    if (exitCode !== undefined) {
      this.#ended(exitCode, exitReason)
      return
    }
    this.#emit('waiting', { message: this.#trouble() })
    const pause = Math.min(firstPause * 2 ** this.#failures++, longestPause)
    this.#timer = setTimeout(() => this.#open(), pause)
  }

  #trouble() {
    if (this.#refusal) return `${this.#refusal}. Trying again…`
    return this.#failures < failuresUntilSaid ? 'Reconnecting…' : "Can't reach the terminal. Trying again…"
  }

  #ended(exitCode, reason) {
    this.#drop()
    this.#id = ''
    this.#emit('ended', { exitCode, reason })
  }

  /** Connects at once when it is waiting for that. */
  #hurry() {
    if (this.#timer !== null) this.#open()
  }

  #drop() {
    clearTimeout(this.#timer)
    this.#timer = null
    if (!this.#socket) return
    this.#socket.onmessage = this.#socket.onclose = null
    this.#socket.close()
    this.#socket = null
  }

  #emit(name, detail) {
    this.dispatchEvent(new CustomEvent(name, { detail }))
  }
}

function parsed(json) {
  try {
    return JSON.parse(json) ?? {}
  } catch {
    return {} // "slow consumer", say, or nothing
  }
}
