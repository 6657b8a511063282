import assert from 'node:assert/strict'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaFileNotFoundError,
  DaytonaLspServerNotInitializedError,
  LspLanguageId,
} from '@daytonaio/sdk'
import { at, rejects, sandbox, upload } from './support.mjs'

const SHAPES = 'class Circle:\n    def area(self) -> float:\n        return 1.0\n'
const MAIN = 'from shapes import Circle\n\ncircle = Circle()  # 😀\ncircle.area()\n'
const TYPES = 'export class Circle {\n  area(): number {\n    return 1\n  }\n}\nnew Circle().area()\n'

/** A running server of a project with these files, stopped after `use`. */
async function withServer(languageId, files, use) {
  for (const [name, text] of Object.entries(files)) await upload(text, name)
  const server = await sandbox.createLspServer(languageId, at())
  await server.start()
  try {
    await use(server)
  } finally {
    await server.stop()
  }
}

const names = (symbols) => symbols.map(({ name }) => name)

test('a Python server, with every method', () =>
  withServer(LspLanguageId.PYTHON, { 'shapes.py': SHAPES, 'main.py': MAIN }, async (server) => {
    await server.start()
    await server.didOpen(at('main.py'))
    const { items, isIncomplete } = await server.completions(at('main.py'), { line: 3, character: 7 })
    assert.equal(typeof isIncomplete, 'boolean')
    assert.ok(items.some(({ label, kind }) => label === 'area' && kind === 2))
    assert.deepEqual(names(await server.documentSymbols(at('main.py'))), ['circle'])
    const symbols = await server.documentSymbols(at('shapes.py'))
    assert.deepEqual(names(symbols).slice(0, 2), ['Circle', 'area'])
    assert.deepEqual(symbols[0].location, {
      uri: `file://${at('shapes.py')}`,
      range: { start: { line: 0, character: 0 }, end: { line: 2, character: 18 } },
    })
    assert.ok(names(await server.sandboxSymbols('Circle')).includes('Circle'))
    assert.ok(names(await server.workspaceSymbols('Circle')).includes('Circle'))
    await server.didClose(at('main.py'))
    await server.didClose(at('main.py'))
  }))

for (const [languageId, name] of [[LspLanguageId.TYPESCRIPT, 'main.ts'], [LspLanguageId.JAVASCRIPT, 'main.js']]) {
  test(`a ${languageId} server`, () =>
    withServer(languageId, { [name]: TYPES.replace(name.endsWith('js') ? ': number' : '', '') }, async (server) => {
      await server.didOpen(at(name))
      assert.deepEqual(names(await server.documentSymbols(at(name))).slice(0, 2), ['Circle', 'area'])
      const { items } = await server.completions(at(name), { line: 5, character: 13 })
      assert.ok(items.some(({ label }) => label === 'area'))
      assert.ok(names(await server.sandboxSymbols('Circle')).includes('Circle'))
      await server.didClose(at(name))
    }))
}

test('answers are about the file as it is now', () =>
  withServer('python', { 'a.py': 'def before(): pass\n' }, async (server) => {
    await server.didOpen(at('a.py'))
    assert.deepEqual(names(await server.documentSymbols(at('a.py'))), ['before'])
    await upload('def after(): pass\n', 'a.py')
    assert.deepEqual(names(await server.documentSymbols(at('a.py'))), ['after'])
  }))

test('paths with spaces and other letters, which the SDK does not encode', () =>
  withServer('python', { 'my file é 漢 100%.py': 'def here(): pass\n' }, async (server) => {
    const path = at('my file é 漢 100%.py')
    await server.didOpen(path)
    const [{ name, location }] = await server.documentSymbols(path)
    assert.equal(name, 'here')
    assert.equal(decodeURIComponent(location.uri), `file://${path}`)
  }))

test('a path relative to the working directory', async () => {
  await sandbox.fs.createFolder('lsp-relative-ts', '755')
  await sandbox.fs.uploadFile(Buffer.from('def here(): pass\n'), 'lsp-relative-ts/a.py')
  const server = await sandbox.createLspServer('python', 'lsp-relative-ts')
  await server.start()
  await server.didOpen('lsp-relative-ts/a.py')
  assert.deepEqual(names(await server.documentSymbols('lsp-relative-ts/a.py')), ['here'])
  await server.stop()
})

test('errors have their classes', async () => {
  await upload('a = 1\n', 'a.py')
  const server = await sandbox.createLspServer('python', at())
  await rejects(server.documentSymbols(at('a.py')), DaytonaLspServerNotInitializedError, 400, 'LSP_SERVER_NOT_INITIALIZED')
  await server.start()
  await rejects(server.documentSymbols(at('missing.py')), DaytonaFileNotFoundError, 404, 'FILE_NOT_FOUND')
  await rejects(server.completions(at('a.py'), { line: -1, character: 0 }), DaytonaBadRequestError, 400)
  await server.stop()
  await rejects(server.didOpen(at('a.py')), DaytonaLspServerNotInitializedError, 400, 'LSP_SERVER_NOT_INITIALIZED')
  await rejects((await sandbox.createLspServer('python', at('missing'))).start(), DaytonaBadRequestError, 400)
})

test('started twice at the same time', async () => {
  await upload('def here(): pass\n', 'a.py')
  const server = await sandbox.createLspServer('python', at())
  await Promise.all([server.start(), server.start(), server.start()])
  const all = await Promise.all([...Array(10)].map(() => server.documentSymbols(at('a.py'))))
  for (const symbols of all) assert.deepEqual(names(symbols), ['here'])
  await server.stop()
})
