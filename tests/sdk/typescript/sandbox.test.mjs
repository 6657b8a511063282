import assert from 'node:assert/strict'
import { test } from 'node:test'
import { DaytonaBadRequestError } from '@daytonaio/sdk'
import { rejects, sandbox } from './support.mjs'

const shell = async (command) => (await sandbox.process.executeCommand(command)).result.trimEnd()

test('getUserHomeDir is the home directory', async () => {
  assert.equal(await sandbox.getUserHomeDir(), process.env.SANDBOX_HOME)
})

test('getWorkDir is the working directory', async () => {
  assert.equal(await sandbox.getWorkDir(), process.env.SANDBOX_WORK_DIR)
})

test('updateEnv changes what later processes inherit', async () => {
  await sandbox.updateEnv({ TS_ONE: 'one', TS_TWO: 'two words ☃' })
  assert.equal(await shell('echo "$TS_ONE-$TS_TWO"'), 'one-two words ☃')
  await sandbox.updateEnv({ TS_ONE: 'three' }, { unset: ['TS_TWO'] })
  assert.equal(await shell('echo "$TS_ONE-${TS_TWO-unset}"'), 'three-unset')
})

test('updateEnv with a bad name changes nothing', async () => {
  await rejects(sandbox.updateEnv({ TS_GOOD: 'x', 'TS BAD': 'y' }), DaytonaBadRequestError, 400)
  assert.equal(await shell('echo "${TS_GOOD-unset}"'), 'unset')
})

test('getMetricsLatest gives a plausible sample of now', async () => {
  const metrics = await sandbox.getMetricsLatest()
  assert.ok(metrics.cpuCount > 0)
  assert.ok(metrics.cpuUsedPct >= 0 && metrics.cpuUsedPct <= 100)
  assert.ok(metrics.memUsed > 0 && metrics.memUsed <= metrics.memTotal)
  assert.ok(metrics.memCache >= 0 && metrics.memCache <= metrics.memTotal)
  assert.ok(metrics.diskUsed > 0 && metrics.diskUsed <= metrics.diskTotal)
  assert.ok(Math.abs(metrics.timestamp - Date.now()) < 60_000)
})
