import { type HandOffReason, handOff, lockConversation, type Turn } from '../../conversations/index.ts'
import type { RecordedReading } from '../../leads/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Chip } from '../chip.ts'
import type { Mind } from '../mind.ts'

export type Urgent = Extract<HandOffReason, 'high_frustration' | 'requested'>

const HIGH = 8

/** Why this message wants a human at once, or null (sales desk, 3). */
export function urgencyOf({ understood }: Pick<Mind, 'understood'>): Urgent | null {
  if (understood.frustration >= HIGH) return 'high_frustration'
  return (understood.intents ?? [understood.intent]).includes('human') ? 'requested' : null
}

/** Whether the message may be one too many of its kind: only then it matters how many came before. */
export function isUnhappy({ understood }: Pick<Mind, 'understood'>): boolean {
  return understood.sentiment === 'frustrated' || understood.sentiment === 'negative'
}

/**
 * Brings in whom a message wants, in the transaction that writes down its reading: the conversation waits for a human, or staff are
 * told to look. What is attended already stays as it is.
 */
export async function escalate(
  ctx: Context,
  { conversationId, personId, messageId }: Pick<Turn, 'conversationId' | 'personId' | 'messageId'>,
  { urgent, alert }: { urgent: Urgent | null; alert: RecordedReading['alert'] },
): Promise<void> {
  if (urgent) {
    const locked = await lockConversation(ctx, conversationId)
    if (locked)
      await handOff(ctx, locked, { reason: urgent, messageId, by: urgent === 'requested' ? 'visitor' : 'assistant' })
  } else if (alert)
    await ctx.announce(ctx, 'conversation.alerted', { conversationId, personId, reason: alert, messageId })
}

/** A way to a person, for who has been unhappy for a while. */
export const personChip: Chip = { label: 'Talk to a person', text: 'I want to talk to a person' }

/** How many messages it takes, by mood, until a person is offered. */
export function offersPerson({ understood }: Pick<Mind, 'understood'>, said: number): boolean {
  return (understood.sentiment === 'frustrated' && said >= 5) || (understood.sentiment === 'negative' && said >= 10)
}

export const joinedWords = 'I am sorry. I have asked our team to look in: somebody joins you here as soon as they can.'
