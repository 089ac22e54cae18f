import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { addHandOff, lockConversation } from './hand-off.ts'
import { postSystemMessage } from './post-system-message.ts'

/** Whoever has the conversation `c` does not serve its desk any more: switched off, or with another role. */
const isLeft = sql`c.hand_off = 'human' and c.hand_off_account_id is not null and not exists (
  select from accounts a where a.id = c.hand_off_account_id and a.disabled_at is null
    and a.role in ('admin', case c.desk when 'sales' then 'agent' else 'coach' end))`

/**
 * Conversations of staff who have gone wait for somebody else: their visitors are told, and so is the desk. Any number of processes
 * may call it: the conversation's lock decides. Gives how many.
 */
export async function leaveToOthers(ctx: Context): Promise<number> {
  const found = await sql<{ id: string }>`
    select c.id from conversations c where c.hand_off_account_id is not null and ${isLeft} limit 20`.execute(ctx.db)
  let left = 0
  for (const { id } of found.rows)
    await transact(ctx, async ctx => {
      const conversation = await lockConversation(ctx, id)
      const still = await sql`select from conversations c where c.id = ${id}::uuid and ${isLeft}`.execute(ctx.db)
      if (!conversation || still.rows.length === 0) return
      const { personId, desk, handOff } = conversation
      const reason = handOff.reason ?? 'requested'
      await postSystemMessage(ctx, conversation, { text: `${handOff.name ?? 'Our colleague'} left.` })
      const number = await addHandOff(ctx, conversation, { state: 'waiting', reason, by: 'system' })
      await ctx.announce(ctx, 'conversation.handed_off', { conversationId: id, personId, desk, number, reason })
      left += 1
    })
  return left
}
