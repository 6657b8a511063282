import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaCommandAlreadyCompletedError,
  DaytonaConflictError,
  DaytonaConnectionTimeoutError,
  DaytonaGoneError,
  DaytonaNotFoundError,
  DaytonaProcessNotFoundError,
  DaytonaSessionEndedError,
} from '@daytonaio/sdk'
import { at, rejects, sandbox } from './support.mjs'

const { process: api } = sandbox

/** A session that is deleted after the test: its calls, without having to name it each time. */
let count = 0
async function open(t, id = `ts-${++count}`) {
  await api.createSession(id)
  t.after(() => api.deleteSession(id).catch(() => {})) // the test may have done so already
  return {
    id,
    run: (command) => api.executeSessionCommand(id, { command }),
    start: async (command, more) => (await api.executeSessionCommand(id, { command, runAsync: true, ...more })).cmdId,
    command: (cmdId) => api.getSessionCommand(id, cmdId),
    logs: (cmdId) => api.getSessionCommandLogs(id, cmdId),
    follow: (cmdId, onText) => collect((...callbacks) => api.getSessionCommandLogs(id, cmdId, ...callbacks), onText),
    input: (cmdId, data) => api.sendSessionCommandInput(id, cmdId, data),
  }
}

/** What each callback of a stream got until it ended. */
async function collect(stream, onText = () => {}) {
  const seen = { stdout: '', stderr: '' }
  const to = (name) => (text) => {
    seen[name] += text
    onText(seen)
  }
  await stream(to('stdout'), to('stderr'))
  return seen
}

/** The two streams in marked output. */
function separate(output) {
  const seen = { stdout: '', stderr: '' }
  for (const [, mark, text] of output.matchAll(/(\x01\x01\x01|\x02\x02\x02)([^\x01\x02]*)/g)) {
    seen[mark[0] === '\x01' ? 'stdout' : 'stderr'] += text
  }
  return seen
}

// Gates hold a command until the test lets it go on. Both ends wait for each other, so nothing has to be polled.
const shell = async (command) => (await api.executeCommand(command, undefined, undefined, 60)).result
const gates = (...names) => shell(`mkfifo ${names.map((name) => at(name)).join(' ')}`)
const wait = (name) => `read x < ${at(name)}`
const pass = (name) => shell(`echo > ${at(name)}`)

const lines = (text, n) => Array.from({ length: n }, (_, i) => `${text} ${i + 1}\n`).join('')

test('createSession makes an empty session that getSession and listSessions show', async (t) => {
  const one = await open(t)
  const two = await open(t)
  assert.deepEqual(await api.getSession(one.id), { sessionId: one.id, commands: [] })
  const listed = await api.listSessions()
  const ours = listed.filter(({ sessionId }) => [one.id, two.id].includes(sessionId))
  assert.deepEqual(new Set(ours.map(({ sessionId }) => sessionId)), new Set([one.id, two.id]))
  assert.deepEqual(ours.map(({ commands }) => commands), [[], []])
  assert.ok(listed.every(({ sessionId }) => sessionId !== 'entrypoint'))
})

test('createSession with a name that is taken is DaytonaConflictError', async (t) => {
  const session = await open(t)
  await rejects(api.createSession(session.id), DaytonaConflictError, 409, 'CONFLICT')
})

test('a session may have any name', async (t) => {
  for (const id of ['a b', 'ćwiczenie ☃', '../..', '100%25', 'a/b?c#d']) {
    const session = await open(t, id)
    const { cmdId, stdout } = await session.run('echo here')
    assert.equal(stdout, 'here\n')
    assert.equal((await session.logs(cmdId)).stdout, 'here\n')
    assert.equal((await api.getSession(id)).sessionId, id)
    await api.deleteSession(id)
  }
})

test('a name that needs encoding works in a stream', async (t) => {
  const session = await open(t, 'ćwiczenie ☃')
  assert.deepEqual(await session.follow(await session.start('echo here')), { stdout: 'here\n', stderr: '' })
})

test('deleteSession ends all that the session started', async (t) => {
  const session = await open(t)
  await gates('held', 'first', 'second')
  // Whoever holds the pipe open for writing keeps its reader waiting.
  const hold = (ready) => `sh -c 'exec > ${at('held')}; echo > ${at(ready)}; exec sleep 1000'`
  const id = await session.start(`${hold('first')} & setsid ${hold('second')} & sleep 1000`)
  const released = shell(`cat ${at('held')}`)
  await shell(`${wait('first')}; ${wait('second')}`)
  await api.deleteSession(session.id)
  assert.equal(await released, '')
  await rejects(session.command(id), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
  await rejects(api.getSession(session.id), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
})

test('deleteSession ends the streams of its commands', async (t) => {
  const session = await open(t)
  const id = await session.start('echo started; sleep 1000')
  let deleted
  const seen = await session.follow(id, () => (deleted ??= api.deleteSession(session.id)))
  assert.equal(seen.stdout, 'started\n')
  await deleted
})

test('the name of a deleted session can be used again', async (t) => {
  const session = await open(t)
  await session.run('export LEFT=over')
  await api.deleteSession(session.id)
  const again = await open(t, session.id)
  assert.deepEqual((await api.getSession(session.id)).commands, [])
  assert.equal((await again.run('echo "${LEFT-unset}"')).stdout, 'unset\n')
})

test('executeSessionCommand gives the exit code and the streams, apart and as one marked text', async (t) => {
  const session = await open(t)
  const { cmdId, exitCode, output, ...streams } = await session.run('echo out; echo err >&2')
  assert.ok(cmdId)
  assert.equal(exitCode, 0)
  assert.deepEqual(streams, { stdout: 'out\n', stderr: 'err\n' })
  assert.deepEqual(separate(output), streams)
  assert.equal((await session.run('echo out')).output, '\x01\x01\x01out\n')
  assert.equal((await session.run('echo err >&2')).output, '\x02\x02\x02err\n')
  assert.equal((await session.run('true')).output, '')
})

test('executeSessionCommand keeps the directory, variables and functions', async (t) => {
  const session = await open(t)
  await session.run(`cd ${at()}; export ONE='1 "☃"'; two() { echo "two $1"; }`)
  assert.equal((await session.run('pwd; sh -c \'echo "$ONE"\'; two words')).stdout, `${at()}\n1 "☃"\ntwo words\n`)
  const other = await open(t)
  assert.equal((await other.run('echo "${ONE-unset}"')).stdout, 'unset\n')
})

test('executeSessionCommand starts in the work directory', async (t) => {
  const session = await open(t)
  assert.equal((await session.run('pwd')).stdout, `${process.env.SANDBOX_WORK_DIR}\n`)
})

test('executeSessionCommand reports any exit code and the session goes on', async (t) => {
  const session = await open(t)
  for (const code of [1, 42, 127, 255]) assert.equal((await session.run(`(exit ${code})`)).exitCode, code)
  assert.equal((await session.run('no-such-command-at-all')).exitCode, 127)
  assert.equal((await session.run(`sh -c 'kill -9 $$'`)).exitCode, 137)
  assert.equal((await session.run('true')).exitCode, 0)
})

test('executeSessionCommand runs scripts of many lines', async (t) => {
  const session = await open(t)
  const { stdout, exitCode } = await session.run(`for i in 1 2; do\n  cat <<'end'\nit's "$i"\nend\ndone\n# a comment`)
  assert.deepEqual({ stdout, exitCode }, { stdout: `it's "$i"\n`.repeat(2), exitCode: 0 })
})

test('executeSessionCommand gives its command no input', async (t) => {
  const session = await open(t)
  assert.equal((await session.run('cat; echo ended')).stdout, 'ended\n')
})

test('executeSessionCommand carries UTF-8, NUL and unended lines, and replaces what is not UTF-8', async (t) => {
  const session = await open(t)
  assert.equal((await session.run(`printf 'žćč☃🙂'`)).stdout, 'žćč☃🙂')
  assert.equal((await session.run(`printf 'a\\000b'`)).stdout, 'a\0b')
  assert.equal((await session.run(`printf 'a\\377\\376b' >&2`)).stderr, 'a\ufffd\ufffdb')
})

test('executeSessionCommand carries large output', async (t) => {
  const session = await open(t)
  const much = (char) => `head -c 4000000 /dev/zero | tr '\\0' ${char}`
  const { cmdId, ...result } = await session.run(`${much('x')}; ${much('y')} >&2; (exit 3)`)
  const { stdout, stderr } = await session.logs(cmdId)
  for (const got of [result, { stdout, stderr }]) {
    assert.ok(got.stdout === 'x'.repeat(4_000_000))
    assert.ok(got.stderr === 'y'.repeat(4_000_000))
  }
  assert.equal(result.exitCode, 3)
})

test('executeSessionCommand that its client no longer waits for goes on', async (t) => {
  const session = await open(t)
  await gates('gate')
  const command = `${wait('gate')}; echo done`
  await assert.rejects(api.executeSessionCommand(session.id, { command }, 1), DaytonaConnectionTimeoutError)
  const { commands } = await api.getSession(session.id)
  assert.deepEqual(commands, [{ id: commands[0].id, command }])
  await pass('gate')
  assert.deepEqual(await session.follow(commands[0].id), { stdout: 'done\n', stderr: '' })
})

test('runAsync returns while the command runs, and its exit code is there once it has ended', async (t) => {
  const session = await open(t)
  await gates('gate')
  const command = `${wait('gate')}; echo out; echo err >&2; (exit 5)`
  const { cmdId, ...rest } = await api.executeSessionCommand(session.id, { command, runAsync: true })
  assert.deepEqual(rest, { stdout: '', stderr: '' })
  assert.deepEqual(await session.command(cmdId), { id: cmdId, command })
  assert.deepEqual(await session.logs(cmdId), { output: '', stdout: '', stderr: '' })
  await pass('gate')
  assert.deepEqual(await session.follow(cmdId), { stdout: 'out\n', stderr: 'err\n' })
  assert.deepEqual(await session.command(cmdId), { id: cmdId, command, exitCode: 5 })
})

test('async, the old name of runAsync, still works', async (t) => {
  const session = await open(t)
  await gates('gate')
  const { cmdId } = await api.executeSessionCommand(session.id, { command: wait('gate'), async: true })
  assert.equal((await session.command(cmdId)).exitCode, undefined)
  await pass('gate')
})

test('the commands of a session run one after another, in the order issued', async (t) => {
  const session = await open(t)
  await gates('gate')
  const first = await session.start(`${wait('gate')}; echo 1 >> ${at('order')}`)
  const second = await session.start(`echo 2 >> ${at('order')}`)
  assert.equal((await session.command(second)).exitCode, undefined)
  await pass('gate')
  const third = await session.run(`echo 3 >> ${at('order')}; cat ${at('order')}`)
  assert.equal(third.stdout, '1\n2\n3\n')
  const { commands } = await api.getSession(session.id)
  assert.deepEqual(commands.map(({ id }) => id), [first, second, third.cmdId])
  assert.deepEqual(commands.map(({ exitCode }) => exitCode), [0, 0, 0])
})

test('sessions run at the same time', async (t) => {
  const [one, two] = [await open(t), await open(t)]
  await gates('gate')
  const [waited] = await Promise.all([one.run(`${wait('gate')}; echo "$x"`), two.run(`echo met > ${at('gate')}`)])
  assert.equal(waited.stdout, 'met\n')
})

test('getSessionCommandLogs gives the streams, apart and as one marked text', async (t) => {
  const session = await open(t)
  const { cmdId } = await session.run(`echo out; printf 'žćč\\000☃' >&2; printf unended`)
  const { output, ...streams } = await session.logs(cmdId)
  assert.deepEqual(streams, { stdout: 'out\nunended', stderr: 'žćč\0☃' })
  assert.deepEqual(separate(output), streams)
})

test('getSessionCommandLogs shows what a running command has written so far', async (t) => {
  const session = await open(t)
  await gates('gate')
  const id = await session.start(`echo so far; ${wait('gate')}`)
  let sofar
  await session.follow(id, () => (sofar = session.logs(id).finally(() => pass('gate'))))
  assert.equal((await sofar).stdout, 'so far\n')
})

test('a followed log brings each stream to its callback, and ends with its command', async (t) => {
  const session = await open(t)
  const id = await session.start(`echo out; printf 'a\\000☃' >&2; printf 'a\\377\\376b'`)
  assert.deepEqual(await session.follow(id), { stdout: 'out\na\ufffd\ufffdb', stderr: 'a\0☃' })
  assert.equal((await session.command(id)).exitCode, 0)
})

test('a followed log arrives while the command runs', async (t) => {
  const session = await open(t)
  await gates('first', 'second')
  const id = await session.start(`echo one; ${wait('first')}; echo two >&2; ${wait('second')}; echo three`)
  // The command gets past a gate only because of what has arrived.
  const passed = []
  const seen = await session.follow(id, ({ stdout, stderr }) => {
    if (passed.length === 0 && stdout === 'one\n') passed.push(pass('first'))
    if (passed.length === 1 && stderr === 'two\n') passed.push(pass('second'))
  })
  assert.deepEqual(seen, { stdout: 'one\nthree\n', stderr: 'two\n' })
  await Promise.all(passed)
})

test('a followed log of a command that has ended is all of it, each time', async (t) => {
  const session = await open(t)
  const { cmdId } = await session.run('echo out; echo err >&2')
  for (let i = 0; i < 2; i++) assert.deepEqual(await session.follow(cmdId), { stdout: 'out\n', stderr: 'err\n' })
})

test('a followed log of a command without output just ends', async (t) => {
  const session = await open(t)
  assert.deepEqual(await session.follow(await session.start('true')), { stdout: '', stderr: '' })
})

test('many megabytes are followed byte for byte, by several followers', async (t) => {
  const session = await open(t)
  await gates('gate')
  const print = (text) => `seq 100000 | sed 's/^/${text} /'`
  const id = await session.start(`${wait('gate')}; ${print('žćč out ☃')} & ${print('err 🙂 long')} >&2; wait`)
  const followers = [1, 2, 3].map(() => session.follow(id))
  await pass('gate')
  for (const seen of [...(await Promise.all(followers)), await session.follow(id)]) {
    assert.ok(seen.stdout === lines('žćč out ☃', 100_000))
    assert.ok(seen.stderr === lines('err 🙂 long', 100_000))
  }
})

test('a followed log keeps the streams apart wherever their borders fall', async (t) => {
  // The SDKs take a mark for text when a message ends right after it, and hold back the last two bytes of a run.
  const session = await open(t)
  await gates('gate')
  for (const size of [16384, 32768, 65536, 262144]) {
    for (let bytes = size - 8; bytes <= size + 2; bytes++) {
      const id = await session.start(`printf '%${bytes}s' ''; ${wait('gate')}; echo err >&2`)
      let passed
      const live = await session.follow(id, ({ stdout }) => {
        if (stdout.length >= bytes - 2) passed ??= pass('gate')
      })
      await passed
      for (const { stdout, stderr } of [live, await session.follow(id)]) {
        assert.ok(stdout === ' '.repeat(bytes), `after ${bytes} bytes`)
        assert.equal(stderr, 'err\n', `after ${bytes} bytes`)
      }
    }
  }
})

test('a followed log ends with its command even if a background process lives on', async (t) => {
  const session = await open(t)
  await gates('gate', 'done')
  const id = await session.start(`{ ${wait('gate')}; echo late; echo > ${at('done')}; } & echo started`)
  assert.deepEqual(await session.follow(id), { stdout: 'started\n', stderr: '' })
  assert.equal((await session.command(id)).exitCode, 0)
  await pass('gate')
  await shell(`read x < ${at('done')}`)
})

test('sendSessionCommandInput reaches the command, and shows in its log', async (t) => {
  const session = await open(t)
  const id = await session.start('read -r one; read -r two; echo "got $one and $two"')
  await session.input(id, 'žćč ☃')
  await session.input(id, 'ended\n')
  const stdout = 'žćč ☃\nended\ngot žćč ☃ and ended\n'
  assert.deepEqual(await session.follow(id), { stdout, stderr: '' })
  assert.equal((await session.logs(id)).stdout, stdout)
})

test('suppressInputEcho keeps the input out of the log', async (t) => {
  const session = await open(t)
  const id = await session.start('read -r secret; echo "${#secret} letters"', { suppressInputEcho: true })
  await session.input(id, 'password')
  assert.deepEqual(await session.follow(id), { stdout: '8 letters\n', stderr: '' })
})

test('a conversation: each input answers what has been followed', async (t) => {
  const session = await open(t)
  const script = 'while echo "next?" && read -r line && [ "$line" != end ]; do echo "[$line]"; done'
  const id = await session.start(script, { suppressInputEcho: true })
  const answers = ['one', 'two', 'end']
  const sent = []
  const seen = await session.follow(id, ({ stdout }) => {
    const asked = stdout.split('next?\n').length - 1
    if (asked > sent.length) sent.push(session.input(id, answers[sent.length]))
  })
  await Promise.all(sent)
  assert.deepEqual(seen, { stdout: 'next?\n[one]\nnext?\n[two]\nnext?\n', stderr: '' })
})

test('input for a command that has ended is DaytonaCommandAlreadyCompletedError', async (t) => {
  const session = await open(t)
  const { cmdId } = await session.run('true')
  const late = session.input(cmdId, 'x')
  await rejects(late, DaytonaCommandAlreadyCompletedError, 410, 'COMMAND_ALREADY_COMPLETED')
  await assert.rejects(late, DaytonaGoneError)
})

test('exit ends the session with the code of that command', async (t) => {
  const session = await open(t)
  const { cmdId, exitCode, stdout } = await session.run('echo bye; exit 3')
  assert.deepEqual({ exitCode, stdout }, { exitCode: 3, stdout: 'bye\n' })
  assert.equal((await session.command(cmdId)).exitCode, 3)
  assert.deepEqual(await session.follow(cmdId), { stdout: 'bye\n', stderr: '' })
  await rejects(session.run('true'), DaytonaSessionEndedError, 410, 'SESSION_ENDED')
  await rejects(session.start('true'), DaytonaSessionEndedError, 410, 'SESSION_ENDED')
  await rejects(session.input(cmdId, 'x'), DaytonaGoneError, 410)
  await assert.rejects(session.run('true'), DaytonaGoneError)
})

test('commands queued behind an exit are DaytonaSessionEndedError', async (t) => {
  const session = await open(t)
  await gates('gate')
  const first = await session.start(`${wait('gate')}; exit 4`)
  const queued = rejects(session.run('echo never'), DaytonaSessionEndedError, 410, 'SESSION_ENDED')
  await pass('gate')
  await queued
  assert.equal((await session.command(first)).exitCode, 4)
})

test('a missing session or command is DaytonaProcessNotFoundError in every method', async (t) => {
  const session = await open(t)
  const calls = [
    () => api.getSession('missing'),
    () => api.deleteSession('missing'),
    () => api.executeSessionCommand('missing', { command: 'true' }),
    () => api.executeSessionCommand('missing', { command: 'true', runAsync: true }),
    () => api.getSessionCommand('missing', 'missing'),
    () => api.getSessionCommandLogs('missing', 'missing'),
    () => api.sendSessionCommandInput('missing', 'missing', 'x'),
    () => session.command('missing'),
    () => session.logs('missing'),
    () => session.input('missing', 'x'),
  ]
  for (const call of calls) await rejects(call(), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
  await assert.rejects(api.getSession('missing'), DaytonaNotFoundError)
  // What a stream rejects with is the WebSocket library's, and no Error.
  await assert.rejects(session.follow('missing'), ({ message }) => /\b404\b/.test(message))
})

test('a blank command is DaytonaBadRequestError', async (t) => {
  const session = await open(t)
  await rejects(session.run(' \n'), DaytonaBadRequestError, 400)
  assert.deepEqual((await api.getSession(session.id)).commands, [])
})

test('the entrypoint is a session that clients can only read', async () => {
  await rejects(api.createSession('entrypoint'), DaytonaBadRequestError, 400)
  await rejects(api.executeSessionCommand('entrypoint', { command: 'true' }), DaytonaBadRequestError, 400)
  await rejects(api.deleteSession('entrypoint'), DaytonaBadRequestError, 400)
})

test('the logs of the entrypoint are followed to its end, and then its exit code is there', async () => {
  const streams = { stdout: process.env.ENTRYPOINT_STDOUT, stderr: process.env.ENTRYPOINT_STDERR }
  assert.deepEqual(await collect((...callbacks) => api.getEntrypointLogs(...callbacks)), streams)
  const { output, ...apart } = await api.getEntrypointLogs()
  assert.deepEqual(apart, streams)
  assert.deepEqual(separate(output), streams)

  const { sessionId, commands } = await api.getEntrypointSession()
  assert.equal(sessionId, 'entrypoint')
  assert.equal(commands.length, 1)
  assert.equal(commands[0].id, 'entrypoint_command')
  assert.equal(commands[0].exitCode, Number(process.env.ENTRYPOINT_EXIT_CODE))
  assert.deepEqual(await api.getSession('entrypoint'), { sessionId, commands })
  assert.deepEqual(await api.getSessionCommand('entrypoint', 'entrypoint_command'), commands[0])
})
