import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { HERE_SECONDS } from './presence/note-presence.ts'
import type { Desk, HandOff, Message } from './schema.ts'
import { type MessageRow, toMessage } from './turn.ts'

/** How a conversation stands, for whoever follows it. */
export type Standing = {
  id: string
  personId: string
  desk: Desk
  isOpen: boolean
  /** The number of its newest message */
  newest: number
  /** Whether an answer of the assistant is still to come */
  pending: boolean
  handOff: HandOff
  /** How often it changed who speaks */
  handOffNumber: number
  /** Who of the house speaks, while `human` */
  speaker: string | null
  /** Who has it open or read it; `accountId` null is the visitor. `online` and `typing` as of now. */
  there: { accountId: string | null; name: string | null; read: number; online: boolean; typing: boolean }[]
}

type Row = {
  id: string
  person_id: string
  desk: Desk
  is_open: boolean
  last_number: number
  pending: boolean
  hand_off: HandOff
  hand_off_number: number
  speaker: string | null
  there: Standing['there'] | null
}

/** How these conversations stand, in one statement; those that are gone are not among them. For the server itself: no actor. */
export async function standings(ctx: Context, ids: readonly string[]): Promise<Map<string, Standing>> {
  const now = ctx.now()
  const found = await sql<Row>`
    select c.id, c.person_id, c.desk, c.closed_at is null as is_open, c.last_number, c.hand_off, c.hand_off_number,
      a.name as speaker,
      exists (select from turns t where t.conversation_id = c.id and t.state = 'pending') as pending,
      (select json_agg(json_build_object('accountId', p.account_id, 'name', w.name, 'read', p.read_number,
          'online', coalesce(p.seen_at > ${now}::timestamptz - make_interval(secs => ${HERE_SECONDS}), false),
          'typing', coalesce(p.typing_until > ${now}::timestamptz, false)) order by p.account_id nulls first)
        from conversation_presence p left join accounts w on w.id = p.account_id where p.conversation_id = c.id) as there
    from conversations c left join accounts a on a.id = c.hand_off_account_id
    where c.id = any(${ids}::uuid[])`.execute(ctx.db)
  return new Map(
    found.rows.map(row => [
      row.id,
      {
        id: row.id,
        personId: row.person_id,
        desk: row.desk,
        isOpen: row.is_open,
        newest: row.last_number,
        pending: row.pending,
        handOff: row.hand_off,
        handOffNumber: row.hand_off_number,
        speaker: row.hand_off === 'human' ? row.speaker : null,
        there: row.there ?? [],
      },
    ]),
  )
}

/**
 * What comes after a number in each of these conversations, ascending, at most `limit` of each, in one statement. Numbers are
 * given out under the conversation's lock, so that nothing later can come to stand before what was read. No actor.
 */
export async function messagesSince(
  ctx: Context,
  wanted: readonly { conversationId: string; after: number }[],
  limit: number,
): Promise<{ conversationId: string; after: number; message: Message }[]> {
  if (wanted.length === 0) return []
  const found = await sql<MessageRow & { conversation_id: string; after: number }>`
    select m.conversation_id, w.after, m.id, m.number, m.author, m.text, m.parts, m.created_at, a.name as by
    from unnest(${wanted.map(one => one.conversationId)}::uuid[], ${wanted.map(one => one.after)}::int[]) w(id, after)
    cross join lateral (
      select * from messages where conversation_id = w.id and number > w.after order by number limit ${limit}) m
    left join accounts a on a.id = m.account_id
    order by m.conversation_id, w.after, m.number`.execute(ctx.db)
  return found.rows.map(({ conversation_id, after, ...row }) => ({
    conversationId: conversation_id,
    after,
    message: toMessage(row),
  }))
}
