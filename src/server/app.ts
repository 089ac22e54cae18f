import cookie from '@fastify/cookie'
import multipart from '@fastify/multipart'
import Fastify, { type FastifyReply, type FastifyRequest, LogController, type RouteOptions } from 'fastify'
import { serializerCompiler, validatorCompiler } from 'fastify-type-provider-zod'
import type { Assistant } from '../assistant/index.ts'
import { createHouse, houseRoutes } from '../house/index.ts'
import type { Access, App, AuditedRead } from '../kernel/http.ts'
import { newId } from '../kernel/ids.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { createEvents } from '../storage/index.ts'
import { forgetVisitor, identify, requireAccess } from './access.ts'
import { auditRoutes } from './audit/routes.ts'
import type { Config } from './config.ts'
import { doctorRoutes } from './doctor/routes.ts'
import { declareDomains } from './domains.ts'
import { answerError, sendProblem } from './errors.ts'
import { firstStartRoutes, unservedPage } from './first-start/index.ts'
import { healthRoutes } from './health.ts'
import { channelFacts, houseGiven } from './house.ts'
import { limitRates } from './limits.ts'
import { serverLog } from './log.ts'
import type { Observe } from './observe/index.ts'
import { takeInOutage } from './outage/index.ts'
import { pages } from './pages.ts'
import { auditReads } from './reads.ts'
import { reference } from './reference.ts'
import { requireHost, requireOwnOrigin, requireStorableText, secureHeaders } from './security.ts'
import { readFromStandby } from './standby.ts'
import { requireReady, type State } from './state.ts'
import { troubleRoutes } from './trouble.ts'
import { widgetRoutes } from './widget/index.ts'

/** One line of the routes table: what the tests walk, so that a route without its rule is found. */
export type Route = { method: string; url: string; access: Access; store: boolean; audit?: AuditedRead | false }

declare module 'fastify' {
  interface FastifyContextConfig {
    /** `false`: answered without the store, also while it is away. */
    store?: boolean
  }
  interface FastifyInstance {
    routeTable: Route[]
  }
}

const JSON_LIMIT = 256 * 1024

/** The HTTP server, not yet listening. It can be built before the store is open; `state` fills as the start goes on. */
export async function buildApp(
  config: Config,
  state: State,
  { events, assistant, observe }: { events: ReturnType<typeof createEvents>; assistant: Assistant; observe?: Observe },
): Promise<App> {
  state.house ??= createHouse(houseGiven(config, {}))
  const { business } = state.house
  const app = Fastify({
    loggerInstance: serverLog(config),
    logController: new LogController({ disableRequestLogging: true }),
    bodyLimit: JSON_LIMIT,
    // Fastify's own default is none: a body that never ends would hold its connection.
    requestTimeout: 5 * 60_000,
    trustProxy: trustedHops(config.trustProxy),
    genReqId: newId,
    requestIdHeader: false,
    forceCloseConnections: 'idle',
    // Who still asks on an open connection while we stop is refused by the state, in our words and with Retry-After.
    return503OnClosing: false,
    routerOptions: { maxParamLength: 200 },
    frameworkErrors: (error, request, reply) => answerError(error, request as FastifyRequest, reply as FastifyReply),
  }) as unknown as App
  app.setValidatorCompiler(validatorCompiler)
  app.setSerializerCompiler(serializerCompiler)
  const outage = takeInOutage(app, { config, state, assistant })
  app.setErrorHandler(async (error, request, reply) => {
    if (await outage.rescues(error, request, reply)) return reply
    if (error instanceof Refusal && error.code === 'people.ended') forgetVisitor(reply)
    answerError(error as Error, request, reply)
    return reply
  })
  collectRoutes(app)
  readFromStandby(app, state)
  logRequests(app)
  observe?.watchApp(app, state)

  await secureHeaders(app, config)
  await app.register(cookie)
  await app.register(multipart, {
    limits: { fileSize: 64 * 1024 * 1024, files: 1, fields: 20, fieldSize: 8_192, parts: 24 },
  })

  // The next request comes by another connection, so to another process.
  app.addHook('onSend', async (_request, reply) => {
    if (state.phase === 'stopping') reply.header('connection', 'close')
  })
  app.addHook('onRequest', async (request, reply) => {
    reply.header('x-request-id', request.id)
    requireHost(request)
    requireOwnOrigin(request, config)
    const route = request.routeOptions.config
    const log = request.log
    request.ctx = {
      db: undefined as never,
      actor: { kind: 'nobody' },
      now: () => Temporal.Now.instant(),
      log,
      business,
      announce: events.announce,
      publish: changes => {
        observe?.told(changes)
        state.live?.publish(changes)
      },
      ...(observe?.watch && { watch: observe.watch }),
    }
    if (route.store === false || request.is404) return
    if (outage.takes(request, reply)) return
    request.ctx.db = requireReady(state).store.db
    try {
      await identify(request, reply, requireReady(state), config)
    } catch (error) {
      if (outage.takesAfter(error, request, reply)) return
      throw error
    }
    requireAccess(request.ctx.actor, route.access!)
  })
  auditReads(app)
  await limitRates(app, config)
  app.addHook('preValidation', async request => {
    requireStorableText(request.body)
    requireStorableText(request.query)
    requireStorableText(request.params)
  })

  await reference(app)
  await healthRoutes(app, config, state)
  firstStartRoutes(app, state)
  declareDomains(app, state, assistant)
  auditRoutes(app)
  troubleRoutes(app)
  doctorRoutes(app, { config, state })
  houseRoutes(app, {
    house: () => state.house!,
    channels: () => requireReady(state).channels,
    facts: channelFacts(config),
  })
  widgetRoutes(app, { state, config })
  unservedPage(app, state)
  const page = await pages(app)
  app.setNotFoundHandler((request, reply) => {
    const browses = request.method === 'GET' && request.headers.accept?.includes('text/html')
    if (page && browses && !request.url.startsWith('/api/'))
      return reply.status(404).type('text/html; charset=utf-8').header('cache-control', 'no-cache').send(page)
    sendProblem(reply, request, 404, 'request.not_found', 'There is nothing at this address.')
  })
  return app
}

/** A number means so many proxies in front of us, counted from the one that connects. */
function trustedHops(trust: Config['trustProxy']) {
  return typeof trust === 'number' ? (_address: string, hop: number) => hop < trust : trust
}

/** A route says who may call it, or Mosaic does not start. */
function collectRoutes(app: App): void {
  const declared: RouteOptions[] = []
  app.decorate('routeTable', [])
  app.addHook('onRoute', (route: RouteOptions) => {
    declared.push(route)
  })
  app.addHook('onReady', async () => {
    for (const route of declared) {
      const access = route.config?.access
      if (!access) throw new Error(`route ${String(route.method)} ${route.url} does not say who may call it`)
      for (const method of [route.method].flat().filter(method => method !== 'HEAD'))
        app.routeTable.push({
          method,
          url: route.url,
          access,
          store: route.config?.store !== false,
          ...(route.config?.audit !== undefined && { audit: route.config.audit }),
        })
    }
  })
}

/** One line an answer, with the route's pattern: an address can hold a link's secret, a body what somebody said. */
function logRequests(app: App): void {
  app.addHook('onResponse', async (request, reply) => {
    // "Not ready yet" is an answer, and whoever asks does so every second.
    const level = reply.statusCode >= 500 && request.routeOptions.url !== '/readyz' ? 'warn' : 'debug'
    request.log[level](
      {
        method: request.method,
        route: request.routeOptions.url ?? null,
        status: reply.statusCode,
        ms: Math.round(reply.elapsedTime),
      },
      'answered',
    )
  })
}
