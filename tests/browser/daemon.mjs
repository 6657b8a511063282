// The daemon under test, and a proxy that can cut it off.

import { spawn } from 'node:child_process'
import fs from 'node:fs/promises'
import http from 'node:http'
import net from 'node:net'
import os from 'node:os'
import path from 'node:path'
import readline from 'node:readline'

/** Starts the daemon with a home of its own. Returns the web terminal's URL, its home, and a function that stops it. */
export async function startDaemon() {
  const home = await fs.mkdtemp(path.join(os.tmpdir(), 'home-'))
  // Whichever shell it takes says this when it is ready, and does not ask about its settings.
  for (const file of ['.bash_profile', '.zshrc']) await fs.writeFile(path.join(home, file), `PS1='ready$ '\n`)
  const { PATH, LANG, TMPDIR } = process.env
  const child = spawn(process.env.TOOLBOXD_BIN, ['--port', '0', '--host', '127.0.0.1', '--terminal-port', '0'], {
    cwd: home,
    env: {
      ...{ PATH, LANG, TMPDIR, HOME: home, DAYTONA_DAEMON_LOG_FILE_PATH: path.join(home, 'daemon.log') },
      ...{ TOOLBOX_SSH_PORT: 'off', TOOLBOX_RECORDINGS_PORT: 'off' },
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  const ended = new Promise((resolve) => child.once('exit', (code, signal) => resolve(code ?? signal)))
  const port = await new Promise((resolve, reject) => {
    readline.createInterface(child.stdout).on('line', (line) => {
      const found = line.match(/^Starting web terminal on port (\d+)$/)
      if (found) resolve(Number(found[1]))
    })
    ended.then((code) => reject(new Error(`the daemon has ended with ${code}`)))
  })
  const stop = async () => {
    child.kill()
    const code = await ended
    if (code !== 0) throw new Error(`the daemon ended with ${code}`)
  }
  return { url: `http://127.0.0.1:${port}/`, port, home, stop }
}

/**
 * Serves the daemon's web terminal below /box/7/, as a platform's proxy may.
 * Returns its URL, the URLs that were asked for, and functions that lose every connection, refuse new ones, and
 * take them again.
 */
export async function startProxy(port) {
  const prefix = '/box/7'
  const seen = []
  const sockets = new Set()
  let refusing = false
  const target = (request) => {
    seen.push(request.url)
    return request.url.slice(prefix.length)
  }

  const server = http.createServer((request, response) => {
    const options = { host: '127.0.0.1', port, path: target(request), method: request.method, headers: request.headers }
    const onward = http.request(options, (answer) => {
      response.writeHead(answer.statusCode, answer.rawHeaders)
      answer.pipe(response)
    })
    onward.on('error', () => response.destroy())
    request.pipe(onward)
  })
  server.on('upgrade', (request, socket, head) => {
    const onward = net.connect(port, '127.0.0.1')
    const fields = []
    for (let i = 0; i < request.rawHeaders.length; i += 2) fields.push(request.rawHeaders.slice(i, i + 2).join(': '))
    onward.write([`GET ${target(request)} HTTP/1.1`, ...fields, '', ''].join('\r\n'))
    onward.write(head)
    socket.pipe(onward).pipe(socket)
    for (const [one, other] of [[socket, onward], [onward, socket]]) {
      one.on('error', () => {}).on('close', () => other.destroy())
    }
  })
  server.on('connection', (socket) => {
    if (refusing) return socket.destroy()
    sockets.add(socket.on('close', () => sockets.delete(socket)))
  })
  await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve))

  const cut = () => sockets.forEach((socket) => socket.destroy())
  return {
    url: `http://127.0.0.1:${server.address().port}${prefix}/`,
    seen,
    cut,
    refuse: () => {
      refusing = true
      cut()
    },
    accept: () => (refusing = false),
    stop: () => {
      cut()
      server.close()
    },
  }
}
