import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DaytonaBadRequestError, DaytonaProcessExecutionTimeoutError, DaytonaTimeoutError } from '@daytonaio/sdk'
import { at, rejects, sandbox } from './support.mjs'

const run = (...args) => sandbox.process.executeCommand(...args)
const output = async (...args) => (await run(...args)).result

test('executeCommand gives the output and the exit code', async () => {
  assert.deepEqual(await run('echo hello'), { exitCode: 0, result: 'hello\n', artifacts: { stdout: 'hello\n' } })
})

test('executeCommand interleaves stdout and stderr as written', async () => {
  assert.equal(await output('echo one; echo two >&2; echo three; echo four >&2'), 'one\ntwo\nthree\nfour\n')
})

test('executeCommand reports any exit code', async () => {
  for (const code of [1, 42, 127, 255]) assert.equal((await run(`exit ${code}`)).exitCode, code)
  assert.equal((await run('no-such-command-at-all')).exitCode, 127)
})

test('executeCommand uses the working directory and the environment', async () => {
  assert.equal(await output('pwd; echo "$ONE-$TWO"', at(), { ONE: '1', TWO: 'a "b" $c ☃' }), `${at()}\n1-a "b" $c ☃\n`)
})

test('executeCommand runs in the work directory unless told otherwise', async () => {
  assert.equal(await output('pwd'), `${process.env.SANDBOX_WORK_DIR}\n`)
})

test('executeCommand runs shell syntax', async () => {
  assert.equal(await output(`for i in 1 2 3; do printf "$i "; done | tr ' ' '-' && cat <<'end'\nit's "here"\nend`), `1-2-3-it's "here"\n`)
})

test('executeCommand carries UTF-8 and replaces what is not', async () => {
  assert.equal(await output(`printf 'žćč☃🙂'`), 'žćč☃🙂')
  assert.equal(await output(`printf 'a\\377\\376b'`), 'a\ufffd\ufffdb')
})

test('executeCommand carries large output', async () => {
  const { exitCode, result } = await run('head -c 8000000 /dev/zero | tr "\\0" x')
  assert.equal(exitCode, 0)
  assert.equal(result.length, 8_000_000)
  assert.ok(/^x+$/.test(result))
})

test('executeCommand runs a command beyond the limit for one argument', async () => {
  const long = 'y'.repeat(300_000)
  assert.equal(await output(`printf %s ${long} | wc -c`).then(Number), long.length)
})

test('executeCommand with a timeout ends in time or with its own error class', async () => {
  assert.equal(await output('echo quick', undefined, undefined, 30), 'quick\n')
  const started = performance.now()
  const slow = run('sleep 60 & sleep 60', undefined, undefined, 1)
  await rejects(slow, DaytonaProcessExecutionTimeoutError, 408, 'PROCESS_EXECUTION_TIMEOUT')
  await assert.rejects(slow, DaytonaTimeoutError)
  assert.ok(performance.now() - started < 20_000)
})

test('executeCommand kills what a timed-out command started', async () => {
  const command = `sh -c 'echo $$ > ${at('pid')}; exec sleep 60' & wait`
  await rejects(run(command, undefined, undefined, 1), DaytonaProcessExecutionTimeoutError, 408)
  const pid = await output(`cat ${at('pid')}`).then(Number)
  assert.notEqual((await run(`grep '^State:.[RSDT]' /proc/${pid}/status`)).exitCode, 0)
})

test('executeCommand refuses a blank command and a bad environment name', async () => {
  await rejects(run('  '), DaytonaBadRequestError, 400)
  await rejects(run('true', undefined, { 'NO-GOOD': 'x' }), DaytonaBadRequestError, 400)
})

test('executeCommand in a missing directory says why it cannot start', async () => {
  const { exitCode, result } = await run('pwd', at('missing'))
  assert.equal(exitCode, -1)
  assert.ok(result)
})

test('many commands run at the same time', async () => {
  // Each waits for the one that is started after it, so they end only if all of them run.
  const count = 24
  const pipe = (n) => at(`pipe-${n}`)
  await run(`mkfifo ${[...Array(count + 1).keys()].map(pipe).join(' ')}`)
  const start = (command) => run(command, undefined, undefined, 60)
  const commands = [start(`cat ${pipe(count)}`)]
  for (let n = count; n-- > 0; ) commands.push(start(`read x < ${pipe(n)}; echo $((x + 1)) > ${pipe(n + 1)}`))
  commands.push(start(`echo 0 > ${pipe(0)}`))
  const [{ result }] = await Promise.all(commands)
  assert.equal(result, `${count}\n`)
})
