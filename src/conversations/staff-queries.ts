import { sql } from 'kysely'
import type { z } from 'zod'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { desksOf, refuseUnknown, requireStaff } from './hand-off.ts'
import { readMessages } from './read-conversation.ts'
import type {
  Desk,
  HandOff,
  HandOffReason,
  handOffEventSchema,
  Message,
  Note,
  StaffConversation,
  StaffThread,
  staffListQuerySchema,
} from './schema.ts'

type Row = {
  id: string
  desk: Desk
  person_id: string
  name: string | null
  is_member: boolean
  state: HandOff
  reason: HandOffReason | null
  since: Temporal.Instant
  account_id: string | null
  speaker: string | null
  last_number: number
  last_author: Message['author'] | null
  last_text: string | null
  last_at: Temporal.Instant | null
}

/** A name is what the person said it is, or that of their account. */
const selectStaff = sql`
  select c.id, c.desk, c.person_id, coalesce(m.name, said.value #>> '{}') as name, m.id is not null as is_member,
    coalesce(h.state, 'assistant') as state, h.reason, coalesce(h.created_at, c.created_at) as since, h.account_id,
    s.name as speaker, c.last_number, last.author as last_author, last.text as last_text, last.created_at as last_at
  from conversations c
  left join lateral (select * from hand_offs where conversation_id = c.id order by number desc limit 1) h on true
  left join accounts s on s.id = h.account_id
  left join accounts m on m.person_id = c.person_id
  left join facts said on said.person_id = c.person_id and said.key = 'name' and said.superseded_at is null
    and said.erased_at is null and said.slot = ''
  left join lateral (
    select author, text, created_at from messages where conversation_id = c.id order by number desc limit 1) last on true`

/**
 * Conversations in which a human is or was wanted, at the desks of the caller: those in a crisis first, then by how long they
 * have stood so. Pages by cursor. Refuses `conversations.bad_cursor`.
 */
export async function listStaffConversations(
  ctx: Context,
  { desk, state, cursor, limit }: z.infer<typeof staffListQuerySchema>,
): Promise<{ items: StaffConversation[]; cursor: string | null }> {
  const staff = requireStaff(ctx)
  const desks = desksOf(staff.role).filter(one => !desk || one === desk)
  const from = Number(cursor ?? 0)
  if (!Number.isSafeInteger(from) || from < 0 || from > 1_000_000)
    refuse('invalid', 'conversations.bad_cursor', 'This cursor is none of ours. Begin anew without one.')
  const states = {
    open: ['waiting', 'human'],
    waiting: ['waiting'],
    human: ['human'],
    mine: ['human'],
    closed: ['closed'],
  }
  const wanted = state === 'all' ? ['waiting', 'human', 'assistant', 'closed'] : states[state]
  const found = await sql<Row>`
    ${selectStaff}
    where c.desk = any(${desks}) and h.state = any(${wanted})
      and (${state !== 'mine'} or h.account_id = ${staff.accountId})
    order by (h.reason = 'crisis' and h.state in ('waiting', 'human')) desc nulls last,
      case when h.state in ('waiting', 'human') then h.created_at end, h.created_at desc, c.id
    offset ${from} limit ${limit + 1}`.execute(ctx.db)
  return {
    items: found.rows.slice(0, limit).map(toStaff),
    cursor: found.rows.length > limit ? String(from + limit) : null,
  }
}

/** One conversation as staff of its desk see it. Refuses `conversations.unknown`. */
export async function readStaffConversation(
  ctx: Context,
  { conversationId, before, limit = 50 }: { conversationId: string; before?: number; limit?: number },
): Promise<StaffThread> {
  const staff = requireStaff(ctx)
  const found = await sql<Row>`${selectStaff} where c.id = ${conversationId}`.execute(ctx.db)
  const row = found.rows[0]
  if (!row || !desksOf(staff.role).includes(row.desk)) return refuseUnknown()
  const events = await sql<Omit<z.infer<typeof handOffEventSchema>, 'at'> & { at: Temporal.Instant }>`
    select h.number, h.state, h.reason, h.acted_by as by, a.name, h.created_at as at
    from hand_offs h left join accounts a on a.id = h.account_id
    where h.conversation_id = ${conversationId} order by h.number desc limit 50`.execute(ctx.db)
  if (row.desk === 'career' && events.rows.length === 0) return refuseUnknown()
  const notes = await sql<Omit<Note, 'createdAt'> & { created_at: Temporal.Instant }>`
    select n.id, n.text, a.name as by, n.created_at from conversation_notes n left join accounts a on a.id = n.account_id
    where n.conversation_id = ${conversationId} order by n.created_at desc, n.id desc limit 100`.execute(ctx.db)
  const thread = await readMessages(ctx, { conversationId, before, limit: limit + 1 })
  return {
    ...toStaff(row),
    thread: thread.slice(-limit),
    older: thread.length > limit ? thread[1]!.number : null,
    notes: notes.rows.map(({ created_at, ...note }) => ({ ...note, createdAt: created_at.toString() })),
    events: events.rows.map(event => ({ ...event, at: event.at.toString() })),
  }
}

function toStaff(row: Row): StaffConversation {
  return {
    id: row.id,
    desk: row.desk,
    person: { id: row.person_id, name: row.name, isMember: row.is_member },
    handOff: row.state,
    reason: row.reason,
    since: row.since.toString(),
    speaker:
      row.state === 'human' && row.account_id ? { accountId: row.account_id, name: row.speaker ?? 'Somebody' } : null,
    lastMessage: row.last_author
      ? { author: row.last_author, text: row.last_text!.slice(0, 280), createdAt: row.last_at!.toString() }
      : null,
    messages: row.last_number,
  }
}
