import { execFile } from 'node:child_process'
import fs from 'node:fs/promises'
import path from 'node:path'
import { promisify } from 'node:util'
import { at } from './support.mjs'

// Repositories made and examined by the real git, in which only their own configuration counts.
const { GIT, GIT_ROOT, GIT_HTTP, GIT_HTTPS, GIT_USER, GIT_PASSWORD, SANDBOX_HOME, PATH } = process.env
const run = promisify(execFile)

export const user = GIT_USER
export const password = GIT_PASSWORD

const who = { NAME: 'Ada', EMAIL: 'ada@example.com' }
const environment = Object.fromEntries(
  Object.entries(who).flatMap(([key, value]) => ['AUTHOR', 'COMMITTER'].map((role) => [`GIT_${role}_${key}`, value])),
)

/** Runs git in a directory; its output without the last newline. */
export async function git(directory, ...args) {
  const env = { PATH, LC_ALL: 'C', HOME: '/nonexistent', GIT_CONFIG_NOSYSTEM: '1', ...environment }
  const { stdout } = await run(GIT, ['-c', 'protocol.file.allow=always', ...args], { cwd: directory, env })
  return stdout.replace(/\n$/, '')
}

/** The same as the sandbox's user, for what is in their configuration; `input` is what git reads. */
export async function gitAsUser(args, input) {
  const running = run(GIT, args, { env: { PATH, LC_ALL: 'C', HOME: SANDBOX_HOME, GIT_TERMINAL_PROMPT: '0' } })
  running.child.stdin.end(input)
  return (await running).stdout.replace(/\n$/, '')
}

/** Writes files of a directory, given as { name: text }; null deletes one. */
export async function write(directory, files) {
  for (const [name, text] of Object.entries(files)) {
    const file = path.join(directory, name)
    if (text === null) {
      await fs.rm(file)
    } else {
      await fs.mkdir(path.dirname(file), { recursive: true })
      await fs.writeFile(file, text)
    }
  }
}

export const read = (...names) => fs.readFile(path.join(...names), 'utf8')

/** Writes files and commits everything; the commit's id. */
export async function commit(directory, files, message = 'change') {
  await write(directory, files)
  await git(directory, 'add', '-A')
  await git(directory, 'commit', '-q', '--allow-empty', '-m', message)
  return git(directory, 'rev-parse', 'HEAD')
}

/** A repository in the test's directory with one commit on main, made by git. */
export async function repository(name = 'repo', files = { 'a.txt': 'one\n' }) {
  await fs.mkdir(at(name))
  await git(at(name), 'init', '-q', '-b', 'main')
  await commit(at(name), files, 'first')
  return at(name)
}

/**
 * A bare repository that the servers serve, with the branches main and feature. `seed` is a worktree that it is filled
 * from; `open`, `auth`, `forbidden` and `file` are its URLs.
 */
export async function origin() {
  const directory = await fs.mkdtemp(path.join(GIT_ROOT, 'ts-'))
  const bare = path.join(directory, 'bare.git')
  const seed = path.join(directory, 'seed')
  await git(directory, 'init', '-q', '--bare', '-b', 'main', bare)
  await git(bare, 'config', 'http.receivepack', 'true')
  await git(directory, 'clone', '-q', bare, seed)
  await git(seed, 'symbolic-ref', 'HEAD', 'refs/heads/main')
  const name = path.relative(GIT_ROOT, bare)
  const made = {
    bare,
    seed,
    file: `file://${bare}`,
    open: `${GIT_HTTP}/open/${name}`,
    auth: `${GIT_HTTP}/auth/${name}`,
    forbidden: `${GIT_HTTP}/forbidden/${name}`,
    selfSigned: `${GIT_HTTPS}/open/${name}`,
    git: (...args) => git(bare, ...args),
    /** Adds a commit to a branch, which begins where main is when it is new; the commit's id. */
    async commit(files, branch = 'main') {
      await git(seed, 'checkout', '-q', ...((await hasBranch(seed, branch)) ? [branch] : ['-b', branch, 'main']))
      const id = await commit(seed, files, `change of ${branch}`)
      await git(seed, 'push', '-q', 'origin', `HEAD:${branch}`)
      return id
    },
    async hook(hookName, script) {
      await fs.mkdir(path.join(bare, 'hooks'), { recursive: true })
      await fs.writeFile(path.join(bare, 'hooks', hookName), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    },
  }
  await commit(seed, { 'a.txt': 'one\n' }, 'first')
  await git(seed, 'push', '-q', 'origin', 'main')
  await made.commit({ 'feature.txt': 'feature\n' }, 'feature')
  return made
}

async function hasBranch(directory, branch) {
  return (await git(directory, 'branch', '--list', branch)) !== ''
}
