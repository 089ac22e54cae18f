/**
 * A site that shows the widget, to try it and to copy from:
 *
 *   node examples/widget/serve.ts 8080 http://localhost:3000 SECRET
 *
 * Name its origin (http://127.0.0.1:8080) on the page Widget of Mosaic's console first. SECRET is made there too; without one
 * nobody can be named. `/` has the script in its head, `/body` at its end, `/isolated` and `/credentialless` under COEP, `/strict`
 * under a content security policy that allows the widget and nothing else.
 */
import { createHmac } from 'node:crypto'
import http from 'node:http'
import type { AddressInfo } from 'node:net'
import process from 'node:process'
import { demoPage, SITE_CSS, SITE_JS, STUB_HASH } from './page.ts'

/** The site's users, as its own database would have them. */
const USERS: Record<string, { sub: string; name: string; email: string }> = {
  asha: { sub: 'customer 7', name: 'Asha', email: 'asha@example.com' },
}

/** A token for one of the site's users, good for ten minutes. It is made on the server: whoever has the secret can be anybody. */
export function signToken(claims: { sub: string; name?: string; email?: string }, secret: string): string {
  const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
  const exp = Math.floor(Date.now() / 1_000) + 600
  const text = `${part({ alg: 'HS256', typ: 'JWT' })}.${part({ ...claims, exp })}`
  return `${text}.${createHmac('sha256', secret).update(text).digest('base64url')}`
}

type Options = { port: number; desk: string; secret?: string | undefined }

/** Starts the site on 127.0.0.1; port 0 takes a free one. */
export async function serveSite({ port, desk, secret }: Options) {
  const pages: Record<string, { at: 'head' | 'body'; headers?: Record<string, string> }> = {
    '/': { at: 'head' },
    '/body': { at: 'body' },
    '/isolated': {
      at: 'head',
      headers: { 'cross-origin-embedder-policy': 'require-corp', 'cross-origin-opener-policy': 'same-origin' },
    },
    '/credentialless': { at: 'head', headers: { 'cross-origin-embedder-policy': 'credentialless' } },
    '/strict': {
      at: 'head',
      headers: {
        'content-security-policy': [
          "default-src 'none'; img-src data:; style-src 'self'; connect-src 'self'; require-trusted-types-for 'script'",
          `script-src 'self' ${desk} 'sha256-${STUB_HASH}'; frame-src ${desk}`,
        ].join('; '),
      },
    },
  }
  const server = http.createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://site')
    const answer = (type: string, body: string, headers: Record<string, string> = {}) =>
      response
        .writeHead(200, { 'content-type': `${type}; charset=utf-8`, 'cache-control': 'no-store', ...headers })
        .end(body)
    const page = pages[url.pathname]
    // The attributes of the script, for trying them out: /?label=Ask%20us&storage=host
    const tag = [...url.searchParams]
      .map(([name, value]) => `data-${name}="${value.replace(/[^\w @.,:+#-]/g, '')}"`)
      .join(' ')
    if (page) return answer('text/html', demoPage({ desk, tag, at: page.at }), page.headers)
    if (url.pathname === '/style.css') return answer('text/css', SITE_CSS)
    if (url.pathname === '/site.js') return answer('text/javascript', SITE_JS)
    const user = USERS[url.searchParams.get('user') ?? '']
    if (url.pathname === '/token' && user && secret)
      return answer('application/json', JSON.stringify({ token: signToken(user, secret) }))
    response.writeHead(404, { 'content-type': 'text/plain' }).end('There is nothing here.')
  })
  await new Promise<void>(resolve => server.listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    close: () =>
      new Promise<void>(resolve => {
        server.closeAllConnections()
        server.close(() => resolve())
      }),
  }
}

if (import.meta.main) {
  const [port = '8080', desk = 'http://localhost:3000', secret = process.env.WIDGET_SECRET] = process.argv.slice(2)
  const site = await serveSite({ port: Number(port), desk, secret })
  console.log(`The site is at ${site.url}; name that origin in Mosaic's console, under Widget.`)
}
