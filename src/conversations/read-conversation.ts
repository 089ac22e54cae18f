import { sql } from 'kysely'
import { findPerson } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import type { ConversationPage, ConversationState, Desk, HandOff, Message } from './schema.ts'
import { type MessageRow, toMessage } from './turn.ts'

type ConversationRow = {
  id: string
  hand_off: HandOff
  speaker: string | null
  state: ConversationState | null
  pending: boolean
}

/**
 * The last `limit` messages of the actor's open conversation at a desk, or those before a number, ascending. Empty for who
 * has none; nothing is made. Costs the same however long the thread is: by number, without counting.
 */
export async function readConversation(
  ctx: Context,
  { desk, before, limit = 50 }: { desk: Desk; before?: number; limit?: number },
): Promise<ConversationPage> {
  const personId = await findPerson(ctx)
  const conversation = personId && (await findOpenConversation(ctx, personId, desk))
  if (!conversation) return { conversation: null, messages: [], older: null, wish: {}, pending: false }
  const messages = await readMessages(ctx, { conversationId: conversation.id, before, limit: limit + 1 })
  const older = messages.length > limit ? messages[1]!.number : null
  return {
    conversation: {
      id: conversation.id,
      status: 'open',
      handOff: conversation.hand_off,
      speaker: conversation.hand_off === 'human' ? conversation.speaker : null,
    },
    messages: messages.slice(-limit),
    older,
    wish: conversation.state?.wish ?? {},
    pending: conversation.pending,
  }
}

async function findOpenConversation(ctx: Context, personId: string, desk: Desk) {
  const found = await sql<ConversationRow>`
    select c.id,
      coalesce(h.state, 'assistant') as hand_off, a.name as speaker,
      (select state from conversation_states where conversation_id = c.id order by number desc limit 1) as state,
      exists (select from turns where conversation_id = c.id and state = 'pending') as pending
    from conversations c
    left join lateral (select state, account_id from hand_offs where conversation_id = c.id order by number desc limit 1) h
      on true
    left join accounts a on a.id = h.account_id
    where c.person_id = ${personId} and c.desk = ${desk} and c.closed_at is null`.execute(ctx.db)
  return found.rows[0]
}

/** The last messages of a thread up to and with `through`, ascending: what a model reads before it answers. */
export async function recentMessages(
  ctx: Context,
  { conversationId, through, limit = 20 }: { conversationId: string; through?: number; limit?: number },
): Promise<Message[]> {
  return readMessages(ctx, { conversationId, before: through === undefined ? undefined : through + 1, limit })
}

/** The messages of a thread before a number, ascending. */
export async function readMessages(
  ctx: Context,
  { conversationId, before, limit }: { conversationId: string; before?: number; limit: number },
): Promise<Message[]> {
  const found = await sql<MessageRow>`
    select m.id, m.number, m.author, m.text, m.parts, m.created_at, a.name as by
    from messages m left join accounts a on a.id = m.account_id
    where m.conversation_id = ${conversationId} and m.number < ${before ?? 2_147_483_647}
    order by m.number desc limit ${limit}`.execute(ctx.db)
  return found.rows.map(toMessage).reverse()
}
