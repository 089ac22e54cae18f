import { sql } from 'kysely'
import type { PersonPart } from '../people/index.ts'
import type { Context } from '../storage/index.ts'

/** What conversations keep about a person; erasing takes the threads whole. */
export const conversationPart: PersonPart = {
  name: 'conversations',
  async export(ctx, personId) {
    const of = (columns: string, table: string, order?: string) => rowsOf(ctx, personId, columns, table, order)
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
      // What staff noted for each other is theirs.
      conversation_notes: await of('id, conversation_id, created_at', 'conversation_notes', 'created_at'),
      // For whom of the staff a note was meant is theirs.
      conversation_note_mentions: [],
      // How they felt to us is the staff's.
      conversation_alerts: await of('conversation_id, message_id, created_at', 'conversation_alerts', 'created_at'),
      hand_off_promises: await of(
        'conversation_id, number, promised_at, out_of_hours, late_at, ended_at, message_id',
        'hand_off_promises',
      ),
      // How far staff have read is theirs.
      conversation_presence: await own(ctx, personId),
    }
  },
  async erase(ctx, personId) {
    await sql`select from conversations where person_id = ${personId} order by id for update`.execute(ctx.db)
    const mentions = await sql`
      delete from conversation_note_mentions where note_id in (
        select n.id from conversation_notes n join conversations c on c.id = n.conversation_id
        where c.person_id = ${personId})`.execute(ctx.db)
    const counts: Record<string, number> = { conversation_note_mentions: Number(mentions.numAffectedRows ?? 0) }
    for (const table of [
      'conversation_presence',
      'hand_off_promises',
      'conversation_alerts',
      'conversation_notes',
      'hand_offs',
      'conversation_states',
      'turns',
      'messages',
    ]) {
      const erased = await sql`
        delete from ${sql.table(table)}
        where conversation_id in (select id from conversations where person_id = ${personId})`.execute(ctx.db)
      counts[table] = Number(erased.numAffectedRows ?? 0)
    }
    const erased = await sql`delete from conversations where person_id = ${personId}`.execute(ctx.db)
    return { ...counts, conversations: Number(erased.numAffectedRows ?? 0) }
  },

  /** Threads move whole. Of two open ones at a desk the one that was written in last stays open; the other stays readable. */
  async merge(ctx, { from, to }) {
    const locked = await sql<{ id: string; person_id: string; desk: string; last_at: Temporal.Instant | null }>`
      select c.id, c.person_id, c.desk,
        (select created_at from messages where conversation_id = c.id order by number desc limit 1) as last_at
      from conversations c where c.person_id in (${from}, ${to}) and c.closed_at is null order by c.id for update of c
    `.execute(ctx.db)
    const closed: string[] = []
    for (const one of locked.rows.filter(row => row.person_id === from)) {
      const other = locked.rows.find(row => row.person_id === to && row.desk === one.desk)
      if (!other) continue
      const newer = (one.last_at?.epochMilliseconds ?? 0) > (other.last_at?.epochMilliseconds ?? 0)
      closed.push(newer ? other.id : one.id)
    }
    if (closed.length > 0)
      await sql`update conversations set closed_at = ${ctx.now()} where id = any(${closed})`.execute(ctx.db)
    const moved = await sql<{ id: string }>`
      update conversations set person_id = ${to} where person_id = ${from} returning id`.execute(ctx.db)
    return { conversations: moved.rows.map(row => row.id), 'conversations closed': closed }
  },

  async unmerge(ctx, { from, to, moved }) {
    await sql`
      update conversations set person_id = ${from}
      where person_id = ${to} and id = any(${moved.conversations ?? []})`.execute(ctx.db)
    await sql`
      update conversations c set closed_at = null
      where c.id = any(${moved['conversations closed'] ?? []}) and c.person_id in (${from}, ${to}) and not exists (
        select from conversations o where o.person_id = c.person_id and o.desk = c.desk and o.closed_at is null)`.execute(
      ctx.db,
    )
  },
}

async function rowsOf(
  ctx: Context,
  personId: string,
  columns: string,
  table: string,
  order = 'number',
): Promise<readonly object[]> {
  const found = await sql<object>`
    select ${sql.raw(columns)} from ${sql.table(table)}
    where conversation_id in (select id from conversations where person_id = ${personId})
    order by conversation_id, ${sql.raw(order)}`.execute(ctx.db)
  return found.rows
}

async function own(ctx: Context, personId: string): Promise<readonly object[]> {
  const found = await sql<object>`
    select conversation_id, read_number, seen_at from conversation_presence
    where account_id is null and conversation_id in (select id from conversations where person_id = ${personId})
    order by conversation_id`.execute(ctx.db)
  return found.rows
}
