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
