import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { findTurn, LEASE_SECONDS, type Turn } from './turn.ts'

/**
 * Takes one turn whose run died, gave it back or never began: the first pending one of some conversation that nobody holds.
 * Undefined when there is none. A turn that nobody has held yet is left to whoever posted it for as long as a lease lasts; one
 * that says it was posted further ahead than that came from a process whose clock was wrong, and is not waited for.
 */
export async function claimAbandonedTurn(
  ctx: Context,
  { owner, leaseSeconds = LEASE_SECONDS }: { owner: string; leaseSeconds?: number },
): Promise<Turn | undefined> {
  const claimed = await sql<{ message_id: string }>`
    update turns set owner = ${owner}, attempts = attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${leaseSeconds})
    where message_id = (
      select t.message_id from turns t join messages m on m.id = t.message_id
      where t.state = 'pending'
        and case when t.owner is not null then t.lease_until <= clock_timestamp()
          when t.attempts > 0 then true
          else m.created_at not between clock_timestamp() - make_interval(secs => ${leaseSeconds})
            and clock_timestamp() + make_interval(secs => ${leaseSeconds}) end
        and not exists (
          select from turns earlier
          where earlier.conversation_id = t.conversation_id and earlier.number < t.number and earlier.state = 'pending')
      order by m.created_at limit 1 for update of t skip locked)
    returning message_id`.execute(ctx.db)
  const messageId = claimed.rows[0]?.message_id
  return messageId ? findTurn(ctx, messageId) : undefined
}
