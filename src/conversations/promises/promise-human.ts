import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

/** How soon somebody comes in calling hours, and how late is too late after any promise. */
export const SOON_MINUTES = 2

/**
 * Notes by when a visitor who begins to wait was told that somebody is there: `from` is when somebody calls next. One for each
 * change of a hand-off; false where it stands already. Call it in the transaction of that change.
 */
export async function promiseHuman(
  ctx: Context,
  { conversationId, number, from }: { conversationId: string; number: number; from: Temporal.Instant },
): Promise<boolean> {
  const outOfHours = Temporal.Instant.compare(from, ctx.now()) > 0
  const late = from.add({ minutes: SOON_MINUTES })
  const added = await sql`
    insert into hand_off_promises (conversation_id, number, promised_at, out_of_hours, late_at)
    values (${conversationId}, ${number}, ${outOfHours ? from : late}, ${outOfHours}, ${late})
    on conflict (conversation_id, number) do nothing returning number`.execute(ctx.db)
  return added.rows.length > 0
}
