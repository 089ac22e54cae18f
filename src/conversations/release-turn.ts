import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { LEASE_SECONDS } from './turn.ts'

type Held = { messageId: string; owner: string }

/** A sign of life: the lease begins anew. False when the turn is no longer this owner's. */
export async function extendTurn(ctx: Context, held: Held & { leaseSeconds?: number }): Promise<boolean> {
  const extended = await sql`
    update turns
    set lease_until = clock_timestamp() + make_interval(secs => ${held.leaseSeconds ?? LEASE_SECONDS})
    where message_id = ${held.messageId} and owner = ${held.owner} and state = 'pending' returning message_id
  `.execute(ctx.db)
  return extended.rows.length > 0
}

/** Gives a turn back unanswered, for another run to claim at once. False when it is no longer this owner's. */
export async function releaseTurn(ctx: Context, held: Held): Promise<boolean> {
  const released = await sql`
    update turns set owner = null, lease_until = null
    where message_id = ${held.messageId} and owner = ${held.owner} and state = 'pending' returning message_id
  `.execute(ctx.db)
  return released.rows.length > 0
}

/** The leases of runs whose process stops end within `seconds`, where they would last longer: it may be killed before it gives them back. */
export async function shortenLeases(ctx: Context, { owners, seconds }: { owners: string[]; seconds: number }) {
  await sql`
    update turns set lease_until = least(lease_until, clock_timestamp() + make_interval(secs => ${seconds}))
    where owner = any(${owners}::text[]) and state = 'pending'`.execute(ctx.db)
}

/** Says of a turn that nobody has held yet that whoever posted it will not answer it: then another run may claim it at once. */
export async function leaveTurn(ctx: Context, { messageId }: { messageId: string }): Promise<boolean> {
  const left = await sql`
    update turns set attempts = 1 where message_id = ${messageId} and state = 'pending' and owner is null and attempts = 0
    returning message_id`.execute(ctx.db)
  return left.rows.length > 0
}
