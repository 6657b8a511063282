import assert from 'node:assert/strict'
import path from 'node:path'
import { test } from 'node:test'
import {
  DaytonaBadRequestError,
  DaytonaConflictError,
  DaytonaGitBranchExistsError,
  DaytonaGitBranchNotFoundError,
  DaytonaGitDirtyWorktreeError,
  DaytonaGitMergeConflictError,
  DaytonaGitRepoNotFoundError,
  DaytonaNotFoundError,
} from '@daytonaio/sdk'
import { commit, git, gitAsUser, origin, read, repository, write } from './git.mjs'
import { at, rejects, sandbox } from './support.mjs'

const head = (directory) => git(directory, 'rev-parse', 'HEAD')
const porcelain = (directory) => git(directory, 'status', '--porcelain')

/** The files of the status as { name: [staging, worktree] }. */
async function states(directory) {
  const { fileStatus } = await sandbox.git.status(directory)
  return Object.fromEntries(fileStatus.map(({ name, staging, worktree }) => [name, [staging, worktree]]))
}

const notFound = (promise) => rejects(promise, DaytonaNotFoundError, 404)
const badRequest = (promise) => rejects(promise, DaytonaBadRequestError, 400)
const dirty = (promise) => rejects(promise, DaytonaGitDirtyWorktreeError, 409, 'GIT_DIRTY_WORKTREE')

/** The second of two commits, of a.txt, b.txt and dir/c.txt, is checked out. */
async function twoCommits() {
  const repo = await repository('repo', { 'a.txt': 'one\n', 'b.txt': 'one\n', 'dir/c.txt': 'one\n' })
  const first = await head(repo)
  const second = await commit(repo, { 'a.txt': 'two\n' }, 'second')
  return { repo, first, second }
}

test('init makes a repository, with the branch that was asked for', async () => {
  await sandbox.git.init(at('default'))
  assert.equal(await git(at('default'), 'rev-parse', '--is-bare-repository'), 'false')
  await sandbox.git.init(at('named'), false, 'trunk')
  assert.equal(await git(at('named'), 'symbolic-ref', 'HEAD'), 'refs/heads/trunk')
})

test('init makes a bare repository', async () => {
  await sandbox.git.init(at('bare.git'), true, 'main')
  assert.equal(await git(at('bare.git'), 'rev-parse', '--is-bare-repository'), 'true')
  assert.deepEqual(await sandbox.git.branches(at('bare.git')), { branches: [], current: 'main' })
})

test('a relative path is relative to the working directory', async () => {
  const name = `relative-${process.pid}`
  await sandbox.git.init(name, false, 'main')
  assert.equal((await sandbox.git.status(name)).currentBranch, 'main')
  assert.equal(await git(path.join(process.env.SANDBOX_WORK_DIR, name), 'symbolic-ref', 'HEAD'), 'refs/heads/main')
})

test('every method names a path that is no repository', async () => {
  const missing = at('missing')
  const calls = [
    () => sandbox.git.add(missing, ['.']),
    () => sandbox.git.branches(missing),
    () => sandbox.git.createBranch(missing, 'topic'),
    () => sandbox.git.deleteBranch(missing, 'topic'),
    () => sandbox.git.checkoutBranch(missing, 'main'),
    () => sandbox.git.commit(missing, 'message', 'Ada', 'ada@example.com'),
    () => sandbox.git.push(missing),
    () => sandbox.git.pull(missing),
    () => sandbox.git.status(missing),
    () => sandbox.git.reset(missing),
    () => sandbox.git.restore(missing, ['a.txt']),
    () => sandbox.git.remoteAdd(missing, 'origin', 'file:///nowhere'),
    () => sandbox.git.remotes(missing),
    () => sandbox.git.remoteGet(missing, 'origin'),
    () => sandbox.git.setConfig('a.b', 'c', 'local', missing),
    () => sandbox.git.getConfig('a.b', 'local', missing),
    () => sandbox.git.configureUser('Ada', 'ada@example.com', 'local', missing),
  ]
  for (const call of calls) await rejects(call(), DaytonaGitRepoNotFoundError, 404, 'GIT_REPO_NOT_FOUND')
})

test('status of a fresh repository names the branch that is to be', async () => {
  await sandbox.git.init(at('repo'), false, 'trunk')
  await write(at('repo'), { 'a.txt': 'new\n' })
  const { currentBranch, fileStatus, ahead, behind, branchPublished, detached, upstream } = await sandbox.git.status(
    at('repo'),
  )
  assert.deepEqual(
    { currentBranch, ahead, behind, branchPublished, detached, upstream },
    { currentBranch: 'trunk', ahead: 0, behind: 0, branchPublished: false, detached: false, upstream: '' },
  )
  assert.deepEqual(fileStatus, [{ name: 'a.txt', extra: '', staging: 'Untracked', worktree: 'Untracked' }])
})

test('status tells staged and unstaged changes apart', async () => {
  const names = ['both', 'deleted', 'gone', 'modified', 'old', 'staged', 'untouched']
  const repo = await repository('repo', Object.fromEntries(names.map((name) => [name, `${name}\n`.repeat(9)])))
  await write(repo, { both: 'staged\n', staged: 'staged\n', gone: null, 'new ☃': 'new\n', '.gitignore': 'ignored\n' })
  await git(repo, 'mv', 'old', 'renamed')
  await git(repo, 'add', '-A')
  await write(repo, { both: 'again\n', deleted: null, modified: 'x\n', ignored: '', 'dir/a': '', 'dir/b': '' })
  assert.deepEqual(await states(repo), {
    '.gitignore': ['Added', 'Unmodified'],
    both: ['Modified', 'Modified'],
    deleted: ['Unmodified', 'Deleted'],
    'dir/a': ['Untracked', 'Untracked'],
    'dir/b': ['Untracked', 'Untracked'],
    gone: ['Deleted', 'Unmodified'],
    modified: ['Unmodified', 'Modified'],
    'new ☃': ['Added', 'Unmodified'],
    renamed: ['Renamed', 'Unmodified'],
    staged: ['Modified', 'Unmodified'],
  })
  const { fileStatus } = await sandbox.git.status(repo)
  assert.equal(fileStatus.find(({ name }) => name === 'renamed').extra, 'old')
})

test('status counts the commits between the branch and its upstream', async () => {
  const { bare, commit: publish } = await origin()
  await git(at(), 'clone', '-q', bare, at('repo'))
  await publish({ 'b.txt': 'theirs\n' })
  await git(at('repo'), 'fetch', '-q')
  await commit(at('repo'), { 'c.txt': 'ours\n' })
  await commit(at('repo'), { 'c.txt': 'ours too\n' })
  const { fileStatus, ...rest } = await sandbox.git.status(at('repo'))
  assert.deepEqual(fileStatus, [])
  assert.deepEqual(rest, {
    currentBranch: 'main', ahead: 2, behind: 1, branchPublished: true, detached: false, upstream: 'origin/main',
  })
})

test('status of a detached head', async () => {
  const { repo, first } = await twoCommits()
  await git(repo, 'checkout', '-q', first)
  const { currentBranch, detached } = await sandbox.git.status(repo)
  assert.deepEqual({ currentBranch, detached }, { currentBranch: 'HEAD', detached: true })
})

test('a conflict is in the status and keeps commit back', async () => {
  const { repo, first } = await twoCommits()
  await git(repo, 'checkout', '-q', '-b', 'other', first)
  await commit(repo, { 'a.txt': 'three\n' })
  await assert.rejects(git(repo, 'merge', '-q', 'main'))
  assert.deepEqual(await states(repo), { 'a.txt': ['Updated but unmerged', 'Updated but unmerged'] })
  const merged = () => sandbox.git.commit(repo, 'merged', 'Ada', 'ada@example.com')
  await rejects(merged(), DaytonaGitMergeConflictError, 409, 'GIT_MERGE_CONFLICT')
  await write(repo, { 'a.txt': 'both\n' })
  await sandbox.git.add(repo, ['a.txt'])
  await merged()
  assert.equal((await git(repo, 'log', '-1', '--format=%P')).split(' ').length, 2)
})

test('add stages files, directories and deletions', async () => {
  const { repo } = await twoCommits()
  await write(repo, { 'a.txt': 'three\n', 'b.txt': null, 'dir/d.txt': 'new\n', 'other.txt': 'new\n' })
  await sandbox.git.add(repo, ['a.txt', 'b.txt', 'dir'])
  assert.equal(await porcelain(repo), 'M  a.txt\nD  b.txt\nA  dir/d.txt\n?? other.txt')
  await sandbox.git.add(repo, ['.'])
  assert.equal(await porcelain(repo), 'M  a.txt\nD  b.txt\nA  dir/d.txt\nA  other.txt')
})

test('add refuses a file that is not there, an ignored one, and no file at all', async () => {
  const repo = await repository()
  await write(repo, { 'b.txt': 'new\n', '.gitignore': 'ignored\n', ignored: 'x' })
  await notFound(sandbox.git.add(repo, ['b.txt', 'missing.txt']))
  await badRequest(sandbox.git.add(repo, ['ignored']))
  await badRequest(sandbox.git.add(repo, []))
  assert.equal(await porcelain(repo), '?? .gitignore\n?? b.txt')
})

test('commit tells its id, and has the author and the message', async () => {
  const repo = await repository()
  await write(repo, { 'a.txt': 'two\n' })
  await sandbox.git.add(repo, ['a.txt'])
  const { sha } = await sandbox.git.commit(repo, 'Subject\n\nBody ☃', 'Grace Ž', 'grace@example.com')
  assert.equal(sha, await head(repo))
  const format = '%an <%ae>|%cn <%ce>|%B'
  const person = 'Grace Ž <grace@example.com>'
  assert.equal(await git(repo, 'log', '-1', `--format=${format}`), `${person}|${person}|Subject\n\nBody ☃\n`)
  assert.equal(await porcelain(repo), '')
})

test('commit needs something to commit, unless it may be empty', async () => {
  const repo = await repository()
  const before = await head(repo)
  await rejects(sandbox.git.commit(repo, 'nothing', 'Ada', 'ada@example.com'), DaytonaConflictError, 409, 'CONFLICT')
  assert.equal(await head(repo), before)
  const { sha } = await sandbox.git.commit(repo, 'nothing', 'Ada', 'ada@example.com', true)
  assert.equal(await git(repo, 'rev-parse', 'HEAD^'), before)
  assert.equal(sha, await head(repo))
})

test('commit refuses a blank message and a blank author', async () => {
  const repo = await repository()
  await badRequest(sandbox.git.commit(repo, ' \n', 'Ada', 'ada@example.com', true))
  await badRequest(sandbox.git.commit(repo, 'message', '', 'ada@example.com', true))
})

test('createBranch checks the branch out, branches lists it, deleteBranch removes it', async () => {
  const repo = await repository()
  await sandbox.git.createBranch(repo, 'topic/one')
  assert.equal(await git(repo, 'symbolic-ref', 'HEAD'), 'refs/heads/topic/one')
  const { branches, current } = await sandbox.git.branches(repo)
  assert.deepEqual({ branches: branches.sort(), current }, { branches: ['main', 'topic/one'], current: 'topic/one' })
  await sandbox.git.checkoutBranch(repo, 'main')
  await sandbox.git.deleteBranch(repo, 'topic/one')
  assert.deepEqual(await sandbox.git.branches(repo), { branches: ['main'], current: 'main' })
})

test('branches of a detached head have no current one', async () => {
  const { repo, first } = await twoCommits()
  await git(repo, 'checkout', '-q', first)
  assert.deepEqual(await sandbox.git.branches(repo), { branches: ['main'], current: '' })
})

test('createBranch refuses a name that is taken or none', async () => {
  const repo = await repository()
  await rejects(sandbox.git.createBranch(repo, 'main'), DaytonaGitBranchExistsError, 409, 'GIT_BRANCH_EXISTS')
  await badRequest(sandbox.git.createBranch(repo, 'two..dots'))
})

test('deleteBranch refuses the current branch and one that is not there', async () => {
  const repo = await repository()
  await rejects(sandbox.git.deleteBranch(repo, 'main'), DaytonaConflictError, 409, 'CONFLICT')
  const missing = sandbox.git.deleteBranch(repo, 'missing')
  await rejects(missing, DaytonaGitBranchNotFoundError, 404, 'GIT_BRANCH_NOT_FOUND')
})

test('checkoutBranch takes branches and commits', async () => {
  const { repo, first } = await twoCommits()
  await git(repo, 'branch', 'old', first)
  await sandbox.git.checkoutBranch(repo, 'old')
  assert.equal(await read(repo, 'a.txt'), 'one\n')
  assert.equal((await sandbox.git.status(repo)).currentBranch, 'old')
  await sandbox.git.checkoutBranch(repo, 'main')
  assert.equal(await read(repo, 'a.txt'), 'two\n')
  await sandbox.git.checkoutBranch(repo, first)
  assert.equal((await sandbox.git.status(repo)).detached, true)
  assert.equal(await head(repo), first)
})

test('checkoutBranch refuses what is not there, and to overwrite changes', async () => {
  const { repo, first } = await twoCommits()
  const missing = sandbox.git.checkoutBranch(repo, 'missing')
  await rejects(missing, DaytonaGitBranchNotFoundError, 404, 'GIT_BRANCH_NOT_FOUND')
  await git(repo, 'branch', 'old', first)
  await write(repo, { 'a.txt': 'changed\n', 'b.txt': 'changed\n' })
  await dirty(sandbox.git.checkoutBranch(repo, 'old'))
  await assert.rejects(sandbox.git.checkoutBranch(repo, 'old'), /a\.txt/)
  assert.equal(await read(repo, 'a.txt'), 'changed\n')
  await write(repo, { 'a.txt': 'two\n' })
  await sandbox.git.checkoutBranch(repo, 'old')
  assert.equal(await porcelain(repo), ' M b.txt')
})

test('reset moves the head, and with it what the mode says', async () => {
  const { repo, first, second } = await twoCommits()
  await sandbox.git.reset(repo, 'soft', 'HEAD~1')
  assert.equal(await head(repo), first)
  assert.equal(await porcelain(repo), 'M  a.txt')
  await sandbox.git.reset(repo, 'hard', second)
  assert.equal(await porcelain(repo), '')
  await sandbox.git.reset(repo, 'mixed', first)
  assert.equal(await porcelain(repo), ' M a.txt')
  await sandbox.git.reset(repo, 'hard')
  assert.equal(await read(repo, 'a.txt'), 'one\n')
  for (const [mode, target] of [['merge', second], ['keep', first]]) {
    await write(repo, { 'b.txt': 'changed\n' })
    await sandbox.git.reset(repo, mode, target)
    assert.equal(await head(repo), target)
    assert.equal(await porcelain(repo), ' M b.txt')
  }
})

test('reset without a mode unstages', async () => {
  const { repo } = await twoCommits()
  await write(repo, { 'a.txt': 'three\n', 'b.txt': 'two\n' })
  await git(repo, 'add', '-A')
  await sandbox.git.reset(repo, undefined, undefined, ['a.txt'])
  assert.equal(await porcelain(repo), ' M a.txt\nM  b.txt')
  await sandbox.git.reset(repo)
  assert.equal(await porcelain(repo), ' M a.txt\n M b.txt')
})

test('reset refuses to lose changes in the modes that keep them', async () => {
  const { repo, first, second } = await twoCommits()
  await write(repo, { 'a.txt': 'changed\n' })
  for (const mode of ['merge', 'keep']) await dirty(sandbox.git.reset(repo, mode, first))
  assert.equal(await read(repo, 'a.txt'), 'changed\n')
  assert.equal(await head(repo), second)
})

test('reset refuses an unknown mode, target and file', async () => {
  const { repo } = await twoCommits()
  await badRequest(sandbox.git.reset(repo, 'violent'))
  await badRequest(sandbox.git.reset(repo, 'hard', 'HEAD', ['a.txt']))
  await notFound(sandbox.git.reset(repo, 'hard', 'no-such-commit'))
  await notFound(sandbox.git.reset(repo, 'mixed', 'HEAD', ['missing.txt']))
})

test('restore brings files back from the index', async () => {
  const { repo } = await twoCommits()
  await write(repo, { 'a.txt': 'staged\n' })
  await git(repo, 'add', 'a.txt')
  await write(repo, { 'a.txt': 'changed\n', 'b.txt': null })
  await sandbox.git.restore(repo, ['a.txt', 'b.txt'])
  assert.equal(await read(repo, 'a.txt'), 'staged\n')
  assert.equal(await porcelain(repo), 'M  a.txt')
})

test('restore brings the index back, the worktree, or both, from any commit', async () => {
  const { repo } = await twoCommits()
  await write(repo, { 'a.txt': 'staged\n' })
  await git(repo, 'add', 'a.txt')
  await sandbox.git.restore(repo, ['a.txt'], true)
  assert.equal(await porcelain(repo), ' M a.txt')
  await sandbox.git.restore(repo, ['a.txt'], false, true, 'HEAD~1')
  assert.equal(await read(repo, 'a.txt'), 'one\n')
  await sandbox.git.restore(repo, ['.'], true, true)
  assert.equal(await porcelain(repo), '')
  await sandbox.git.restore(repo, ['a.txt'], true, true, 'HEAD~1')
  assert.equal(await porcelain(repo), 'M  a.txt')
})

test('restore of a file that git does not know changes nothing', async () => {
  const { repo } = await twoCommits()
  await write(repo, { 'a.txt': 'changed\n' })
  await notFound(sandbox.git.restore(repo, ['a.txt', 'missing.txt']))
  await notFound(sandbox.git.restore(repo, ['a.txt'], false, true, 'no-such-commit'))
  await badRequest(sandbox.git.restore(repo, []))
  assert.equal(await read(repo, 'a.txt'), 'changed\n')
})

test('setConfig and getConfig of a repository', async () => {
  const repo = await repository()
  await sandbox.git.setConfig('drive.Sub Section.key', 'va"lue # ☃', 'local', repo)
  assert.equal(await git(repo, 'config', '--local', 'drive.Sub Section.key'), 'va"lue # ☃')
  assert.equal(await sandbox.git.getConfig('drive.Sub Section.key', 'local', repo), 'va"lue # ☃')
  assert.equal((await sandbox.git.getConfig('drive.unset', 'local', repo)) ?? undefined, undefined)
})

test('setConfig, getConfig and configureUser of the user are the default', async () => {
  await sandbox.git.setConfig('drive.key', 'of the user')
  assert.equal(await gitAsUser(['config', '--global', 'drive.key']), 'of the user')
  assert.equal(await sandbox.git.getConfig('drive.key'), 'of the user')
  assert.equal((await sandbox.git.getConfig('drive.unset')) ?? undefined, undefined)
  await sandbox.git.configureUser('Grace Ž', 'grace@example.com')
  assert.equal(await gitAsUser(['config', '--global', 'user.name']), 'Grace Ž')
  assert.equal(await sandbox.git.getConfig('user.email', 'global'), 'grace@example.com')
})

test('getConfig reads the configuration of the system', async () => {
  assert.equal((await sandbox.git.getConfig('toolboxd-tests.unset', 'system')) ?? undefined, undefined)
})

test('configureUser of a repository', async () => {
  const repo = await repository()
  await sandbox.git.configureUser('Grace', 'grace@example.com', 'local', repo)
  const own = await git(repo, 'config', '--local', '--get-regexp', 'user')
  assert.equal(own, 'user.name Grace\nuser.email grace@example.com')
})

test('a key without a section, an unknown scope and a missing path are refused', async () => {
  const repo = await repository()
  await badRequest(sandbox.git.setConfig('key', 'value', 'local', repo))
  await badRequest(sandbox.git.getConfig('key', 'local', repo))
  await badRequest(sandbox.git.setConfig('drive.key', 'value', 'universe'))
  await badRequest(sandbox.git.setConfig('drive.key', 'value', 'local'))
})

test('remoteAdd, remotes and remoteGet', async () => {
  const { bare, file } = await origin()
  const repo = await repository()
  assert.deepEqual(await sandbox.git.remotes(repo), { remotes: [] })
  await sandbox.git.remoteAdd(repo, 'origin', file)
  await sandbox.git.remoteAdd(repo, 'a-copy', file, true)
  assert.equal(await git(repo, 'remote', 'get-url', 'origin'), file)
  const tracked = await git(repo, 'for-each-ref', '--format=%(refname)', 'refs/remotes')
  assert.equal(tracked, 'refs/remotes/a-copy/feature\nrefs/remotes/a-copy/main')
  assert.equal(await git(repo, 'rev-parse', 'a-copy/main'), await git(bare, 'rev-parse', 'main'))
  assert.deepEqual(await sandbox.git.remotes(repo), {
    remotes: [{ name: 'a-copy', url: file }, { name: 'origin', url: file }],
  })
  assert.equal(await sandbox.git.remoteGet(repo, 'origin'), file)
  assert.equal(await sandbox.git.remoteGet(repo, 'missing'), undefined)
})

test('remoteAdd replaces a remote only when told so', async () => {
  const repo = await repository()
  await sandbox.git.remoteAdd(repo, 'origin', 'https://one.example/repo.git')
  const again = (...more) => sandbox.git.remoteAdd(repo, 'origin', 'https://two.example/repo.git', ...more)
  await rejects(again(), DaytonaConflictError, 409, 'CONFLICT')
  assert.equal(await sandbox.git.remoteGet(repo, 'origin'), 'https://one.example/repo.git')
  await again(false, true)
  assert.equal(await sandbox.git.remoteGet(repo, 'origin'), 'https://two.example/repo.git')
  await badRequest(sandbox.git.remoteAdd(repo, 'two words', 'https://two.example/repo.git'))
})

test('remoteAdd with a fetch that fails adds nothing', async () => {
  const repo = await repository()
  const adding = sandbox.git.remoteAdd(repo, 'origin', `file://${at('missing.git')}`, true)
  await rejects(adding, DaytonaGitRepoNotFoundError, 404, 'GIT_REPO_NOT_FOUND')
  assert.deepEqual(await sandbox.git.remotes(repo), { remotes: [] })
  assert.ok(!(await read(repo, '.git', 'config')).includes('origin'))
})
