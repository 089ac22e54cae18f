import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { openConversation } from './own-conversation.ts'
import type { Desk } from './schema.ts'

/**
 * The actor's conversation at a desk is about a listing from here on, as the page says that they write from: its name stands where
 * an answer about it would have left it. Makes the conversation if there is none; nothing changes where it is in focus already.
 */
export function focusConversation(ctx: Context, { desk, listing }: { desk: Desk; listing: string }): Promise<void> {
  return transact(ctx, async ctx => {
    const { id } = await openConversation(ctx, { desk })
    await sql`select from conversations where id = ${id} for update`.execute(ctx.db)
    const focus = JSON.stringify({ focus: listing, shown: [listing] })
    await sql`
      with latest as (
        select number, state from conversation_states where conversation_id = ${id} order by number desc limit 1
      )
      insert into conversation_states (conversation_id, number, state, edit, created_at)
      select ${id}, coalesce((select number from latest), 0) + 1,
        coalesce((select state from latest), '{}') || ${focus}::jsonb, '{"set": {}, "clear": []}', ${ctx.now()}
      where not exists (select from latest where state ->> 'focus' = ${listing})`.execute(ctx.db)
  })
}
