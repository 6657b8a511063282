import assert from 'node:assert/strict'
import { test } from 'node:test'
import { daemon, open } from './support.mjs'

const get = (path, headers = {}, method = 'GET') => fetch(new URL(path, daemon.url), { headers, method })

test('the page and its files are cached as they may be', async () => {
  const page = await get('')
  assert.equal(page.status, 200)
  assert.equal(page.headers.get('content-type'), 'text/html; charset=utf-8')
  assert.equal(page.headers.get('cache-control'), 'no-cache')
  assert.equal((await get('', { 'If-None-Match': page.headers.get('etag') })).status, 304)

  const names = [...(await page.text()).matchAll(/"(assets\/[^"]+)"/g)].map(([, name]) => name)
  assert.ok(names.length > 5)
  for (const name of names) {
    const file = await get(name, { 'Accept-Encoding': 'gzip' })
    assert.equal(file.status, 200)
    assert.match(file.headers.get('cache-control'), /immutable/)
    assert.equal(file.headers.get('content-encoding'), 'gzip')
    assert.equal(await file.text(), await (await get(name, { 'Accept-Encoding': 'identity' })).text())
  }
})

test('HEAD, other methods and other names', async () => {
  const head = await get('', {}, 'HEAD')
  assert.equal(head.status, 200)
  assert.equal(await head.text(), '')
  assert.equal((await get('', {}, 'POST')).status, 405)
  const missing = await get('assets/xterm.js')
  assert.equal(missing.status, 404)
  assert.equal((await missing.json()).statusCode, 404)
})

test('a second visit loads the page only', async (t) => {
  const page = await open(t)
  const asked = []
  page.on('response', (response) => response.url().startsWith('http') && asked.push(response))
  await page.reload()
  const uncached = asked.filter((response) => !response.url().includes('/assets/'))
  assert.deepEqual(uncached.map((response) => response.url().split('#')[0]), [daemon.url])
  for (const response of asked) assert.ok(response.status() === 200 || response.status() === 304)
})
