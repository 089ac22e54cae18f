import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { storable, storableJson } from '../kernel/text.ts'
import type { Context } from '../storage/index.ts'
import type { LockedConversation } from './hand-off.ts'
import type { Part } from './schema.ts'

/** Writes a notice of the house into a thread whose lock the caller holds: said by nobody, also while a human speaks. */
export async function postSystemMessage(
  ctx: Context,
  { id }: Pick<LockedConversation, 'id'>,
  { text, parts }: { text: string; parts: readonly Part[] },
): Promise<void> {
  await sql`
    with counted as (update conversations set last_number = last_number + 1 where id = ${id} returning last_number)
    insert into messages (id, conversation_id, number, author, text, parts, created_at)
    select ${newId()}, ${id}, last_number, 'system', ${storable(text)}, ${storableJson(parts)}::jsonb, ${ctx.now()}
    from counted`.execute(ctx.db)
}
