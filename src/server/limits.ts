import rateLimit from '@fastify/rate-limit'
import type { FastifyRequest } from 'fastify'
import type { App } from '../kernel/http.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Config } from './config.ts'

/**
 * Limits per process: requests by address (IPv6 by its /64, which one household holds), messages by visitor. Counters live
 * in memory on purpose: a limit that needs the database makes an attack on Mosaic an attack on the database.
 */
export async function limitRates(app: App, config: Config): Promise<void> {
  await app.register(rateLimit, {
    max: config.RATE_LIMIT_PER_MINUTE,
    timeWindow: 60_000,
    cache: 20_000,
    keyGenerator: clientKey,
    allowList: request => request.url === '/healthz' || request.url === '/readyz',
    errorResponseBuilder: (_request, context) =>
      new Refusal('limit', 'request.too_many', {
        message: 'Too many requests from this address. Please wait a little.',
        retryAfterSeconds: Math.ceil(context.ttl / 1000),
      }),
  })
}

/** The limit for posting a message, by visitor rather than by address: an office shares one address. */
export function messageLimit(config: Config) {
  return {
    max: config.MESSAGES_PER_MINUTE,
    timeWindow: 60_000,
    keyGenerator: (request: FastifyRequest) => {
      const { actor } = request.ctx
      if (actor.kind === 'visitor') return `visitor ${actor.keyHash}`
      if (actor.kind === 'account') return `account ${actor.accountId}`
      return clientKey(request)
    },
  }
}

export function clientKey(request: FastifyRequest): string {
  const address = request.ip
  return address.includes(':') && !address.includes('.') ? firstHalf(address) : address
}

/** The first 64 bits of an IPv6 address, written out. */
function firstHalf(address: string): string {
  const [head = '', tail] = address.split('%')[0]!.split('::')
  const left = head.split(':').filter(Boolean)
  const right = (tail ?? '').split(':').filter(Boolean)
  const zeros = tail === undefined ? 0 : 8 - left.length - right.length
  return [...left, ...Array(Math.max(0, zeros)).fill('0'), ...right].slice(0, 4).join(':')
}
