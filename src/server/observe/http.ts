import { createHash, timingSafeEqual } from 'node:crypto'
import { METHODS } from 'node:http'
import type { FastifyRequest } from 'fastify'
import { z } from 'zod'
import type { App } from '../../kernel/http.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Metrics } from './metrics.ts'
import type { Scope } from './scope.ts'
import { withScope } from './scope.ts'
import { errorName, type Spans } from './spans.ts'

const known = new Set(METHODS)
/** Asked every few seconds by machines: a trace of each would bury the others. */
const UNTRACED = new Set(['/metrics', '/healthz', '/readyz'])

/**
 * Every request gets a scope, so that statements and spans below it know the route that asked; its answer is measured. What a
 * body is read by runs outside of it, which is why it is entered again before the handler.
 */
export function watchRequests(
  app: App,
  { metrics, spans }: { metrics?: Metrics | undefined; spans?: Spans | undefined },
): () => number {
  const scopes = new WeakMap<FastifyRequest, Scope>()
  let active = 0
  app.addHook('onRequest', (request, reply, done) => {
    const route = request.routeOptions.url ?? 'none'
    const method = known.has(request.method) ? request.method : 'other'
    const scope: Scope = { route: `${method} ${route}`, requestId: request.id }
    if (spans && !UNTRACED.has(route)) {
      const facts = {
        'http.request.method': method,
        'http.route': route,
        'url.scheme': request.protocol,
        'mosaic.request_id': request.id,
      }
      scope.span = spans.begin(`${method} ${route}`, facts, undefined, 'server', parentOf(request))
      // Lines of the log and spans name each other.
      request.log = reply.log = request.log.child({ trace: scope.span.traceId })
    }
    scopes.set(request, scope)
    active++
    withScope(scope, done)
  })
  app.addHook('preValidation', (request, _reply, done) => {
    const scope = scopes.get(request)
    if (scope) withScope(scope, done)
    else done()
  })
  app.addHook('onError', async (request, _reply, error) => {
    const span = scopes.get(request)?.span
    span?.add({ 'error.type': errorName(error) })
  })
  app.addHook('onResponse', async (request, reply) => {
    const scope = scopes.get(request)
    if (!scope) return
    active--
    const status = reply.statusCode
    scope.span?.add({ 'http.response.status_code': status })
    scope.span?.end(status >= 500 ? String(status) : undefined)
    // A stream that a page holds open says nothing of how long an answer takes.
    if (
      !metrics ||
      (request.method === 'GET' && isStream(reply.getHeader('content-type') ?? reply.raw.getHeader('content-type')))
    )
      return
    const [method = '', route = ''] = scope.route!.split(' ')
    metrics.record('mosaic_http_request_duration_seconds', reply.elapsedTime / 1000, {
      method,
      route,
      status: `${Math.floor(status / 100)}xx`,
    })
  })
  return () => active
}

const isStream = (type: unknown) => String(type ?? '').startsWith('text/event-stream')

/** A trace goes on only where a proxy that is trusted hands it over: from anybody else it would be theirs to choose. */
function parentOf(request: FastifyRequest): string | undefined {
  const { traceparent } = request.headers
  return typeof traceparent === 'string' && (request.ips?.length ?? 0) > 1 ? traceparent : undefined
}

/** `/metrics`, for who brings the token. It is no route of the limits: whoever asks too often is told off by the token alone. */
export function metricsRoute(app: App, metrics: Metrics, token: string): void {
  const digest = (text: string) => createHash('sha256').update(text).digest()
  const wanted = digest(token)
  app.get(
    '/metrics',
    {
      config: { access: 'public', store: false },
      schema: {
        tags: ['operation'],
        summary: 'Figures of this process in the text format of Prometheus',
        description: 'There where METRICS_TOKEN is set, for who brings it as a bearer token.',
        response: { 200: z.string() },
      },
    },
    async (request, reply) => {
      const [, given] = /^Bearer +(\S+)$/i.exec(request.headers.authorization ?? '') ?? []
      if (given === undefined || !timingSafeEqual(digest(given), wanted)) {
        reply.header('www-authenticate', 'Bearer realm="metrics"')
        refuse('unauthenticated', 'metrics.token', 'The figures are for who brings METRICS_TOKEN as a bearer token.')
      }
      reply.header('cache-control', 'no-store')
      reply.type('text/plain; version=0.0.4; charset=utf-8')
      reply.serializer((text: unknown) => text as string)
      return metrics.text()
    },
  )
}
