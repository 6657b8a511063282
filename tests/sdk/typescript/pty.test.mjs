import assert from 'node:assert/strict'
import { createHash } from 'node:crypto'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaConflictError,
  DaytonaConnectionError,
  DaytonaNotFoundError,
  DaytonaProcessNotFoundError,
  DaytonaSessionEndedError,
} from '@daytonaio/sdk'
import { at, rejects, sandbox } from './support.mjs'

const { process: api } = sandbox

/** What the callback of one client has received, and waiting for what is to come. */
class Screen {
  text = ''
  #passed = 0
  #check = () => {}
  #decoder = new TextDecoder('utf-8', { fatal: true }) // throws when a message ends inside a character

  onData = (bytes) => {
    this.text += this.#decoder.decode(bytes)
    this.#check()
  }

  /** Resolves to what precedes `text`, once that has come; looks only at what no earlier call has passed. */
  until(text, ended) {
    return new Promise((resolve, reject) => {
      this.#check = () => {
        const found = this.text.indexOf(text, this.#passed)
        if (found < 0) return
        resolve(this.text.slice(this.#passed, found))
        this.#passed = found + text.length
        this.#check = () => {}
      }
      ended.then(() => reject(new Error(`the PTY ended before ${JSON.stringify(text)}; it showed: ${this.text}`)))
      this.#check()
    })
  }
}

/** A handle with what it has received; `open` gets the callback and gives the handle. */
let marks = 0
async function attach(t, open) {
  const screen = new Screen()
  const handle = await open({ onData: screen.onData })
  t.after(() => handle.disconnect())
  const ended = handle.wait()
  const client = {
    id: handle.sessionId,
    handle,
    ended,
    screen,
    send: (data) => handle.sendInput(data),
    until: (text) => screen.until(text, ended),
    /** What a command printed. The marks are written so that the echo of the line does not hold them. */
    async run(command) {
      const mark = ++marks
      await handle.sendInput(`echo be''gin-${mark}; ${command}; echo e''nd-${mark}\n`)
      await client.until(`begin-${mark}\r\n`)
      return (await client.until(`end-${mark}\r\n`)).replaceAll('\r\n', '\n')
    },
  }
  return client
}

let count = 0
const newId = () => `ts-pty-${++count}`
const killAfter = (t, id) => t.after(() => api.killPtySession(id).catch(() => {})) // it may have ended already

function create(t, options) {
  const id = newId()
  killAfter(t, options?.id ?? id)
  return attach(t, (callback) => api.createPty({ id, ...options, ...callback }))
}
const connect = (t, id) => attach(t, (callback) => api.connectPty(id, callback))

async function createByRest(t, request) {
  const id = newId()
  killAfter(t, id)
  const { status, data } = await api.apiClient.createPtySession({ id, ...request })
  assert.equal(status, 201)
  assert.deepEqual(data, { sessionId: id })
  return id
}

const listed = async () => (await api.listPtySessions()).map(({ id }) => id)
const shell = async (command) => (await api.executeCommand(command, undefined, undefined, 60)).result

test('createPty starts an interactive login shell of 80x24 in the work directory', async (t) => {
  const pty = await create(t)
  assert.ok(pty.handle.isConnected())
  const told = await pty.run(`echo "$TERM|$HOME|$PWD"; tr '\\0' ' ' < /proc/$$/cmdline; echo; stty size`)
  const { SANDBOX_HOME: home, SANDBOX_WORK_DIR: work } = process.env
  assert.match(told, new RegExp(`^xterm-256color\\|${home}\\|${work}\\n\\S+ -i -l \\n24 80\\n$`))
})

test('createPty takes the directory, the size and variables of any text', async (t) => {
  const envs = { GREETING: 'žćč "☃" 🙂 $HOME\n\\second', LONG: 'ć'.repeat(4000), TERM: 'vt100' }
  const pty = await create(t, { cwd: at(), cols: 132, rows: 43, envs })
  const script = 'printf "%s|%s|%s|" "$GREETING" "$TERM" "$PWD"; printf %s "$LONG" | wc -c; stty size'
  const told = await pty.run(`sh -c '${script}'`)
  assert.equal(told, `${envs.GREETING}|vt100|${at()}|8000\n43 132\n`)
})

test('getPtySessionInfo and listPtySessions show what a PTY was created with', async (t) => {
  const before = Date.now()
  const envs = { GREETING: '☃' }
  const one = await create(t, { cwd: at(), cols: 100, rows: 30, envs })
  const two = await create(t)
  const { createdAt, ...info } = await api.getPtySessionInfo(one.id)
  assert.deepEqual(info, { id: one.id, cwd: at(), envs, cols: 100, rows: 30, active: true, lazyStart: false })
  assert.ok(Math.abs(Date.parse(createdAt) - before) < 3_600_000)
  const all = await api.listPtySessions()
  assert.deepEqual(all.find(({ id }) => id === one.id), { createdAt, ...info })
  assert.deepEqual(all.map(({ id }) => id).filter((id) => [one.id, two.id].includes(id)), [one.id, two.id])
})

test('a PTY may have any name', async (t) => {
  for (const id of ['a b', 'ćwiczenie ☃', '../..', '100%25', 'a/b?c#d']) {
    const pty = await create(t, { id })
    assert.equal(await pty.run('echo here'), 'here\n')
    assert.equal((await api.getPtySessionInfo(id)).id, id)
    assert.equal((await pty.handle.resize(90, 20)).id, id)
    await pty.handle.kill()
    assert.equal((await pty.ended).exitCode, 137)
  }
})

test('a name that needs encoding works in connectPty', async (t) => {
  const pty = await create(t, { id: 'ćwiczenie ☃ two' })
  const other = await connect(t, pty.id)
  assert.equal(await other.run('echo here'), 'here\n')
})

test('sendInput takes text and bytes, every byte and in order', async (t) => {
  const pty = await create(t)
  await pty.send(`stty raw -echo; echo rea''dy; head -c 266 | od -An -v -tx1 | tr -d ' \\n'; stty sane; echo e''nd\n`)
  await pty.until('ready\n')
  const bytes = Uint8Array.from({ length: 256 }, (_, i) => i)
  await pty.send(bytes.subarray(0, 100))
  await pty.send('žćč ☃')
  await pty.send(bytes.subarray(100))
  const sent = Buffer.concat([bytes.subarray(0, 100), Buffer.from('žćč ☃'), bytes.subarray(100)])
  assert.equal(sent.length, 266)
  assert.equal(await pty.until('end\r\n'), sent.toString('hex'))
})

test('megabytes of input reach a program that reads when it is ready to', async (t) => {
  const piece = Buffer.from(Array.from({ length: 100_000 }, (_, i) => (i * 7) % 251))
  const total = 30 * piece.length
  const pty = await create(t)
  await shell(`mkfifo ${at('gate')}`)
  const consume = `read x < ${at('gate')}; head -c ${total} | sha256sum`
  await pty.send(`stty raw -echo; echo rea''dy; ${consume}; stty sane; echo e''nd\n`)
  await pty.until('ready\n')
  const hash = createHash('sha256')
  for (let i = 0; i < 30; ++i) {
    hash.update(piece)
    await pty.send(piece)
  }
  await shell(`echo > ${at('gate')}`)
  assert.equal((await pty.until('end\r\n')).split(' ')[0], hash.digest('hex'))
})

test('resize, of the handle and by id, reaches the program and is told', async (t) => {
  const pty = await create(t)
  await pty.send(`sh -c 'trap "stty size" WINCH; echo rea""dy; sleep 1000 & while :; do wait; done'\n`)
  await pty.until('ready\r\n')
  const info = await pty.handle.resize(133, 37)
  assert.deepEqual([info.id, info.cols, info.rows], [pty.id, 133, 37])
  await pty.until('37 133\r\n')
  const { cols, rows } = await api.resizePtySession(pty.id, 1000, 1)
  assert.deepEqual([cols, rows], [1000, 1])
  await pty.until('1 1000\r\n')
  assert.deepEqual(await api.getPtySessionInfo(pty.id), { ...info, cols: 1000, rows: 1 })
})

const endings = [
  ['exit', 0, undefined],
  ['exit 3', 3, 'non-zero exit'],
  ['exit 130', 130, 'Ctrl+C'],
  ['exit 143', 143, 'SIGTERM'],
  ['exit 140', 140, 'signal 12'],
  ['kill -KILL $$', 137, 'SIGKILL'],
  ['exec sh -c "exit 4"', 4, 'non-zero exit'],
]
for (const [command, exitCode, error] of endings) {
  test(`wait tells how the shell ended: ${command}`, async (t) => {
    const pty = await create(t)
    await pty.send(`${command}\n`)
    assert.deepEqual(await pty.handle.wait(), { exitCode, error })
    assert.ok(!(await listed()).includes(pty.id))
    assert.deepEqual([pty.handle.exitCode, pty.handle.error, pty.handle.isConnected()], [exitCode, error, false])
    assert.deepEqual(await pty.handle.wait(), { exitCode, error })
  })
}

test('Ctrl+C ends the command and not the shell', async (t) => {
  const pty = await create(t)
  await pty.send(`sh -c 'echo rea""dy; exec sleep 1000'\n`)
  await pty.until('ready\r\n')
  await pty.send('\x03')
  await pty.send('exit\n')
  assert.deepEqual(await pty.handle.wait(), { exitCode: 130, error: 'Ctrl+C' })
})

test('all that was written before the end reaches the callback before wait resolves', async (t) => {
  const pty = await create(t)
  await pty.send(`exec sh -c 'echo begin; seq 200000; exit 5'\n`)
  assert.equal((await pty.handle.wait()).exitCode, 5)
  const shown = pty.screen.text.split('begin\r\n')[1]
  assert.ok(shown === Array.from({ length: 200_000 }, (_, i) => `${i + 1}\r\n`).join(''))
})

test('many megabytes arrive complete, in order and cut between characters', async (t) => {
  const pty = await create(t)
  const shown = await pty.run(`seq 150000 | sed 's/$/ žćč ☃ 🙂/'`)
  assert.ok(shown === Array.from({ length: 150_000 }, (_, i) => `${i + 1} žćč ☃ 🙂\n`).join(''))
})

test('the name of a PTY that has ended can be used again', async (t) => {
  const pty = await create(t)
  await pty.send('left=over; exit\n')
  await pty.handle.wait()
  const again = await create(t, { id: pty.id })
  assert.equal(await again.run('echo "${left-unset}"'), 'unset\n')
})

test('a client that disconnects leaves the PTY, and the next one finds the screen and the shell', async (t) => {
  const pty = await create(t)
  await pty.run(`kept=variable; printf 'Ž\\033[31mred ☃\\033[0m on the screen\\n'`)
  await pty.handle.disconnect()
  await pty.ended
  assert.ok(!pty.handle.isConnected())
  assert.equal((await api.getPtySessionInfo(pty.id)).active, true)

  const next = await connect(t, pty.id)
  assert.equal(await next.run('echo "$kept"'), 'variable\n')
  assert.match(next.screen.text, /Ž\x1b\[[\d;]*31m.*red ☃\x1b\[[^a-z]*m.*on the screen/)
})

test('a client that comes later finds what a full-screen program shows', async (t) => {
  const pty = await create(t)
  await pty.run('echo before')
  await pty.send(`printf '\\033[?1049h\\033[2J\\033[5;10Hin the mid''dle'; read x; printf '\\033[?1049l'; echo e''nd\n`)
  await pty.until('in the middle')
  const other = await connect(t, pty.id)
  await other.until('in the middle')
  assert.match(other.screen.text, /\x1b\[\?(1049|1047|47)h/)
  await other.send('\n')
  for (const client of [pty, other]) await client.until('end\r\n')
})

test('clients of one PTY see the same and type into the same', async (t) => {
  const one = await create(t)
  const two = await connect(t, one.id)
  await one.send(`echo on''e; x=shared\n`)
  for (const client of [one, two]) await client.until('one\r\n')
  await two.send('echo "[$x]"\n')
  for (const client of [one, two]) await client.until('[shared]\r\n')
  await one.send('exit 6\n')
  for (const client of [one, two]) {
    assert.deepEqual(await client.handle.wait(), { exitCode: 6, error: 'non-zero exit' })
  }
})

test('kill ends all that the PTY started, and every client is told', async (t) => {
  const one = await create(t)
  const two = await connect(t, one.id)
  await shell(`mkfifo ${at('held')} ${at('first')} ${at('second')}`)
  // Whoever holds the pipe open for writing keeps its reader waiting.
  const hold = (ready) => `sh -c 'exec > ${at('held')}; echo > ${at(ready)}; exec sleep 1000'`
  await one.send(`${hold('first')} & setsid ${hold('second')}\n`)
  const released = shell(`cat ${at('held')}`)
  await shell(`read x < ${at('first')}; read x < ${at('second')}`)
  await one.handle.kill()
  assert.equal(await released, '')
  for (const client of [one, two]) {
    assert.deepEqual(await client.handle.wait(), { exitCode: 137, error: 'SIGKILL' })
  }
  assert.ok(!(await listed()).includes(one.id))
  await rejects(api.killPtySession(one.id), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
})

test('a handle of a PTY that has ended neither sends nor resizes nor kills', async (t) => {
  const pty = await create(t)
  await pty.send('exit\n')
  await pty.handle.wait()
  await assert.rejects(pty.send('x'), DaytonaConnectionError)
  await rejects(pty.handle.resize(80, 24), DaytonaSessionEndedError, 410, 'SESSION_ENDED')
  await rejects(pty.handle.kill(), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
})

test('createPty with a name that is taken is refused and leaves the PTY alone', async (t) => {
  const pty = await create(t)
  await assert.rejects(api.createPty({ id: pty.id, onData() {} }), DaytonaConnectionError)
  await rejects(api.apiClient.createPtySession({ id: pty.id }), DaytonaConflictError, 409, 'CONFLICT')
  assert.equal(await pty.run('echo unharmed'), 'unharmed\n')
})

test('a PTY that is not there has the error class for that', async () => {
  assert.ok(new DaytonaProcessNotFoundError('') instanceof DaytonaNotFoundError)
  await rejects(api.getPtySessionInfo('missing'), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
  await rejects(api.killPtySession('missing'), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
  await rejects(api.resizePtySession('missing', 80, 24), DaytonaSessionEndedError, 410, 'SESSION_ENDED')
  await assert.rejects(api.connectPty('missing', { onData() {} }), (error) => {
    assert.ok(error instanceof DaytonaConnectionError, error.name)
    assert.match(error.message, /not found: PTY session not found/)
    return true
  })
})

test('a size, a directory or a variable that cannot be is refused, and nothing is created', async (t) => {
  const id = newId()
  const bad = [{ cols: 1001 }, { rows: 1001 }, { cols: -1 }, { cwd: at('missing') }, { envs: { 'A B': 'x' } }]
  for (const options of bad) {
    await assert.rejects(api.createPty({ id, onData() {}, ...options }), DaytonaConnectionError)
    await rejects(api.apiClient.createPtySession({ id, ...options }), DaytonaBadRequestError, 400)
  }
  await assert.rejects(api.createPty({ id: '', onData() {} }), DaytonaConnectionError)
  await rejects(api.apiClient.createPtySession({ cols: 80 }), DaytonaBadRequestError, 400)
  assert.ok(!(await listed()).includes(id))

  const pty = await create(t)
  for (const size of [[1001, 24], [80, 1001], [0, 24], [80, -1]]) {
    await rejects(pty.handle.resize(...size), DaytonaBadRequestError, 400)
  }
  assert.equal(await pty.run('stty size'), '24 80\n')
})

test('a PTY made by POST runs without a client', async (t) => {
  await shell(`mkfifo ${at('fifo')}`)
  const id = await createByRest(t, { cwd: at(), cols: 90, rows: 20, envs: { GREETING: 'ćwiczenie' } })
  const { createdAt, ...info } = await api.getPtySessionInfo(id)
  const envs = { GREETING: 'ćwiczenie' }
  assert.deepEqual(info, { id, cwd: at(), envs, cols: 90, rows: 20, active: true, lazyStart: false })
  const pty = await connect(t, id)
  assert.equal(await pty.run('echo "$GREETING $PWD"; stty size'), `ćwiczenie ${at()}\n20 90\n`)
  await pty.send(`echo hidden > ${at('fifo')}\n`)
  await pty.handle.disconnect()
  assert.equal(await shell(`cat ${at('fifo')}`), 'hidden\n')
})

test('with lazyStart the shell starts with the first client, in the size that holds then', async (t) => {
  const id = await createByRest(t, { lazyStart: true })
  const info = await api.getPtySessionInfo(id)
  assert.deepEqual([info.active, info.lazyStart, info.cols, info.rows], [false, true, 80, 24])
  await api.resizePtySession(id, 111, 22)
  const pty = await connect(t, id)
  assert.equal((await api.getPtySessionInfo(id)).active, true)
  assert.equal(await pty.run('stty size'), '22 111\n')
})

test('a PTY that waits for its first client can be killed', async (t) => {
  const id = await createByRest(t, { lazyStart: true })
  await api.killPtySession(id)
  await rejects(api.getPtySessionInfo(id), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
})
