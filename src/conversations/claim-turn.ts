import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { findTurn, LEASE_SECONDS, type Turn } from './turn.ts'

/**
 * Takes a pending turn that nobody holds, or whose holder gave no sign of life, and that is the first pending one of its
 * conversation. Undefined when it is not to be had.
 */
export async function claimTurn(
  ctx: Context,
  claim: { messageId: string; owner: string; leaseSeconds?: number },
): Promise<Turn | undefined> {
  const claimed = await sql`
    update turns set owner = ${claim.owner}, attempts = attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${claim.leaseSeconds ?? LEASE_SECONDS})
    where message_id = ${claim.messageId} and state = 'pending' and (owner is null or lease_until <= clock_timestamp())
      and not exists (
        select from turns earlier
        where earlier.conversation_id = turns.conversation_id and earlier.number < turns.number
          and earlier.state = 'pending')
    returning message_id`.execute(ctx.db)
  return claimed.rows.length > 0 ? findTurn(ctx, claim.messageId) : undefined
}
