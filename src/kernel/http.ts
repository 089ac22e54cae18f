import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

/** The Fastify instance that a domain's `routes.ts` receives: zod schemas in and out. Types only; no I/O. */
export type App = FastifyInstance<
  RawServerDefault,
  RawRequestDefaultExpression,
  RawReplyDefaultExpression,
  FastifyBaseLogger,
  ZodTypeProvider
>

/**
 * Who may call a route. Every route declares it as `config: { access }`; a route without it does not start.
 * - `public`: anybody; knows the visitor or account if there is one
 * - `visitor`: a visitor key or a signed-in account (whose person it is)
 * - `member`, `staff` (agent, coach or admin), `coach` (coach or admin), `admin`: a signed-in account with that right
 */
export type Access = 'public' | 'visitor' | 'member' | 'staff' | 'coach' | 'admin'

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
  }
}
