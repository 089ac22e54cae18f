import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { type Context, tell } from '../storage/index.ts'
import type { AlertReason } from './schema.ts'

/**
 * Marks a conversation that goes badly, so that staff look; call it in the transaction that holds the conversation's lock. The
 * same reason of the same message counts once, and where somebody is there already nothing is marked. Gives the alert's id where
 * staff are to be told.
 */
export async function raiseAlert(
  ctx: Context,
  { conversationId, reason, messageId }: { conversationId: string; reason: AlertReason; messageId: string },
): Promise<string | undefined> {
  const added = await sql<{ id: string }>`
    with added as (
      insert into conversation_alerts (id, conversation_id, reason, message_id, created_at)
      select ${newId()}, id, ${reason}, ${messageId}, ${ctx.now()} from conversations
      where id = ${conversationId} and hand_off not in ('waiting', 'human')
      on conflict (conversation_id, reason, message_id) do nothing returning id
    ), marked as (
      update conversations set alert = ${reason}, alerted_at = coalesce(alerted_at, ${ctx.now()})
      where id = ${conversationId} and exists (select from added)
    )
    select id from added`.execute(ctx.db)
  const alertId = added.rows[0]?.id
  if (alertId) tell(ctx, { topic: 'conversation', id: conversationId })
  return alertId
}
