import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { ensurePerson, findPerson, refuseEnded } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { refuseUnknown } from './hand-off.ts'
import { readMessages } from './read-conversation.ts'
import type { Conversation, Desk, HandOff, Message, Messages } from './schema.ts'
import { type MessageRow, toMessage } from './turn.ts'

/** The actor's open conversation at a desk, made if there is none. Refuses `people.ended`, `people.no_person`. */
export function openConversation(ctx: Context, { desk }: { desk: Desk }): Promise<Conversation> {
  return transact(ctx, async ctx => {
    const personId = await ensurePerson(ctx)
    const alive = await sql`select from persons where id = ${personId} and erased_at is null for key share`.execute(
      ctx.db,
    )
    if (alive.rows.length === 0) refuseEnded()
    await sql`
      insert into conversations (id, person_id, desk, created_at) values (${newId()}, ${personId}, ${desk}, ${ctx.now()})
      on conflict (person_id, desk) where closed_at is null do nothing`.execute(ctx.db)
    return (await listOwnConversations(ctx, { desk })).find(one => one.status === 'open')!
  })
}

/** The actor's conversations at a desk, the open one first. Makes nothing. */
export async function listOwnConversations(ctx: Context, { desk }: { desk?: Desk }): Promise<Conversation[]> {
  const personId = await findPerson(ctx)
  if (!personId) return []
  const found = await sql<Row>`
    ${selectConversation} where c.person_id = ${personId} and (${desk ?? null}::text is null or c.desk = ${desk ?? null})
    order by c.closed_at desc nulls first, c.created_at desc limit 100`.execute(ctx.db)
  return found.rows.map(toConversation)
}

/** The actor's own conversation; another person's is not found. Refuses `conversations.unknown`. */
export async function requireOwnConversation(ctx: Context, conversationId: string): Promise<Conversation> {
  const personId = await findPerson(ctx)
  if (!personId) return refuseUnknown()
  const found = await sql<Row>`
    ${selectConversation} where c.id = ${conversationId} and c.person_id = ${personId}`.execute(ctx.db)
  return found.rows[0] ? toConversation(found.rows[0]) : refuseUnknown()
}

/**
 * Messages of the actor's own conversation, ascending: those after a number, or the last ones before one. Writes nothing.
 * Refuses `conversations.unknown`.
 */
export async function messagesAfter(
  ctx: Context,
  input: { conversationId: string; after?: number; before?: number; limit?: number },
): Promise<Messages> {
  const { conversationId, after, before, limit = 50 } = input
  const conversation = await requireOwnConversation(ctx, conversationId)
  const waiting = await sql`
    select from turns where conversation_id = ${conversationId} and state = 'pending' limit 1`.execute(ctx.db)
  const pending = waiting.rows.length > 0
  if (after !== undefined) {
    const messages = await readAfter(ctx, conversationId, after, limit)
    return { conversation, messages, older: null, newest: messages.at(-1)?.number ?? after, pending }
  }
  const messages = await readMessages(ctx, { conversationId, before, limit: limit + 1 })
  const older = messages.length > limit ? messages[1]!.number : null
  return {
    conversation,
    messages: messages.slice(-limit),
    older,
    newest: messages.at(-1)?.number ?? 0,
    pending,
  }
}

async function readAfter(ctx: Context, conversationId: string, after: number, limit: number): Promise<Message[]> {
  const found = await sql<MessageRow>`
    select m.id, m.number, m.author, m.text, m.parts, m.created_at, a.name as by
    from messages m left join accounts a on a.id = m.account_id
    where m.conversation_id = ${conversationId} and m.number > ${after} order by m.number limit ${limit}`.execute(
    ctx.db,
  )
  return found.rows.map(toMessage)
}

type Row = {
  id: string
  desk: Desk
  hand_off: HandOff
  speaker: string | null
  created_at: Temporal.Instant
  closed_at: Temporal.Instant | null
}

const selectConversation = sql`
  select c.id, c.desk, c.created_at, c.closed_at, coalesce(h.state, 'assistant') as hand_off, a.name as speaker
  from conversations c
  left join lateral (select state, account_id from hand_offs where conversation_id = c.id order by number desc limit 1) h
    on true
  left join accounts a on a.id = h.account_id`

function toConversation(row: Row): Conversation {
  return {
    id: row.id,
    desk: row.desk,
    status: row.closed_at ? 'closed' : 'open',
    handOff: row.hand_off,
    speaker: row.hand_off === 'human' ? row.speaker : null,
    createdAt: row.created_at.toString(),
  }
}
