import { sql } from 'kysely'
import { type Context, transact } from '../../storage/index.ts'
import { lockConversation } from '../hand-off.ts'
import { postSystemMessage } from '../post-system-message.ts'
import type { Part } from '../schema.ts'

type Due = { conversation_id: string; number: number }

/**
 * Tells one visitor for whom nobody came by the time that was promised, once; a promise that was kept, or whose wait is over,
 * just ends. False when none is due. Any number of processes may call it: the conversation's lock decides.
 */
export async function sayLate(
  ctx: Context,
  words: (ctx: Context) => Promise<{ text: string; parts: Part[] }>,
): Promise<boolean> {
  const due = await sql<Due>`
    select conversation_id, number from hand_off_promises where ended_at is null and late_at <= ${ctx.now()}
    order by late_at limit 20`.execute(ctx.db)
  for (const { conversation_id: conversationId, number } of due.rows)
    await transact(ctx, async ctx => {
      const conversation = await lockConversation(ctx, conversationId)
      if (!conversation) return
      const open = await sql`
        select from hand_off_promises
        where conversation_id = ${conversationId} and number = ${number} and ended_at is null`.execute(ctx.db)
      if (open.rows.length === 0) return
      const waits = conversation.handOff.state === 'waiting' && conversation.handOff.number === number
      const messageId = waits ? await postSystemMessage(ctx, conversation, await words(ctx)) : null
      await sql`
        update hand_off_promises set ended_at = ${ctx.now()}, message_id = ${messageId}
        where conversation_id = ${conversationId} and number = ${number}`.execute(ctx.db)
    })
  return due.rows.length > 0
}
