import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { storable, storableJson } from '../kernel/text.ts'
import { type Context, tell } from '../storage/index.ts'
import type { LockedConversation } from './hand-off.ts'
import type { Part } from './schema.ts'

/**
 * Writes a notice of the house into a thread whose lock the caller holds: said by nobody, also while a human speaks. With a
 * `clientId` it is said once: null where it stands already, else the message's id.
 */
export async function postSystemMessage(
  ctx: Context,
  { id }: Pick<LockedConversation, 'id'>,
  { text, parts = [], clientId = null }: { text: string; parts?: readonly Part[]; clientId?: string | null },
): Promise<string | null> {
  const written = await sql<{ id: string; number: number }>`
    with counted as (
      update conversations set last_number = last_number + 1,
        active_at = case when active_at > ${ctx.now()}::timestamptz - interval '1 minute' then active_at else ${ctx.now()} end
      where id = ${id} and not exists (
        select from messages where conversation_id = ${id} and client_id = ${clientId}::uuid)
      returning last_number
    )
    insert into messages (id, conversation_id, number, author, client_id, text, parts, created_at)
    select ${newId()}, ${id}, last_number, 'system', ${clientId}, ${storable(text)}, ${storableJson(parts)}::jsonb, ${ctx.now()}
    from counted returning id, number`.execute(ctx.db)
  const row = written.rows[0]
  if (row) tell(ctx, { topic: 'conversation', id, number: row.number })
  return row?.id ?? null
}
