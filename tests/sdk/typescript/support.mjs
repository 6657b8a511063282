import assert from 'node:assert/strict'
import fs from 'node:fs/promises'
import path from 'node:path'
import { after, beforeEach } from 'node:test'
import { Daytona } from '@daytonaio/sdk'

const client = new Daytona()
export const sandbox = await client.get(process.env.SANDBOX_ID)
/** The sandbox as one of another language: javascript or typescript. */
export const inLanguage = (language) => client.get(`${process.env.SANDBOX_ID}-${language}`)
after(() => client[Symbol.asyncDispose]())

/** A path in a directory that is new for each test. */
let directory
beforeEach(async () => (directory = await fs.mkdtemp(path.join(process.env.SCRATCH, 'ts-'))))
export const at = (...names) => path.join(directory, ...names)

export const upload = (text, ...names) => sandbox.fs.uploadFile(Buffer.from(text), at(...names))
export const download = async (...names) => (await sandbox.fs.downloadFile(at(...names))).toString()

export async function collect(stream) {
  const chunks = []
  for await (const chunk of stream) chunks.push(chunk)
  return Buffer.concat(chunks)
}

/** Expects an error of the daemon, of this class or one derived from it, with a status and, when given, a code. */
export const rejects = (promise, errorClass, statusCode, code) =>
  assert.rejects(promise, (error) => {
    assert.ok(error instanceof errorClass, `${error.name} is no ${errorClass.name}: ${error.message}`)
    assert.equal(error.statusCode, statusCode)
    assert.equal(error.source, 'DAYTONA_DAEMON')
    if (code) assert.equal(error.code, code)
    assert.ok(error.message)
    return true
  })
