import type { Kysely, Transaction } from 'kysely'
import type { Clock } from '../kernel/clock.ts'
import type { Log } from '../kernel/log.ts'
import type { Watch } from '../kernel/watch.ts'
import type { Announce } from './events.ts'
import type { Tables } from './tables.generated.ts'
import type { Change } from './tell.ts'

export type Database = Kysely<Tables>

/** Who acts. Verbs that write take it from the context; routes decide whether it may call the verb at all. */
export type Actor =
  | { kind: 'nobody' }
  | { kind: 'visitor'; keyHash: string; personId?: string }
  | { kind: 'account'; accountId: string; role: Role; personId?: string; name: string }
  | { kind: 'system' }

/** Whose front desk this is. */
export type Business = {
  name: string
  /** IANA name. */
  timeZone: string
  /** ISO 4217. */
  currency: string
  /** What it was given to look and speak like, where anything was chosen. */
  readonly brand?: { accent: string | null; greeting: string | null; logo: string | null }
  /** Whether e-mail leaves the house. */
  mails: boolean
  /** Address under which people reach Mosaic, without a slash at its end. */
  readonly publicUrl: string
}

export type Role = 'member' | 'coach' | 'agent' | 'admin'

/** What every verb gets first: infrastructure only, never a domain. */
export type Context = {
  /** The pool, or the open transaction inside `transact`. */
  db: Database | Transaction<Tables>
  actor: Actor
  now: Clock
  log: Log
  /** Times and counts what is done; use `watched`. Absent where nobody looks. */
  watch?: Watch
  business: Business
  /** Announces a typed event to whoever the composition root subscribed, in this same transaction. */
  announce: Announce
  /** Tells open pages of every process what changed; use `tell`. Absent where nobody listens. */
  publish?: (changes: readonly Change[]) => void
  /** Whether what nobody asked for waits: nothing is sent and nothing swept meanwhile. Absent where it never does. */
  resting?: () => Promise<boolean>
  /** What is told once the open transaction has committed. */
  told?: Change[]
}

declare module 'fastify' {
  interface FastifyRequest {
    /** This request's context; the server sets it before a handler runs. */
    ctx: Context
  }
}
