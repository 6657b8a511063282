// A stand-in for the platform's control plane and toolbox proxy: a started sandbox, whose toolbox is the daemon. Its
// language is Python; it is also there as <id>-javascript and <id>-typescript, with that language.
// Usage: control_plane.mjs <daemon host:port>   (or TOOLBOXD_ADDRESS); prints the port it listens on.
import http from 'node:http'

const daemon = new URL(`http://${process.argv[2] ?? process.env.TOOLBOXD_ADDRESS}`)
const id = process.env.SANDBOX_ID ?? 'sandbox-1'
const daemonToken = process.env.TOOLBOX_AUTH_TOKEN ?? 'runner-key'
const agent = new http.Agent({ keepAlive: true })
const languages = { [id]: 'python', [`${id}-javascript`]: 'javascript', [`${id}-typescript`]: 'typescript' }

const sandbox = (id) => (origin) => ({
  id,
  name: id,
  organizationId: 'organization-1',
  state: 'started',
  toolboxProxyUrl: `${origin}/toolbox`,
  labels: { 'code-toolbox-language': languages[id] },
  // The rest are fields without which the SDKs' models do not validate.
  user: 'daytona',
  env: {},
  public: false,
  networkBlockAll: false,
  target: 'local',
  cpu: 1,
  gpu: 0,
  memory: 1,
  disk: 1,
})

const routes = (id) => ({
  [`/api/sandbox/${id}`]: sandbox(id),
  [`/api/sandbox/${id}/toolbox-proxy-url`]: (origin) => ({ url: `${origin}/toolbox` }),
  [`/api/sandbox/${id}/signing-key`]: () => 'signing-key',
})
const api = Object.assign({}, ...Object.keys(languages).map(routes))

const error = (statusCode, source, code, message) => ({ statusCode, source, code, message })

function answer(res, status, body) {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

/** The path as the daemon gets it, or undefined when the URL is none of the sandbox's toolbox. */
function toolboxPath(url) {
  const [, name, path] = /^\/toolbox\/([^/?]*)(.*)$/s.exec(url) ?? []
  if (!Object.hasOwn(languages, name ?? '')) return undefined
  return path.startsWith('/') ? path : `/${path}`
}

function forwardedHeaders({ headers }) {
  const { authorization, ...rest } = headers
  return {
    ...rest,
    host: daemon.host,
    'x-forwarded-host': headers.host,
    'x-daytona-authorization': `Bearer ${daemonToken}`,
  }
}

function forward(req, res, path) {
  const { method } = req
  const headers = forwardedHeaders(req)
  const upstream = http.request(daemon, { agent, path, method, headers })
  upstream.on('response', (from) => {
    res.writeHead(from.statusCode, from.statusMessage, from.rawHeaders)
    from.on('error', () => res.destroy()).pipe(res)
  })
  upstream.on('error', (e) => {
    if (res.headersSent) res.destroy()
    else answer(res, 502, error(502, 'DAYTONA_PROXY', 'BAD_GATEWAY', e.message))
  })
  res.on('close', () => res.writableFinished || upstream.destroy())
  req.pipe(upstream)
}

function responseHead({ statusCode, statusMessage, rawHeaders }, more = '') {
  const fields = rawHeaders.map((text, i) => text + (i % 2 ? '\r\n' : ': '))
  return Buffer.from(`HTTP/1.1 ${statusCode} ${statusMessage}\r\n${fields.join('')}${more}\r\n`, 'latin1')
}

const server = http.createServer((req, res) => {
  const path = toolboxPath(req.url)
  if (path) return forward(req, res, path)
  const handler = req.method === 'GET' && api[req.url.split('?')[0]]
  if (handler) answer(res, 200, handler(`http://${req.headers.host}`))
  else answer(res, 404, error(404, 'DAYTONA_API', 'NOT_FOUND', `${req.method} ${req.url} is not served here`))
})

server.on('upgrade', (req, client, head) => {
  const path = toolboxPath(req.url)
  if (!path) return client.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n')
  const upstream = http.request(daemon, { path, headers: forwardedHeaders(req) })
  upstream.on('upgrade', (res, socket, first) => {
    client.write(responseHead(res))
    client.write(first)
    socket.write(head)
    client.pipe(socket).pipe(client)
    for (const [one, other] of [[client, socket], [socket, client]]) {
      one.on('error', () => other.destroy()).on('close', () => other.destroySoon())
    }
  })
  upstream.on('response', (res) => {
    // No upgrade: the connection ends, as it is no longer read for further requests.
    client.write(responseHead(res, 'Connection: close\r\n'))
    res.pipe(client)
  })
  upstream.on('error', () => client.destroy())
  client.on('error', () => upstream.destroy())
  upstream.end()
})

server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('SIGTERM', () => process.exit(0))
