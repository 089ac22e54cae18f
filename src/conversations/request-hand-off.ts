import { sql } from 'kysely'
import { findPerson } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { addHandOff, type LockedConversation, lockConversation, refuseUnknown } from './hand-off.ts'
import type { HandOff, HandOffReason } from './schema.ts'

/**
 * A human is wanted in the actor's own conversation, for a typed reason: it waits for staff of its desk, who are told without
 * the text. Wanted again while it waits or a human is there, it stays as it is; a crisis is told whatever was wanted before.
 * Gives who speaks now. Refuses `conversations.unknown`.
 */
export async function requestHandOff(
  ctx: Context,
  input: { conversationId: string; reason: HandOffReason; messageId?: string },
): Promise<{ handOff: HandOff }> {
  const personId = await findPerson(ctx)
  return transact(ctx, async ctx => {
    const conversation = await lockConversation(ctx, input.conversationId)
    if (!conversation || conversation.personId !== personId) return refuseUnknown()
    return { handOff: await handOff(ctx, conversation, { ...input, by: 'visitor' }) }
  })
}

/**
 * The same for whoever holds the lock. A message older than the last change asks for nobody any more: what was released or closed
 * waits again for a new message or wish alone. Whether a human is there or not, a crisis is a change of its own, so that its message
 * is told once and a newer one again.
 */
export async function handOff(
  ctx: Context,
  conversation: LockedConversation,
  { reason, messageId, by }: { reason: HandOffReason; messageId?: string; by: 'visitor' | 'assistant' },
): Promise<HandOff> {
  const { state, accountId } = conversation.handOff
  const attended = state === 'waiting' || state === 'human'
  if (attended && reason !== 'crisis') return state
  if (reason !== 'crisis' && messageId && (await isSettled(ctx, conversation, messageId))) return state
  const next = state === 'human' ? 'human' : 'waiting'
  const who = next === 'human' ? { by: 'staff' as const, accountId } : { by }
  const number = await addHandOff(ctx, conversation, { state: next, reason, messageId: messageId ?? null, ...who })
  const { id: conversationId, personId, desk } = conversation
  await ctx.announce(ctx, 'conversation.handed_off', { conversationId, personId, desk, number, reason })
  return next
}

/** Whether staff have dealt with this message's wish, or with what came after it. */
async function isSettled(ctx: Context, { id, handOff }: LockedConversation, messageId: string): Promise<boolean> {
  if (handOff.number === 0) return false
  const found = await sql`
    select from hand_offs h join messages m on m.id = ${messageId}
    where h.conversation_id = ${id} and (h.message_id = m.id or (h.acted_by = 'staff' and h.created_at > m.created_at))
    limit 1`.execute(ctx.db)
  return found.rows.length > 0
}
