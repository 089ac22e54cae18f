import helmet from '@fastify/helmet'
import type { FastifyReply, FastifyRequest } from 'fastify'
import type { App } from '../kernel/http.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Config } from './config.ts'

/**
 * Headers for every answer. Scripts and styles come from our own files only; the API reference page is the one exception
 * and sets its own policy.
 */
export async function secureHeaders(app: App, config: Config): Promise<void> {
  const https = config.publicUrl.startsWith('https://')
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'self'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        objectSrc: ["'none'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: config.FRAME_ANCESTORS.split(/\s+/),
        ...(https && { upgradeInsecureRequests: [] }),
      },
    },
    // A page in a frame elsewhere is steered by frame-ancestors, which this older header would contradict.
    xFrameOptions: config.FRAME_ANCESTORS === "'none'" ? { action: 'deny' } : false,
    referrerPolicy: { policy: 'strict-origin-when-cross-origin' },
    strictTransportSecurity: https ? { maxAge: 31_536_000, includeSubDomains: false } : false,
    crossOriginEmbedderPolicy: false,
  })
  app.addHook('onSend', async (request: FastifyRequest, reply: FastifyReply) => {
    reply.header('permissions-policy', 'camera=(), microphone=(), geolocation=(), payment=()')
    if (request.url.startsWith('/api/') && !reply.hasHeader('cache-control')) reply.header('cache-control', 'no-store')
    // What is to be kept as a file holds what people wrote: a browser that shows it all the same runs nothing of it here.
    if (/^attachment\b/.test(String(reply.getHeader('content-disposition') ?? '')))
      reply.header('content-security-policy', "default-src 'none'; sandbox")
  })
}

/** Refuses a Host that is none, and two of them (RFC 9112, 3.2), of which a proxy may have read the other: addresses are made from it. */
export function requireHost(request: FastifyRequest): void {
  const { host } = request.headers
  const hosts = request.raw.rawHeaders?.filter((name, at) => at % 2 === 0 && name.toLowerCase() === 'host') ?? []
  if (hosts.length > 1) refuse('invalid', 'request.host', 'The request names two hosts.')
  if (host && !URL.canParse(`http://${host}`)) refuse('invalid', 'request.host', 'The Host header names no host.')
}

const SAFE = new Set(['GET', 'HEAD', 'OPTIONS'])

/**
 * Refuses a write that a browser sends from another site (CSRF). Browsers name the origin of every such request; a client
 * that names none is no browser and holds no cookie that it was not given.
 */
export function requireOwnOrigin(request: FastifyRequest, config: Config): void {
  if (SAFE.has(request.method)) return
  const origin = request.headers.origin
  const site = request.headers['sec-fetch-site']
  const ours = origin === undefined || origin === new URL(config.publicUrl).origin || sameHost(origin, request)
  if (!ours || site === 'cross-site' || site === 'same-site')
    refuse(
      'forbidden',
      'request.foreign_origin',
      'This request came from another site. Open Mosaic itself and try again.',
    )
}

/**
 * Behind a proxy or on a second name, the page's own host is the one that the browser asked for: a trusted proxy tells it in
 * X-Forwarded-Host, from anybody else that header counts for nothing.
 */
function sameHost(origin: string, request: FastifyRequest): boolean {
  return URL.canParse(origin) && new URL(origin).host === request.host
}

/** PostgreSQL's text cannot hold U+0000, and half a surrogate pair is no text: refused once for every JSON body and query. */
export function requireStorableText(value: unknown, depth = 0): void {
  if (typeof value === 'string') {
    if (value.includes('\0') || !value.isWellFormed())
      refuse('invalid', 'request.text', 'The text holds characters that cannot be kept (NUL or broken Unicode).')
    return
  }
  if (value === null || typeof value !== 'object' || Buffer.isBuffer(value)) return
  if (depth > 32) refuse('invalid', 'request.too_deep', 'The content is nested too deeply.')
  for (const [key, item] of Object.entries(value)) {
    requireStorableText(key, depth + 1)
    requireStorableText(item, depth + 1)
  }
}
