// The charts of the figures in ../charts/figures.py, as the SDK gives them, against ../charts/expected.json.
import assert from 'node:assert/strict'
import fs from 'node:fs/promises'
import path from 'node:path'
import { before, test } from 'node:test'
import zlib from 'node:zlib'
import { ChartType } from '@daytonaio/sdk'
import { sandbox } from './support.mjs'

const read = (name) => fs.readFile(path.join(process.env.CHARTS, name), 'utf8')
const expected = JSON.parse(await read('expected.json'))
const names = Object.keys(expected)

let response
const charts = {}
before(async () => {
  response = await sandbox.process.codeRun(await read('figures.py'))
  assert.equal(response.exitCode, 0, response.result)
  for (const [i, chart] of response.artifacts.charts.entries()) charts[names[i] ?? i] = chart
})

/** Seconds since 1970 of an ISO 8601 time, which is UTC unless it says something else. */
const instant = (text) => Date.parse(/(Z|[+-]\d\d:?\d\d)$/.test(text) ? text : `${text}Z`) / 1000

/** A number as expected but for rounding, {"time": …} as text, and of an object what is expected of it. */
function check(actual, value, where) {
  if (value?.time !== undefined) {
    assert.equal(instant(actual), value.time, where)
  } else if (Array.isArray(value)) {
    assert.equal(actual?.length, value.length, `${where}: ${JSON.stringify(actual)}`)
    value.forEach((item, i) => check(actual[i], item, `${where}[${i}]`))
  } else if (typeof value === 'object') {
    for (const [name, item] of Object.entries(value)) check(actual[name], item, `${where}.${name}`)
  } else if (typeof value === 'number') {
    assert.equal(typeof actual, 'number', where)
    assert.ok(Math.abs(actual - value) <= 1e-6 * Math.abs(value) + 1e-12, `${where}: ${actual} is not ${value}`)
  } else {
    assert.equal(actual, value, where)
  }
}

/** Decodes a PNG, with all its checksums, and returns its width and height. */
function pngSize(data) {
  assert.equal(data.toString('latin1', 0, 8), '\x89PNG\r\n\x1a\n')
  const chunks = []
  for (let at = 8; at < data.length; ) {
    const end = at + 8 + data.readUInt32BE(at)
    assert.equal(data.readUInt32BE(end), zlib.crc32(data.subarray(at + 4, end)))
    chunks.push({ kind: data.toString('latin1', at + 4, at + 8), body: data.subarray(at + 8, end) })
    at = end + 4
  }
  assert.deepEqual([chunks[0].kind, chunks.at(-1).kind], ['IHDR', 'IEND'])
  const [width, height] = [chunks[0].body.readUInt32BE(0), chunks[0].body.readUInt32BE(4)]
  const colour = chunks[0].body[9]
  const compressed = chunks.filter(({ kind }) => kind === 'IDAT').map(({ body }) => body)
  const pixels = zlib.inflateSync(Buffer.concat(compressed))
  assert.equal(pixels.length, height * (1 + width * { 2: 3, 6: 4 }[colour]))
  assert.ok(new Set(pixels).size > 2, 'an empty picture')
  return [width, height]
}

test('every figure becomes a chart, and the output stays as printed', () => {
  assert.equal(response.artifacts.charts.length, names.length)
  assert.equal(response.result, names.map((name) => `${name}\n`).join(''))
  const types = new Set(names.map((name) => charts[name].type))
  assert.deepEqual([...types].sort(), Object.values(ChartType).sort())
})

for (const name of names) {
  test(`the chart of ${name} has the values that were plotted`, () => check(charts[name], expected[name], name))

  test(`the chart of ${name} has its picture without the margins`, () => {
    const [width, height] = pngSize(Buffer.from(charts[name].png, 'base64'))
    assert.ok(width > 200 && width < 750, `width ${width}`)
    assert.ok(height > 200 && height < 600, `height ${height}`)
  })
}

test('a figure that is saved only is no chart, one that is shown twice is one', async () => {
  const code = `
import matplotlib.pyplot as plt
plt.plot([1]); plt.title("saved"); plt.savefig("/dev/null", format="png"); plt.close()
plt.plot([2]); plt.title("shown"); plt.show(); plt.show()`
  const { artifacts } = await sandbox.process.codeRun(code)
  assert.deepEqual(artifacts.charts.map(({ title }) => title), ['shown'])
})
