import type {
  FastifyBaseLogger,
  FastifyInstance,
  RawReplyDefaultExpression,
  RawRequestDefaultExpression,
  RawServerDefault,
} from 'fastify'
import type { ZodTypeProvider } from 'fastify-type-provider-zod'

/** The Fastify instance that a domain's `routes.ts` receives: zod schemas in and out. */
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

/**
 * What a GET shows of people, for the audit log: the server writes the row once the handler has succeeded, before the answer
 * leaves. Every `staff`, `coach` and `admin` GET says it as `config: { access, audit }`; `false`: it holds nothing personal.
 * So does what changes something and answers with a person's words also where nothing was changed.
 * - one thing: `{ action: 'lead.read', subject: 'person', param: 'id' }`, its id as it stands in the address; where another
 *   name stands there, `answer: 'appointment.id'` says where the answer has the id
 * - a list: `{ action: 'lead.listed', list: 'leads' }`; how many rows is counted from the answer's `items` (or the key `rows`,
 *   or the answer itself where it is a list)
 */
export type AuditedRead =
  | { action: string; subject: string; param: string }
  | { action: string; subject: string; answer: string }
  | { action: string; list: string; rows?: string }

/** What a GET of staff says of itself: `app.get(url, { ...reads('staff', { action: 'lead.listed', list: 'leads' }), schema }, …)`. */
export function reads<Who extends Access>(access: Who, audit: AuditedRead | false) {
  return { config: { access, audit } }
}

/**
 * The same of a GET that reads much: where a standby of the store is named it is asked instead of the primary, and never shows
 * less than that. Its handler writes nothing; a stream of it may break off, and is asked for again.
 */
export function readsMuch<Who extends Access>(access: Who, audit: AuditedRead | false) {
  return { config: { access, audit, standby: true } }
}

declare module 'fastify' {
  interface FastifyContextConfig {
    access?: Access
    /** Read from a standby of the store, where there is one. */
    standby?: boolean
    audit?: AuditedRead | false
  }
  interface FastifyRequest {
    /** Writes the row of an `audit` at once: for a stream that takes the answer over (`reply.hijack()`), before its first byte. */
    noteRead(): Promise<void>
  }
}
