// A stand-in for the platform's control plane and toolbox proxy: one started sandbox, whose toolbox is the daemon.
// Usage: control_plane.mjs <daemon host:port>   (or TOOLBOXD_ADDRESS); prints the port it listens on.
import http from 'node:http'
import net from 'node:net'

const daemon = new URL(`http://${process.argv[2] ?? process.env.TOOLBOXD_ADDRESS}`)
const id = process.env.SANDBOX_ID ?? 'sandbox-1'
const daemonToken = process.env.TOOLBOX_AUTH_TOKEN ?? 'runner-key'
const agent = new http.Agent({ keepAlive: true })

const sandbox = (origin) => ({
  id,
  name: id,
  organizationId: 'organization-1',
  state: 'started',
  toolboxProxyUrl: `${origin}/toolbox`,
  labels: { 'code-toolbox-language': 'python' },
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

const api = {
  [`/api/sandbox/${id}`]: sandbox,
  [`/api/sandbox/${id}/toolbox-proxy-url`]: (origin) => ({ url: `${origin}/toolbox` }),
  [`/api/sandbox/${id}/signing-key`]: () => 'signing-key',
}

const error = (statusCode, source, code, message) => ({ statusCode, source, code, message })

function answer(res, status, body) {
  res.writeHead(status, { 'Content-Type': 'application/json' }).end(JSON.stringify(body))
}

/** The path as the daemon gets it, or undefined when the URL is none of the sandbox's toolbox. */
function toolboxPath(url) {
  const prefix = `/toolbox/${id}`
  if (!url.startsWith(prefix) || !/^([/?]|$)/.test(url.slice(prefix.length))) return undefined
  const path = url.slice(prefix.length)
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
  const fields = Object.entries(forwardedHeaders(req)).map(([name, value]) => `${name}: ${value}\r\n`)
  const upstream = net.connect(daemon.port, daemon.hostname)
  upstream.write(`GET ${path} HTTP/1.1\r\n${fields.join('')}\r\n`, 'latin1')
  upstream.write(head)
  client.pipe(upstream).pipe(client)
  for (const [one, other] of [[client, upstream], [upstream, client]]) {
    one.on('error', () => other.destroy()).on('close', () => other.destroySoon())
  }
})

server.requestTimeout = 0
server.listen(0, '127.0.0.1', () => console.log(server.address().port))
process.on('SIGTERM', () => process.exit(0))
