import { sql } from 'kysely'
import type { PersonPart } from '../people/index.ts'
import type { Context } from '../storage/index.ts'

/** What conversations keep about a person; erasing takes the threads whole. */
export const conversationPart: PersonPart = {
  name: 'conversations',
  async export(ctx, personId) {
    const of = (columns: string, table: string) => rowsOf(ctx, personId, columns, table)
    const conversations = await sql<object>`
      select id, desk, last_number, created_at, closed_at from conversations where person_id = ${personId}
      order by created_at`.execute(ctx.db)
    return {
      conversations: conversations.rows,
      messages: await of('id, conversation_id, number, author, client_id, text, parts, created_at', 'messages'),
      turns: await of(
        'message_id, conversation_id, number, state, ui, session_number, answer_id, answered_at',
        'turns',
      ),
      conversation_states: await of(
        'conversation_id, number, state, edit, message_id, created_at',
        'conversation_states',
      ),
      // Which member of staff acted is theirs, not the visitor's.
      hand_offs: await of('conversation_id, number, state, reason, acted_by, message_id, created_at', 'hand_offs'),
    }
  },
  async erase(ctx, personId) {
    await sql`select from conversations where person_id = ${personId} order by id for update`.execute(ctx.db)
    const counts: Record<string, number> = {}
    for (const table of ['hand_offs', 'conversation_states', 'turns', 'messages']) {
      const erased = await sql`
        delete from ${sql.table(table)}
        where conversation_id in (select id from conversations where person_id = ${personId})`.execute(ctx.db)
      counts[table] = Number(erased.numAffectedRows ?? 0)
    }
    const erased = await sql`delete from conversations where person_id = ${personId}`.execute(ctx.db)
    return { ...counts, conversations: Number(erased.numAffectedRows ?? 0) }
  },
}

async function rowsOf(ctx: Context, personId: string, columns: string, table: string): Promise<readonly object[]> {
  const found = await sql<object>`
    select ${sql.raw(columns)} from ${sql.table(table)}
    where conversation_id in (select id from conversations where person_id = ${personId})
    order by conversation_id, number`.execute(ctx.db)
  return found.rows
}
