import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest, RouteOptions } from 'fastify'
import type { App } from '../kernel/http.ts'
import { networkOf } from '../kernel/network.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Config } from './config.ts'

const MINUTE_MS = 60_000
const BOOKINGS = new Set(['/api/holds', '/api/site-visits', '/api/callbacks'])
const TO_COACH = new Set(['/api/conversations/:id/messages', '/api/coach/messages'])
const UPLOADS = new Set(['/api/files', '/api/enrolments/imports', '/api/resumes'])

/**
 * Limits per process: requests by address (IPv6 by its /64, which one household holds), bookings and uploads by address and,
 * besides, messages by visitor: an office shares one address. Counters live in memory on purpose: a limit that needs the
 * database makes an attack on Mosaic an attack on the database.
 */
export async function limitRates(app: App, config: Config): Promise<void> {
  await app.register(rateLimit, {
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: MINUTE_MS,
    cache: 20_000,
    keyGenerator: addressOf,
    // Pages and health cost no query, and a page is a dozen files.
    allowList: request => request.routeOptions.config.store === false,
    errorResponseBuilder: (_request, context) => tooMany('Too many requests from this address.', context.ttl),
  })
  // Not `app.rateLimit`: that one steps aside where another limit has counted the request, as the one by address has.
  const countMessage = app.createRateLimit({
    max: config.MESSAGES_PER_MINUTE,
    timeWindow: MINUTE_MS,
    keyGenerator: speakerOf,
  })
  async function perVisitor(request: FastifyRequest) {
    const counted = await countMessage(request)
    if (!counted.isAllowed && counted.isExceeded) throw tooMany('That was a lot of messages at once.', counted.ttl)
  }
  const countCoachMessage = app.createRateLimit({
    max: config.COACH_MESSAGES_PER_MINUTE,
    timeWindow: MINUTE_MS,
    keyGenerator: request => `coach ${speakerOf(request)}`,
  })
  async function perPerson(request: FastifyRequest) {
    const counted = await countCoachMessage(request)
    if (!counted.isAllowed && counted.isExceeded) throw tooMany('That was a lot of messages at once.', counted.ttl)
  }
  // By address, whatever keys it brings: each new visitor could hold a start of their own.
  const countBooking = app.createRateLimit({
    max: config.BOOKINGS_PER_HOUR,
    timeWindow: 60 * MINUTE_MS,
    keyGenerator: addressOf,
  })
  async function perAddress(request: FastifyRequest) {
    const { actor } = request.ctx
    if (actor.kind === 'account' && actor.role !== 'member') return
    const counted = await countBooking(request)
    if (!counted.isAllowed && counted.isExceeded) throw tooMany('Too many bookings from this address.', counted.ttl)
  }
  // What a person may keep is bounded by their row; keys of visitors are free.
  const countUpload = app.createRateLimit({
    max: config.VISITOR_UPLOADS_PER_HOUR,
    timeWindow: 60 * MINUTE_MS,
    keyGenerator: addressOf,
  })
  async function ofVisitors(request: FastifyRequest) {
    if (request.ctx.actor.kind === 'account') return
    const counted = await countUpload(request)
    if (!counted.isAllowed && counted.isExceeded)
      throw tooMany('Too many uploads from this address without an account.', counted.ttl)
  }
  app.addHook('onRoute', (route: RouteOptions) => {
    if (route.method === 'POST' && UPLOADS.has(route.url))
      route.preHandler = [ofVisitors, ...[route.preHandler ?? []].flat()]
    if (route.method === 'POST' && BOOKINGS.has(route.url))
      route.preHandler = [perAddress, ...[route.preHandler ?? []].flat()]
    if (route.method === 'POST' && TO_COACH.has(route.url))
      route.preHandler = [perPerson, ...[route.preHandler ?? []].flat()]
    if (route.method === 'POST' && route.url === '/api/sales/messages')
      route.preHandler = [perVisitor, ...[route.preHandler ?? []].flat()]
  })
}

function tooMany(what: string, ttlMs: number): Refusal {
  const retryAfterSeconds = Math.ceil(ttlMs / 1000)
  return new Refusal('limit', 'request.too_many', { message: `${what} Please wait a little.`, retryAfterSeconds })
}

/** Who brings no key of before counts by address: dropping the cookie buys nothing. */
function speakerOf(request: FastifyRequest): string {
  const { actor } = request.ctx
  if (actor.kind === 'account') return `account ${actor.accountId}`
  return actor.kind === 'visitor' && !request.newVisitor ? `visitor ${actor.keyHash}` : `address ${addressOf(request)}`
}

/** The address that a request comes from; of IPv6 its /64, which one household holds. */
export function addressOf(request: FastifyRequest): string {
  return networkOf(request.ip)
}
