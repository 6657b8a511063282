import assert from 'node:assert/strict'
import { execFileSync } from 'node:child_process'
import fs from 'node:fs'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaConnectionError,
  DaytonaInvalidArgumentError,
  DaytonaInvalidFilePathError,
  DaytonaProcessNotFoundError,
  DaytonaTimeoutError,
} from '@daytonaio/sdk'
import { at, rejects, sandbox } from './support.mjs'

const { codeInterpreter: api } = sandbox
const workDirectory = process.env.SANDBOX_WORK_DIR

/** A context that goes with the test, and running code in it. */
async function open(t, ...args) {
  const context = await api.createContext(...args)
  t.after(async () => {
    if ((await api.listContexts()).some(({ id }) => id === context.id)) await api.deleteContext(context)
  })
  return { context, run: (code, options) => api.runCode(code, { context, ...options }) }
}

/** Callbacks that keep what they get, in order; pieces of a stream that follow each other are put together. */
function record() {
  const events = []
  const on = (stream) => ({ output }) => {
    if (events.at(-1)?.[0] === stream) events.at(-1)[1] += output
    else events.push([stream, output])
  }
  const onError = ({ name }) => events.push(['error', name])
  return { events, onStdout: on('stdout'), onStderr: on('stderr'), onError }
}

/** Code that waits until somebody has opened this FIFO. */
function gate() {
  execFileSync('mkfifo', [at('gate')])
  return { path: at('gate'), waits: `open(${JSON.stringify(at('gate'))}).read()\n` }
}

const rejectsWith = (promise, errorClass, message) =>
  assert.rejects(promise, (error) => {
    assert.equal(error.constructor, errorClass)
    assert.match(error.message, message)
    return true
  })

test('runCode gives stdout and stderr', async (t) => {
  const { run } = await open(t)
  const code = "import sys\nprint('out ☃')\nprint('err', file=sys.stderr)\n'not printed'"
  assert.deepEqual(await run(code), { stdout: 'out ☃\n', stderr: 'err\n' })
})

test('runCode without a context uses the default one', async () => {
  assert.equal((await api.runCode('default_of_ts = 1')).error, undefined)
  const { stdout } = await api.runCode('import os; print(default_of_ts + 1, __name__, os.getcwd())')
  assert.equal(stdout, `2 __main__ ${workDirectory}\n`)
})

test('callbacks get what alternates between the streams in order', async (t) => {
  const { run } = await open(t)
  const { events, ...callbacks } = record()
  const code = 'import sys\nfor n in range(50):\n    print(n, file=(sys.stdout, sys.stderr)[n % 2])\n1 / 0'
  const { stdout, stderr } = await run(code, callbacks)
  const written = Array.from({ length: 50 }, (_, n) => [n % 2 ? 'stderr' : 'stdout', `${n}\n`])
  assert.deepEqual(events, [...written, ['error', 'ZeroDivisionError']])
  const all = (name) => written.filter(([stream]) => stream === name).map(([, text]) => text).join('')
  assert.deepEqual([stdout, stderr], [all('stdout'), all('stderr')])
})

test('output comes before the code has ended', async (t) => {
  const { run } = await open(t)
  const { path } = gate()
  let seen = ''
  const onStdout = ({ output }) => {
    seen += output
    if (seen === 'first\n') fs.writeFileSync(path, 'go on') // waits for the reader: the code is still running
  }
  const code = `print('first')\nprint(open(${JSON.stringify(path)}).read())`
  assert.equal((await run(code, { onStdout, timeout: 60 })).stdout, 'first\ngo on\n')
  assert.equal(seen, 'first\ngo on\n')
})

test('runCode carries large output', async (t) => {
  const { run } = await open(t)
  assert.equal((await run("print('ž' * 5_000_000, end='')")).stdout, 'ž'.repeat(5_000_000))
})

test('state stays in a context, and is not seen in another', async (t) => {
  const [one, two] = [await open(t), await open(t)]
  await one.run("import os\nmine = [1]\ndef double(n): return 2 * n\nos.environ['MINE'] = 'yes'")
  assert.equal((await one.run('mine.append(double(2)); print(mine)')).stdout, '[1, 4]\n')
  assert.equal((await one.run("raise KeyError('lost')")).error.name, 'KeyError')
  assert.equal((await one.run("print(mine, os.environ['MINE'])")).stdout, '[1, 4] yes\n')
  assert.equal((await two.run("import os; print(os.environ.get('MINE'))\nmine")).stdout, 'None\n')
  assert.equal((await two.run('mine')).error.name, 'NameError')
})

test('createContext describes what it made', async (t) => {
  const { context, run } = await open(t, at())
  const { id, createdAt, ...rest } = context
  assert.match(id, /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/)
  assert.ok(Math.abs(Date.parse(createdAt) - Date.now()) < 60_000, createdAt)
  assert.deepEqual(rest, { cwd: at(), language: 'python', active: true })
  assert.equal((await run('import os; print(os.getcwd())')).stdout, `${at()}\n`)
  assert.equal((await open(t)).context.cwd, workDirectory)
})

test('createContext refuses a missing directory', async () => {
  await rejects(api.createContext(at('missing')), DaytonaInvalidFilePathError, 400, 'INVALID_FILE_PATH')
})

test('listContexts gives them in order without the default one', async (t) => {
  const before = await api.listContexts()
  assert.ok(before.every(({ id }) => id !== 'default'))
  const created = [await open(t), await open(t), await open(t)].map(({ context }) => context)
  assert.deepEqual(await api.listContexts(), [...before, ...created])
  await api.deleteContext(created[1])
  assert.deepEqual(await api.listContexts(), [...before, created[0], created[2]])
})

test('deleteContext removes a context once, and refuses the default one', async (t) => {
  const { context, run } = await open(t)
  await api.deleteContext(context)
  await rejects(api.deleteContext(context), DaytonaProcessNotFoundError, 404, 'PROCESS_NOT_FOUND')
  await rejectsWith(run('print(1)'), DaytonaConnectionError, /context.*\(close code 1008\)/)
  await rejects(api.deleteContext({ ...context, id: 'default' }), DaytonaBadRequestError, 400)
  assert.equal((await api.runCode("print('alive')")).stdout, 'alive\n')
})

test('runCode refuses what makes no sense', async (t) => {
  const { run } = await open(t)
  await assert.rejects(run(' \n'), DaytonaInvalidArgumentError)
  await rejectsWith(run('1', { timeout: -1 }), DaytonaConnectionError, /timeout.*\(close code 1008\)/)
  await rejectsWith(run('1', { envs: { 'NO-GOOD': 'x' } }), DaytonaConnectionError, /NO-GOOD.*\(close code 1008\)/)
})

test('envs hold for one execution', async (t) => {
  const { run } = await open(t)
  const show = "import os; print(os.environ.get('ONE'), os.environ['HOME'], os.popen('echo $ONE').read(), end='')"
  assert.equal((await run(show, { envs: { ONE: 'a b ☃', HOME: '/nowhere' } })).stdout, 'a b ☃ /nowhere a b ☃\n')
  assert.equal((await run(show)).stdout, `None ${process.env.SANDBOX_HOME} \n`)
})

for (const busy of ['import time; time.sleep(60)', 'while True: pass']) {
  test(`a timeout in ${busy} has its error class, and the context stays usable`, async (t) => {
    const { run } = await open(t)
    await run("kept = 'here'")
    const { events, ...callbacks } = record()
    const slow = run(`print('begun')\n${busy}`, { timeout: 1, ...callbacks })
    await rejectsWith(slow, DaytonaTimeoutError, /timed out/)
    assert.deepEqual(events, [['stdout', 'begun\n'], ['error', 'KeyboardInterrupt']])
    assert.equal((await run('print(kept)')).stdout, 'here\n')
  })
}

test('code that does not let itself be interrupted is killed', async (t) => {
  const { run } = await open(t)
  const { events, ...callbacks } = record()
  const code = 'import time\nwhile True:\n    try:\n        time.sleep(60)\n    except KeyboardInterrupt:\n        pass'
  await rejectsWith(run(code, { timeout: 1, ...callbacks }), DaytonaTimeoutError, /timed out/)
  assert.deepEqual(events, [['error', 'Timeout']])
  assert.equal((await run("print('again')")).stdout, 'again\n')
})

test('an error has name, value and traceback', async (t) => {
  const { run } = await open(t)
  let called
  const onError = (error) => (called = error)
  const { error, stdout } = await run("def half(x):\n    return x / 0\n\nprint('before')\nhalf(1)", { onError })
  assert.equal(stdout, 'before\n')
  assert.deepEqual(called, error)
  assert.deepEqual([error.name, error.value], ['ZeroDivisionError', 'division by zero'])
  const lines = error.traceback.trimEnd().split('\n')
  assert.equal(lines[0], 'Traceback (most recent call last):')
  assert.equal(lines.at(-1), 'ZeroDivisionError: division by zero')
  const frames = lines.filter((line) => line.startsWith('  File ')).map((line) => line.replace(/^.*?, /, ''))
  assert.deepEqual(frames, ['line 5, in <module>', 'line 2, in half'])
})

test('a syntax error points at the place', async (t) => {
  const { run } = await open(t)
  const { error } = await run('x = 1\ny = = 2')
  assert.equal(error.name, 'SyntaxError')
  assert.match(error.traceback, /line 2\n    y = = 2\n +\^/)
})

test('exiting ends the execution only, input is at its end, await works at the top', async (t) => {
  const { run } = await open(t)
  assert.deepEqual(await run("import sys\nx = 1\nprint('before')\nsys.exit(3)"), { stdout: 'before\n', stderr: '' })
  assert.equal((await run('input()')).error.name, 'EOFError')
  assert.equal((await run('import asyncio\nawait asyncio.sleep(0)\nprint(x)')).stdout, '1\n')
})

test('a worker that dies is an error, and the next execution has a new one', async (t) => {
  const { run } = await open(t)
  const { error } = await run('import os, signal\nos.kill(os.getpid(), signal.SIGSEGV)')
  assert.equal(error.name, 'WorkerDied')
  assert.match(error.value, /^the Python process was killed by signal 11 \(SIGSEGV\)/)
  assert.equal((await run("print('again')")).stdout, 'again\n')
})

test('runs in one context queue, those in others go on', async (t) => {
  const [one, other] = [await open(t), await open(t)]
  const { path, waits } = gate()
  let first
  await new Promise((begun) => {
    first = one.run(`order = []\nprint('begun')\n${waits}order.append('first')`, { onStdout: begun })
  })
  const queued = ['second', 'third'].map((name) => one.run(`order.append('${name}'); print(len(order), order[0])`))
  assert.equal((await other.run(`open(${JSON.stringify(path)}, 'w').close(); print('opened')`)).stdout, 'opened\n')
  assert.equal((await first).error, undefined)
  const outputs = (await Promise.all(queued)).map(({ stdout }) => stdout)
  assert.deepEqual(outputs.sort(), ['2 first\n', '3 first\n'])
})

test('deleting a context ends its run with an error', async (t) => {
  const { context, run } = await open(t)
  let running
  await new Promise((begun) => {
    running = run(`print('begun')\n${gate().waits}`, { onStdout: begun })
  })
  await api.deleteContext(context)
  assert.equal((await running).error.name, 'ContextDeleted')
})
