import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { ReminderChannel } from './schema.ts'

/**
 * Takes back what was not started yet. With `beforeVersion` only the rows of older versions; with `kinds` and `channel` only those. Call it in
 * the transaction of the cause: what it took back never leaves, even where a worker has claimed it. Gives how many.
 */
export async function cancelReminders(
  ctx: Context,
  input: {
    subject: { kind: string; id: string }
    beforeVersion?: number
    kinds?: string[]
    channel?: ReminderChannel
    reason: string
  },
): Promise<number> {
  const { subject, beforeVersion = null, kinds = null, channel = null, reason } = input
  const done = await sql`
    update reminders set status = 'cancelled', reason = ${reason}, ended_at = ${ctx.now()}, owner = null, lease_until = null
    where subject_kind = ${subject.kind} and subject_id = ${subject.id}::uuid
      and (status = 'scheduled' or status = 'sending' and started_at is null)
      and (${beforeVersion}::integer is null or subject_version < ${beforeVersion}::integer)
      and (${kinds}::text[] is null or kind = any(${kinds}::text[]))
      and (${channel}::text is null or channel = ${channel}::text)`.execute(ctx.db)
  return Number(done.numAffectedRows ?? 0)
}
