import assert from 'node:assert/strict'
import fs from 'node:fs/promises'
import path from 'node:path'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaConflictError,
  DaytonaForbiddenError,
  DaytonaGitAuthFailedError,
  DaytonaGitBranchNotFoundError,
  DaytonaGitDirtyWorktreeError,
  DaytonaGitPushRejectedError,
  DaytonaGitRemoteRejectedError,
  DaytonaGitRepoNotFoundError,
  DaytonaGitTransportFailedError,
  DaytonaNotFoundError,
} from '@daytonaio/sdk'
import { commit, git, gitAsUser, origin, password, read, user, write } from './git.mjs'
import { at, rejects, sandbox } from './support.mjs'

const head = (directory, ref = 'HEAD') => git(directory, 'rev-parse', ref)
const authFailed = (promise) => rejects(promise, DaytonaGitAuthFailedError, 401, 'GIT_AUTH_FAILED')
const repoNotFound = (promise) => rejects(promise, DaytonaGitRepoNotFoundError, 404, 'GIT_REPO_NOT_FOUND')
const branchNotFound = (promise) => rejects(promise, DaytonaGitBranchNotFoundError, 404, 'GIT_BRANCH_NOT_FOUND')
const transportFailed = (promise) => rejects(promise, DaytonaGitTransportFailedError, 502, 'GIT_TRANSPORT_FAILED')
const missing = (promise) => assert.rejects(promise, { code: 'ENOENT' })

/** A clone of a new origin, made by git over a URL of that kind. */
async function cloned(kind = 'open') {
  const from = await origin()
  await git(at(), 'clone', '-q', from.bare, at('repo'))
  await git(at('repo'), 'remote', 'set-url', 'origin', from[kind])
  return { repo: at('repo'), from }
}

for (const kind of ['file', 'open']) {
  test(`clone takes the default branch: ${kind}`, async () => {
    const from = await origin()
    await sandbox.git.clone(from[kind], at('repo'))
    assert.equal(await read(at('repo'), 'a.txt'), 'one\n')
    assert.equal(await head(at('repo')), await from.git('rev-parse', 'main'))
    const { fileStatus, ...rest } = await sandbox.git.status(at('repo'))
    assert.deepEqual(fileStatus, [])
    assert.deepEqual(rest, {
      currentBranch: 'main', ahead: 0, behind: 0, branchPublished: true, detached: false, upstream: 'origin/main',
    })
    assert.equal(await sandbox.git.remoteGet(at('repo'), 'origin'), from[kind])
    assert.equal(await git(at('repo'), 'status', '--porcelain'), '')
    await git(at('repo'), 'fsck', '--strict')
  })

  test(`clone takes one branch: ${kind}`, async () => {
    const from = await origin()
    await sandbox.git.clone(from[kind], at('repo'), 'feature')
    assert.equal((await sandbox.git.status(at('repo'))).upstream, 'origin/feature')
    assert.equal(await read(at('repo'), 'feature.txt'), 'feature\n')
    assert.equal(await git(at('repo'), 'branch', '-r'), '  origin/feature')
  })

  test(`clone checks out a commit: ${kind}`, async () => {
    const from = await origin()
    const first = await from.git('rev-parse', 'main')
    await from.commit({ 'a.txt': 'two\n' })
    await sandbox.git.clone(from[kind], at('repo'), undefined, first)
    assert.equal(await head(at('repo')), first)
    assert.equal((await sandbox.git.status(at('repo'))).detached, true)
    assert.equal(await read(at('repo'), 'a.txt'), 'one\n')
  })

  test(`clone with a depth has so many commits: ${kind}`, async () => {
    const from = await origin()
    for (const text of ['two\n', 'three\n']) await from.commit({ 'a.txt': text })
    const clone = (name, depth) =>
      sandbox.git.clone(from[kind], at(name), undefined, undefined, undefined, undefined, undefined, depth)
    await clone('repo', 2)
    assert.equal(await git(at('repo'), 'rev-list', '--count', 'HEAD'), '2')
    assert.equal(await read(at('repo'), 'a.txt'), 'three\n')
    await rejects(clone('other', -1), DaytonaBadRequestError, 400)
  })
}

test('clone goes into an empty directory and not into another', async () => {
  const { file } = await origin()
  await fs.mkdir(at('empty'))
  await sandbox.git.clone(file, at('empty'))
  await write(at('full'), { 'a.txt': 'mine\n' })
  await rejects(sandbox.git.clone(file, at('full')), DaytonaConflictError, 409, 'CONFLICT')
  assert.deepEqual(await fs.readdir(at('full')), ['a.txt'])
})

test('clone of what is not there leaves nothing behind', async () => {
  const { file, open } = await origin()
  await repoNotFound(sandbox.git.clone(`${file}-not`, at('repo')))
  await repoNotFound(sandbox.git.clone(open.replace('bare.git', 'missing.git'), at('repo')))
  for (const url of [file, open]) {
    await branchNotFound(sandbox.git.clone(url, at('repo'), 'missing'))
    await rejects(sandbox.git.clone(url, at('repo'), undefined, '0'.repeat(39) + '1'), DaytonaNotFoundError, 404)
  }
  await missing(fs.stat(at('repo')))
})

test('clone with credentials uses them and stores them nowhere', async () => {
  const { auth } = await origin()
  await sandbox.git.clone(auth, at('repo'), 'main', undefined, user, password)
  assert.equal(await read(at('repo'), 'a.txt'), 'one\n')
  const config = await read(at('repo'), '.git', 'config')
  for (const secret of [password, encodeURIComponent(password)]) assert.ok(!config.includes(secret))
})

test('clone without credentials, or with wrong ones, fails', async () => {
  const { auth } = await origin()
  await authFailed(sandbox.git.clone(auth, at('repo')))
  const wrong = () => sandbox.git.clone(auth, at('repo'), undefined, undefined, user, 'wrong-secret')
  await authFailed(wrong())
  await assert.rejects(wrong(), (error) => !error.message.includes('wrong-secret'))
  await missing(fs.stat(at('repo')))
})

test('clone that the server refuses', async () => {
  const { forbidden } = await origin()
  const refused = sandbox.git.clone(forbidden, at('repo'), undefined, undefined, user, password)
  await rejects(refused, DaytonaForbiddenError, 403, 'FORBIDDEN')
})

test('clone from where nobody listens', async () => {
  await transportFailed(sandbox.git.clone('http://127.0.0.1:1/repo.git', at('repo')))
})

test('clone trusts a certificate that is signed by itself only when told so', async () => {
  const { selfSigned } = await origin()
  const clone = (insecure) =>
    sandbox.git.clone(selfSigned, at('repo'), undefined, undefined, undefined, undefined, insecure)
  await transportFailed(clone())
  await transportFailed(clone(false))
  await clone(true)
  assert.equal(await read(at('repo'), 'a.txt'), 'one\n')
})

test('dangerouslyAuthenticate stores credentials for later', async () => {
  const { auth } = await origin()
  await fs.rm(path.join(process.env.SANDBOX_HOME, '.git-credentials'), { force: true })
  // Another name than the other tests have for it, which are to be refused without credentials.
  const url = auth.replace('127.0.0.1', 'localhost')
  await authFailed(sandbox.git.clone(url, at('repo')))
  const { host } = new URL(url)
  await sandbox.git.dangerouslyAuthenticate(user, password, host, 'http')
  const { mode } = await fs.stat(path.join(process.env.SANDBOX_HOME, '.git-credentials'))
  assert.equal(mode & 0o777, 0o600)
  const filled = await gitAsUser(['credential', 'fill'], `protocol=http\nhost=${host}\n\n`)
  assert.ok(filled.includes(`username=${user}\npassword=${password}`))
  await sandbox.git.clone(url, at('repo'))
  await commit(at('repo'), { 'b.txt': 'new\n' })
  await sandbox.git.push(at('repo'))
  await sandbox.git.pull(at('repo'))
})

test('dangerouslyAuthenticate has a host and a protocol by default', async () => {
  await sandbox.git.dangerouslyAuthenticate('drive', 'token-of-drive')
  const filled = await gitAsUser(['credential', 'fill'], 'protocol=https\nhost=github.com\n\n')
  assert.ok(filled.includes('username=drive\npassword=token-of-drive'))
})

for (const kind of ['file', 'open']) {
  test(`push sends the current branch: ${kind}`, async () => {
    const { repo, from } = await cloned(kind)
    const made = await commit(repo, { 'b.txt': 'new\n' })
    await sandbox.git.push(repo)
    assert.equal(await from.git('rev-parse', 'main'), made)
    const { ahead, behind } = await sandbox.git.status(repo)
    assert.deepEqual({ ahead, behind }, { ahead: 0, behind: 0 })
    await sandbox.git.push(repo)
  })

  test(`push sends a branch to a remote and sets the upstream: ${kind}`, async () => {
    const { repo, from } = await cloned(kind)
    await git(repo, 'remote', 'rename', 'origin', 'other')
    await git(repo, 'checkout', '-q', '--no-track', '-b', 'topic')
    const made = await commit(repo, { 'b.txt': 'new\n' })
    await git(repo, 'checkout', '-q', 'main')
    await sandbox.git.push(repo, undefined, undefined, 'topic', 'other', true)
    assert.equal(await from.git('rev-parse', 'topic'), made)
    assert.equal(await git(repo, 'rev-parse', '--abbrev-ref', 'topic@{upstream}'), 'other/topic')
  })

  test(`push never overwrites: ${kind}`, async () => {
    const { repo, from } = await cloned(kind)
    const theirs = await from.commit({ 'a.txt': 'theirs\n' })
    await commit(repo, { 'a.txt': 'ours\n' })
    await rejects(sandbox.git.push(repo), DaytonaGitPushRejectedError, 409, 'GIT_PUSH_REJECTED')
    assert.equal(await from.git('rev-parse', 'main'), theirs)
  })

  test(`pull goes forward: ${kind}`, async () => {
    const { repo, from } = await cloned(kind)
    const theirs = await from.commit({ 'a.txt': 'theirs\n', 'new.txt': 'new\n' })
    await sandbox.git.pull(repo)
    assert.equal(await head(repo), theirs)
    assert.equal(await read(repo, 'new.txt'), 'new\n')
    assert.equal(await git(repo, 'status', '--porcelain'), '')
    await sandbox.git.pull(repo)
  })
}

test('push of a branch that is not there, or to such a remote', async () => {
  const { repo } = await cloned()
  await branchNotFound(sandbox.git.push(repo, undefined, undefined, 'missing'))
  await rejects(sandbox.git.push(repo, undefined, undefined, 'main', 'missing'), DaytonaNotFoundError, 404)
})

test('push that a hook of the remote refuses says why', async () => {
  const { repo, from } = await cloned()
  await from.hook('update', 'echo "main is closed on Fridays" >&2; exit 1')
  await commit(repo, { 'b.txt': 'new\n' })
  await rejects(sandbox.git.push(repo), DaytonaGitRemoteRejectedError, 422, 'GIT_REMOTE_REJECTED')
  await assert.rejects(sandbox.git.push(repo), /main is closed on Fridays/)
})

test('push and pull with credentials', async () => {
  const { repo, from } = await cloned('auth')
  const ours = await commit(repo, { 'b.txt': 'new\n' })
  await authFailed(sandbox.git.push(repo))
  await sandbox.git.push(repo, user, password)
  assert.equal(await from.git('rev-parse', 'main'), ours)
  await git(from.seed, 'checkout', '-q', 'main')
  await git(from.seed, 'pull', '-q', 'origin', 'main')
  const theirs = await from.commit({ 'c.txt': 'theirs\n' })
  await authFailed(sandbox.git.pull(repo, user, 'wrong-secret'))
  await sandbox.git.pull(repo, user, password)
  assert.equal(await head(repo), theirs)
})

test('pull takes a branch of a remote', async () => {
  const { repo, from } = await cloned()
  const theirs = await from.git('rev-parse', 'feature')
  await sandbox.git.pull(repo, undefined, undefined, 'feature', 'origin')
  assert.equal(await head(repo), theirs)
  await branchNotFound(sandbox.git.pull(repo, undefined, undefined, 'missing', 'origin'))
  await rejects(sandbox.git.pull(repo, undefined, undefined, 'main', 'missing'), DaytonaNotFoundError, 404)
})

test('pull neither merges nor overwrites changes', async () => {
  const { repo, from } = await cloned()
  await from.commit({ 'a.txt': 'theirs\n' })
  const before = await head(repo)
  await write(repo, { 'a.txt': 'changed\n' })
  await rejects(sandbox.git.pull(repo), DaytonaGitDirtyWorktreeError, 409, 'GIT_DIRTY_WORKTREE')
  assert.equal(await head(repo), before)
  assert.equal(await read(repo, 'a.txt'), 'changed\n')
  const ours = await commit(repo, {})
  await rejects(sandbox.git.pull(repo), DaytonaConflictError, 409, 'CONFLICT')
  assert.equal(await head(repo), ours)
})

test('a remote that cannot be reached', async () => {
  const { repo } = await cloned()
  await git(repo, 'remote', 'set-url', 'origin', 'http://127.0.0.1:1/repo.git')
  await commit(repo, { 'b.txt': 'new\n' })
  await transportFailed(sandbox.git.push(repo))
  await transportFailed(sandbox.git.pull(repo))
})
