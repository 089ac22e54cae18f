import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { storableJson } from '../kernel/text.ts'
import { findPerson, recordActivity } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import type { ConversationState, Desk, Wish } from './schema.ts'

/**
 * Edits the wish from the page: clears keys, then sets others. A state is added; a turn that is being answered keeps this
 * edit on top. Gives the wish as it is now. Refuses `conversations.none` before the first message, which is what makes a
 * visitor somebody; until then the page sends its picks with that message.
 */
export async function setWish(
  ctx: Context,
  { desk, set = {}, clear = [] }: { desk: Desk; set?: Wish; clear?: readonly string[] },
): Promise<Wish> {
  const personId = await findPerson(ctx)
  if (!personId) return refuseNone()
  return transact(ctx, async ctx => {
    const locked = await sql<{ id: string }>`
      select c.id from persons p join conversations c on c.person_id = p.id
      where p.id = ${personId} and p.erased_at is null and c.desk = ${desk} and c.closed_at is null
      for key share of p for update of c`.execute(ctx.db)
    const conversationId = locked.rows[0]?.id ?? refuseNone()
    const edit = storableJson({ set, clear })
    const added = await sql<{ state: ConversationState }>`
      with latest as (
        select number, state from conversation_states where conversation_id = ${conversationId} order by number desc limit 1
      )
      insert into conversation_states (conversation_id, number, state, edit, created_at)
      select ${conversationId}, coalesce((select number from latest), 0) + 1,
        wish_edited(coalesce((select state from latest), '{}'), ${edit}::jsonb), ${edit}::jsonb, ${ctx.now()}
      returning state`.execute(ctx.db)
    await recordActivity(ctx, personId)
    return added.rows[0]?.state.wish ?? {}
  })
}

function refuseNone(): never {
  return refuse('not_found', 'conversations.none', 'Nothing has been said here yet. Send a first message.')
}
