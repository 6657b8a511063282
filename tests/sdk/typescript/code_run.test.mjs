import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DaytonaBadRequestError, DaytonaProcessExecutionTimeoutError, DaytonaTimeoutError } from '@daytonaio/sdk'
import { inLanguage, rejects, sandbox } from './support.mjs'

const run = (...args) => sandbox.process.codeRun(...args)
const output = async (...args) => (await run(...args)).result

const awkward = ['two  words', '', "it's", '"$HOME" `x` \\', '☃', '--help', '-c', 'a\nb']

test('codeRun gives the output and the exit code', async () => {
  const artifacts = { stdout: 'hello\n', charts: [] }
  assert.deepEqual(await run("print('hello')"), { exitCode: 0, result: 'hello\n', artifacts })
  assert.deepEqual(await run(''), { exitCode: 0, result: '', artifacts: { stdout: '', charts: [] } })
})

test('codeRun interleaves stdout and stderr as written', async () => {
  const code = `
import subprocess, sys
print("one")
print("two", file=sys.stderr)
subprocess.run(["echo", "three"])
print("four", end="")`
  assert.equal(await output(code), 'one\ntwo\nthree\nfour')
})

test('codeRun passes arguments and environment', async () => {
  const code = 'import json, os, sys; print(json.dumps([sys.argv[1:], os.environ["ONE"], os.environ["TWO"]]))'
  const env = { ONE: '1', TWO: 'a "b" $c ☃' }
  assert.deepEqual(JSON.parse(await output(code, { argv: awkward, env })), [awkward, env.ONE, env.TWO])
})

test('codeRun is __main__ in the work directory without input', async () => {
  const code = 'import os, sys; print(__name__, os.getcwd(), repr(sys.stdin.read()))'
  assert.equal(await output(code), `__main__ ${process.env.SANDBOX_WORK_DIR} ''\n`)
})

test('codeRun reports how the code ended', async () => {
  const ends = [
    ['import sys; sys.exit(7)', 7],
    ["raise SystemExit('no way')", 1],
    ['import os; os._exit(255)', 255],
    ['import os; os.kill(os.getpid(), 9)', 137],
  ]
  for (const [code, exitCode] of ends) assert.equal((await run(code)).exitCode, exitCode, code)
})

test('codeRun shows the lines of the user when it fails', async () => {
  const { exitCode, result } = await run("def half(x):\n    return x / 0\n\nprint('before')\nhalf(1)\n")
  assert.equal(exitCode, 1)
  const lines = result.trimEnd().split('\n')
  assert.deepEqual(lines.slice(0, 2), ['before', 'Traceback (most recent call last):'])
  assert.equal(lines.at(-1), 'ZeroDivisionError: division by zero')
  const frames = lines.filter((line) => line.startsWith('  File ')).map((line) => line.replace(/^.*?, /, ''))
  assert.deepEqual(frames, ['line 5, in <module>', 'line 2, in half'])
})

test('codeRun carries large output, UTF-8, and replaces what is not', async () => {
  assert.equal(await output("print('x' * 8_000_000, end='')"), 'x'.repeat(8_000_000))
  const odd = "import os; print('ž☃🙂', flush=True); os.write(1, b'a\\xff\\xfeb')"
  assert.equal(await output(odd), 'ž☃🙂\na\ufffd\ufffdb')
})

test('codeRun with a timeout ends in time or with its own error class', async () => {
  assert.equal(await output("print('quick')", undefined, 60), 'quick\n')
  const started = performance.now()
  const slow = run("import subprocess; subprocess.run(['sleep', '60'])", undefined, 1)
  await rejects(slow, DaytonaProcessExecutionTimeoutError, 408, 'PROCESS_EXECUTION_TIMEOUT')
  await assert.rejects(slow, DaytonaTimeoutError)
  assert.ok(performance.now() - started < 20_000)
})

test('codeRun refuses a bad environment name', async () => {
  await rejects(run('', { env: { 'NO-GOOD': 'x' } }), DaytonaBadRequestError, 400, 'BAD_REQUEST')
})

const scripts = {
  javascript: `const { argv, env } = process
console.log(JSON.stringify([argv.slice(2), env.ONE]))
console.log(require('node:path').basename('/a/b'), typeof module, process.cwd())`,
  typescript: `const { argv, env }: NodeJS.Process = process
enum Kind { One = 1 }
interface Unused { name?: string }
const all: [string[], string | undefined] = [argv.slice(2), env[\`ONE\${Kind.One}\`] ?? (env.ONE as string)]
console.log(JSON.stringify(all))
console.log(require('node:path').basename('/a/b'), typeof module, process.cwd())`,
}

for (const [language, code] of Object.entries(scripts)) {
  test(`codeRun runs ${language}`, async () => {
    const { process: api } = await inLanguage(language)
    const { exitCode, result, artifacts } = await api.codeRun(code, { argv: awkward, env: { ONE: '1' } })
    assert.equal(exitCode, 0, result)
    const [first, second] = result.split('\n')
    assert.deepEqual(JSON.parse(first), [awkward, '1'])
    assert.equal(second, `b object ${process.env.SANDBOX_WORK_DIR}`)
    assert.equal(result, `${first}\n${second}\n`)
    assert.deepEqual(artifacts.charts, [])
  })

  test(`codeRun reports failures of ${language}`, async () => {
    const { process: api } = await inLanguage(language)
    const streams = await api.codeRun("console.log('out'); console.error('err'); process.exitCode = 3")
    assert.deepEqual([streams.exitCode, streams.result], [3, 'out\nerr\n'])
    const thrown = await api.codeRun("console.log('before')\nthrow new TypeError('no way')\n")
    assert.equal(thrown.exitCode, 1)
    assert.match(thrown.result, /^before\n[^]*TypeError: no way/)
    assert.equal((await api.codeRun('const x = = 1')).exitCode, 1)
    const slow = api.codeRun('setInterval(() => {}, 1000)', undefined, 1)
    await rejects(slow, DaytonaProcessExecutionTimeoutError, 408, 'PROCESS_EXECUTION_TIMEOUT')
  })
}
