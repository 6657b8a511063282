import assert from 'node:assert/strict'
import { randomBytes } from 'node:crypto'
import { createReadStream } from 'node:fs'
import fs from 'node:fs/promises'
import os from 'node:os'
import { Readable } from 'node:stream'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaConflictError,
  DaytonaError,
  DaytonaFileNotFoundError,
  DaytonaNotFoundError,
} from '@daytonaio/sdk'
import { at, collect, download, rejects, sandbox, upload } from './support.mjs'

const names = (files) => files.map((file) => file.name)

test('createFolder makes the parents and sets the mode', async () => {
  await sandbox.fs.createFolder(at('a', 'b'), '750')
  const { isDir, mode, permissions } = await sandbox.fs.getFileDetails(at('a', 'b'))
  assert.deepEqual({ isDir, mode, permissions }, { isDir: true, mode: 'drwxr-x---', permissions: '0750' })
})

test('createFolder accepts a directory that is there already', async () => {
  await sandbox.fs.createFolder(at('a'), '755')
  await sandbox.fs.createFolder(at('a'), '755')
})

test('createFolder refuses a bad mode and a path that is a file', async () => {
  await upload('x', 'file')
  await rejects(sandbox.fs.createFolder(at('a'), '9z'), DaytonaBadRequestError, 400)
  await rejects(sandbox.fs.createFolder(at('file'), '755'), DaytonaBadRequestError, 400)
})

test('deleteFile deletes a file', async () => {
  await upload('x', 'file')
  await sandbox.fs.deleteFile(at('file'))
  await rejects(sandbox.fs.getFileDetails(at('file')), DaytonaFileNotFoundError, 404, 'FILE_NOT_FOUND')
})

test('deleteFile deletes a directory only when told so', async () => {
  await upload('x', 'dir', 'file')
  await rejects(sandbox.fs.deleteFile(at('dir')), DaytonaBadRequestError, 400)
  assert.equal(await download('dir', 'file'), 'x')
  await sandbox.fs.deleteFile(at('dir'), true)
  assert.deepEqual(await sandbox.fs.listFiles(at()), [])
})

test('a missing file is DaytonaFileNotFoundError in every method', async () => {
  const missing = at('missing')
  const calls = [
    () => sandbox.fs.getFileDetails(missing),
    () => sandbox.fs.listFiles(missing),
    () => sandbox.fs.deleteFile(missing),
    () => sandbox.fs.moveFiles(missing, at('other')),
    () => sandbox.fs.setFilePermissions(missing, { mode: '600' }),
    () => sandbox.fs.findFiles(missing, 'x'),
    () => sandbox.fs.searchFiles(missing, '*'),
    () => sandbox.fs.downloadFile(missing),
    () => sandbox.fs.downloadFile(missing, at('local')),
    () => sandbox.fs.downloadFileStream(missing),
  ]
  for (const call of calls) await rejects(call(), DaytonaFileNotFoundError, 404, 'FILE_NOT_FOUND')
  await assert.rejects(sandbox.fs.getFileDetails(missing), DaytonaNotFoundError)
})

test('uploadFile makes parents, downloadFile gives the bytes back', async () => {
  const bytes = randomBytes(100_000)
  await sandbox.fs.uploadFile(bytes, at('new', 'dir', 'file.bin'))
  assert.deepEqual(await sandbox.fs.downloadFile(at('new', 'dir', 'file.bin')), bytes)
})

test('uploadFile replaces a file and keeps its mode', async () => {
  await upload('a longer text', 'file')
  await sandbox.fs.setFilePermissions(at('file'), { mode: '600' })
  await upload('short', 'file')
  assert.equal(await download('file'), 'short')
  assert.equal((await sandbox.fs.getFileDetails(at('file'))).permissions, '0600')
})

test('an empty file goes up and comes down', async () => {
  await upload('', 'empty')
  assert.equal(await download('empty'), '')
})

test('uploadFile and downloadFile work with local paths', async () => {
  await fs.writeFile(at('local'), 'from local')
  await sandbox.fs.uploadFile(at('local'), at('remote'))
  await sandbox.fs.downloadFile(at('remote'), at('made', 'back'))
  assert.equal(await fs.readFile(at('made', 'back'), 'utf8'), 'from local')
})

test('a relative path is relative to the working directory', async () => {
  const name = `relative-${process.pid}.txt`
  await sandbox.fs.uploadFile(Buffer.from('here'), name)
  assert.equal((await sandbox.fs.downloadFile(`${process.env.SANDBOX_WORK_DIR}/${name}`)).toString(), 'here')
  assert.ok(names(await sandbox.fs.listFiles('.')).includes(name))
  await sandbox.fs.deleteFile(name)
})

test('names with any characters survive upload, listing and download', async () => {
  const odd = ['sp ace "q" ☃.txt', "it's+100%25&x=y;z.txt", 'back\\slash', 'žćč', '-rf', '🙂(1)*.md']
  for (const name of odd) await upload(name, name)
  assert.deepEqual(names(await sandbox.fs.listFiles(at())).sort(), [...odd].sort())
  for (const name of odd) assert.equal(await download(name), name)
  const together = await sandbox.fs.downloadFiles(odd.map((name) => ({ source: at(name) })))
  assert.deepEqual(together.map((file) => file.result?.toString()), odd)
})

test('uploadFiles and downloadFiles take many files at once', async () => {
  await fs.writeFile(at('local'), 'C')
  await sandbox.fs.uploadFiles([
    { source: Buffer.from('A'), destination: at('a') },
    { source: Buffer.from([0, 1, 2, 255, 13, 10, 45, 45]), destination: at('new', 'b') },
    { source: at('local'), destination: at('c') },
  ])
  const [a, missing, b, c] = await sandbox.fs.downloadFiles([
    { source: at('a') },
    { source: at('missing') },
    { source: at('new', 'b') },
    { source: at('c'), destination: at('c-local') },
  ])
  assert.equal(a.result.toString(), 'A')
  assert.equal(missing.result, undefined)
  assert.equal(missing.errorDetails.statusCode, 404)
  assert.equal(missing.errorDetails.code, 'FILE_NOT_FOUND')
  assert.equal(missing.errorDetails.source, 'DAYTONA_DAEMON')
  assert.deepEqual(b.result, Buffer.from([0, 1, 2, 255, 13, 10, 45, 45]))
  assert.equal(c.result, at('c-local'))
  assert.equal(await fs.readFile(at('c-local'), 'utf8'), 'C')
})

test('uploadFiles writes the good files when one fails', async () => {
  await upload('x', 'file')
  const files = ['good-1', 'file/below', 'good-2'].map((name) => ({ source: Buffer.from(name), destination: at(name) }))
  await rejects(sandbox.fs.uploadFiles(files), DaytonaBadRequestError, 400)
  assert.equal(await download('good-1'), 'good-1')
  assert.equal(await download('good-2'), 'good-2')
})

test('downloading a directory is a bad request', async () => {
  await rejects(sandbox.fs.downloadFile(at()), DaytonaBadRequestError, 400, 'INVALID_FILE_PATH')
})

test('uploadFileStream and downloadFileStream carry a large file and tell the progress', async () => {
  const bytes = randomBytes(16 << 20)
  await fs.writeFile(at('local'), bytes)
  let sent = 0
  await sandbox.fs.uploadFileStream(createReadStream(at('local')), at('large'), {
    onProgress: ({ bytesSent }) => (sent = bytesSent),
  })
  assert.equal(sent, bytes.length)
  let progress
  const stream = await sandbox.fs.downloadFileStream(at('large'), { onProgress: (now) => (progress = now) })
  assert.ok(bytes.equals(await collect(stream)))
  assert.deepEqual(progress, { bytesReceived: bytes.length, totalBytes: bytes.length })
})

test('an upload that is broken off leaves no file behind', async () => {
  const abort = new AbortController()
  const endless = Readable.from((function* () { for (;;) yield Buffer.alloc(65536) })())
  const onProgress = ({ bytesSent }) => bytesSent > 1 << 20 && abort.abort()
  await assert.rejects(sandbox.fs.uploadFileStream(endless, at('half'), { signal: abort.signal, onProgress }))
  await rejects(sandbox.fs.getFileDetails(at('half')), DaytonaFileNotFoundError, 404)
})

test('a download that is broken off does not disturb the next one', async () => {
  await sandbox.fs.uploadFile(Buffer.alloc(16 << 20), at('large'))
  const abort = new AbortController()
  const stream = await sandbox.fs.downloadFileStream(at('large'), { signal: abort.signal })
  await assert.rejects(async () => { for await (const _ of stream) abort.abort() }, DaytonaError)
  assert.equal((await sandbox.fs.downloadFile(at('large'))).length, 16 << 20)
})

test('getFileDetails describes a file', async () => {
  const before = Date.now()
  await upload('four', 'file')
  await sandbox.fs.setFilePermissions(at('file'), { mode: '640' })
  const { modTime, modifiedAt, ...rest } = await sandbox.fs.getFileDetails(at('file'))
  assert.deepEqual(rest, {
    name: 'file',
    path: at('file'),
    size: 4,
    mode: '-rw-r-----',
    permissions: '0640',
    isDir: false,
    owner: String(process.getuid()),
    group: String(process.getgid()),
  })
  assert.match(modTime, /^\d{4}-\d\d-\d\d \d\d:\d\d:\d\d(\.\d+)? [+-]\d{4} \S+$/)
  assert.match(modifiedAt, /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/)
  assert.ok(Math.abs(Date.parse(modifiedAt) - before) < 60_000)
})

test('getFileDetails follows a symbolic link', async () => {
  await upload('four', 'file')
  await fs.symlink('file', at('link'))
  const { name, size, isDir } = await sandbox.fs.getFileDetails(at('link'))
  assert.deepEqual({ name, size, isDir }, { name: 'link', size: 4, isDir: false })
})

test('listFiles gives one level, sorted, dangling links included', async () => {
  await upload('b', 'b')
  await upload('x', 'a', 'x')
  await fs.symlink('nowhere', at('c'))
  assert.deepEqual(names(await sandbox.fs.listFiles(at())), ['a', 'b', 'c'])
})

test('listFiles with a depth gives one flat list, a directory right before its children', async () => {
  for (const name of ['a/x', 'a/y/deep/deeper', 'b']) await upload('', name)
  const paths = async (depth) =>
    (await sandbox.fs.listFiles(at(), { depth })).map((file) => file.path.slice(at().length + 1))
  assert.deepEqual(await paths(1), ['a', 'b'])
  assert.deepEqual(await paths(2), ['a', 'a/x', 'a/y', 'b'])
  assert.deepEqual(await paths(3), ['a', 'a/x', 'a/y', 'a/y/deep', 'b'])
})

test('listFiles of a file is a bad request', async () => {
  await upload('x', 'file')
  await rejects(sandbox.fs.listFiles(at('file')), DaytonaBadRequestError, 400)
})

test('findFiles finds lines with plain text and skips binary files', async () => {
  await upload('one\nTODO: a.*b\nthree TODO: x\r\n', 'dir', 'b.txt')
  await upload('TODO: first', 'a.txt')
  await upload('\0TODO: binary', 'c.bin')
  assert.deepEqual(await sandbox.fs.findFiles(at(), 'TODO:'), [
    { file: at('a.txt'), line: 1, content: 'TODO: first' },
    { file: at('dir', 'b.txt'), line: 2, content: 'TODO: a.*b' },
    { file: at('dir', 'b.txt'), line: 3, content: 'three TODO: x' },
  ])
  assert.deepEqual(await sandbox.fs.findFiles(at(), '.*'), [{ file: at('dir', 'b.txt'), line: 2, content: 'TODO: a.*b' }])
  assert.deepEqual(await sandbox.fs.findFiles(at('a.txt'), 'first'), [{ file: at('a.txt'), line: 1, content: 'TODO: first' }])
})

test('searchFiles matches base names with a glob', async () => {
  for (const name of ['a.txt', 'b.md', 'dir/c.txt', 'dir/d1.txt']) await upload('', name)
  const search = async (pattern) => (await sandbox.fs.searchFiles(at(), pattern)).files
  assert.deepEqual(await search('*.txt'), [at('a.txt'), at('dir', 'c.txt'), at('dir', 'd1.txt')])
  assert.deepEqual(await search('[a-c].*'), [at('a.txt'), at('b.md'), at('dir', 'c.txt')])
  assert.deepEqual(await search('d?.txt'), [at('dir', 'd1.txt')])
  assert.deepEqual(await search('nothing'), [])
  await rejects(search('[a'), DaytonaBadRequestError, 400)
})

test('replaceInFiles replaces every occurrence literally and reports each file', async () => {
  await upload('a.b a.b axb', 'one')
  const [one, missing] = await sandbox.fs.replaceInFiles([at('one'), at('missing')], 'a.b', '$&')
  assert.deepEqual({ file: one.file, success: one.success }, { file: at('one'), success: true })
  assert.deepEqual({ file: missing.file, success: missing.success }, { file: at('missing'), success: false })
  assert.ok(missing.error)
  assert.equal(await download('one'), '$& $& axb')
})

test('setFilePermissions sets mode, owner and group', async () => {
  await upload('x', 'file')
  const { username, gid } = os.userInfo()
  await sandbox.fs.setFilePermissions(at('file'), { mode: '604', owner: username, group: String(gid) })
  const { permissions, owner, group } = await sandbox.fs.getFileDetails(at('file'))
  assert.deepEqual({ permissions, owner, group }, { permissions: '0604', owner: String(process.getuid()), group: String(gid) })
})

test('setFilePermissions refuses a bad mode, an unknown user and an unknown group', async () => {
  await upload('x', 'file')
  for (const wrong of [{ mode: 'rwx' }, { owner: 'no-such-user' }, { group: 'no-such-group' }]) {
    await rejects(sandbox.fs.setFilePermissions(at('file'), wrong), DaytonaBadRequestError, 400)
  }
})

test('moveFiles moves files and directories', async () => {
  await upload('x', 'dir', 'file')
  await sandbox.fs.moveFiles(at('dir'), at('moved'))
  await sandbox.fs.moveFiles(at('moved', 'file'), at('file'))
  assert.equal(await download('file'), 'x')
  assert.deepEqual(names(await sandbox.fs.listFiles(at())), ['file', 'moved'])
})

test('moveFiles neither overwrites nor makes parents', async () => {
  await upload('x', 'file')
  await upload('y', 'other')
  await rejects(sandbox.fs.moveFiles(at('file'), at('other')), DaytonaConflictError, 409)
  await rejects(sandbox.fs.moveFiles(at('file'), at('no', 'parent')), DaytonaNotFoundError, 404)
  assert.equal(await download('file'), 'x')
  assert.equal(await download('other'), 'y')
})

test('a signed URL takes a form or a raw body and gives the file back', async () => {
  const form = new FormData()
  form.append('file', new Blob(['as a form']), 'ignored')
  for (const [name, body] of [['form ☃', form], ['raw', 'raw bytes']]) {
    const path = at('new', name)
    const uploaded = await fetch(await sandbox.uploadUrl(path), { method: 'POST', body })
    assert.equal(uploaded.status, 200)
    assert.deepEqual(await uploaded.json(), { name, path, type: 'file' })
  }
  const response = await fetch(await sandbox.downloadUrl(at('new', 'form ☃')))
  assert.equal(response.headers.get('content-type'), 'application/octet-stream')
  assert.equal(response.headers.get('content-length'), '9')
  assert.match(response.headers.get('content-disposition'), /^attachment; filename="form _"; filename\*=utf-8''form%20%E2%98%83$/i)
  assert.equal(await response.text(), 'as a form')
  assert.equal(await download('new', 'raw'), 'raw bytes')
})

test('a signed URL serves a range', async () => {
  await upload('0123456789', 'file')
  const range = async (Range) => fetch(await sandbox.downloadUrl(at('file')), { headers: { Range } })
  const part = await range('bytes=2-4')
  assert.equal(part.status, 206)
  assert.equal(part.headers.get('content-range'), 'bytes 2-4/10')
  assert.equal(await part.text(), '234')
  assert.equal((await range('bytes=10-20')).status, 416)
})

test('a signed URL of a missing file answers with the full error body', async () => {
  const response = await fetch(await sandbox.downloadUrl(at('missing')))
  assert.equal(response.status, 404)
  const { message, timestamp, error, ...rest } = await response.json()
  assert.deepEqual(rest, {
    statusCode: 404,
    code: 'FILE_NOT_FOUND',
    source: 'DAYTONA_DAEMON',
    path: '/files/download',
    method: 'GET',
  })
  assert.ok(message)
  assert.equal(error, message)
  assert.ok(Date.parse(timestamp))
})
