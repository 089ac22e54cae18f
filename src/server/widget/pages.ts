import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { FastifyRequest } from 'fastify'
import type { App } from '../../kernel/http.ts'
import { allowFrames } from './origins.ts'
import type { WidgetSettings } from './schema.ts'
import type { KnownSettings } from './settings.ts'

const built = fileURLToPath(new URL('../../../dist/web/embed.html', import.meta.url))
const source = fileURLToPath(new URL('../../web/widget/script/widget.js', import.meta.url))

/** Neither needs the store: while it is away both are as they were known last. */
const open = { config: { access: 'public', store: false }, schema: { hide: true } } as const

/** `/widget.js`, which a site includes, and `/embed`, which it then shows in a frame. */
export function widgetPages(app: App, known: KnownSettings): void {
  const page = fs.existsSync(built) ? fs.readFileSync(built) : undefined
  const script = scriptFile(fs.readFileSync(source, 'utf8'))

  app.get('/widget.js', open, async (request, reply) => {
    const { bytes, etag, encoding } = await script(await known.read(), request)
    reply
      .header('cache-control', 'public, max-age=300, stale-while-revalidate=3600')
      .header('etag', etag)
      .header('vary', 'accept-encoding')
      // Any site may include it, with `crossorigin` or without, and where every resource must say that it may.
      .header('access-control-allow-origin', '*')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('timing-allow-origin', '*')
    if (request.headers['if-none-match'] === etag) return reply.status(304).send()
    if (encoding) reply.header('content-encoding', encoding)
    return reply.type('text/javascript; charset=utf-8').send(bytes)
  })

  app.get('/embed', open, async (_request, reply) => {
    const { origins } = await known.read()
    const policy = String(reply.getHeader('content-security-policy') ?? '')
    reply
      .removeHeader('x-frame-options')
      .header('content-security-policy', allowFrames(policy, origins))
      // For sites that isolate themselves: their frames must say both.
      .header('cross-origin-embedder-policy', 'require-corp')
      .header('cross-origin-resource-policy', 'cross-origin')
      .header('cache-control', 'no-cache')
    // Where the web pages are not built there is none of them.
    if (!page) return reply.callNotFound()
    return reply.type('text/html; charset=utf-8').send(page)
  })
}

type Encoding = 'br' | 'gzip' | undefined
const COMPRESS = { br: promisify(brotliCompress), gzip: promisify(gzip) }

/** The script with the house's look written into it, each compressed once. */
function scriptFile(text: string) {
  let made: { of: string; etag: string; plain: Buffer; packed: Map<string, Promise<Buffer>> } | undefined
  return async (settings: WidgetSettings, request: FastifyRequest) => {
    const { origins: _, ...look } = settings
    const of = JSON.stringify(look)
    if (made?.of !== of) {
      // Within a script no text may end it, and U+2028 was once the end of a line.
      const safe = of.replace(/[<\u2028\u2029]/g, sign => `\\u${sign.charCodeAt(0).toString(16).padStart(4, '0')}`)
      const plain = Buffer.from(text.replace('/* settings */ {}', () => safe))
      const etag = createHash('sha256').update(plain).digest('base64url').slice(0, 22)
      made = { of, etag, plain, packed: new Map() }
    }
    const encoding = encodingOf(request)
    if (!encoding) return { bytes: made.plain, etag: `"${made.etag}"`, encoding }
    const packed = made.packed.get(encoding) ?? COMPRESS[encoding](made.plain)
    made.packed.set(encoding, packed)
    return { bytes: await packed, etag: `"${made.etag}-${encoding}"`, encoding }
  }
}

function encodingOf(request: FastifyRequest): Encoding {
  const accepted = String(request.headers['accept-encoding'] ?? '')
    .split(',')
    .map(part => part.trim().split(';')[0])
  return accepted.includes('br') ? 'br' : accepted.includes('gzip') ? 'gzip' : undefined
}
