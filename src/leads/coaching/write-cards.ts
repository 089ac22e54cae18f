import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import type { Card } from './cards.ts'
import type { CoachingSettings } from './settings.ts'

/**
 * Deals the first of these cards whose rules do not rest, in their order and as many as a turn may have; gives how many. Whether
 * a rule rests is decided by the constraint, whoever else deals at the same time.
 */
export async function writeCards(
  ctx: Context,
  about: { conversationId: string } | { callId: string },
  cards: readonly Card[],
  { cardsPerTurn, restMinutes }: CoachingSettings,
): Promise<number> {
  const now = ctx.now()
  const conversationId = 'conversationId' in about ? about.conversationId : null
  const callId = 'callId' in about ? about.callId : null
  let dealt = 0
  for (const card of cards) {
    if (dealt === cardsPerTurn) break
    const { evidence } = card
    const added = await sql`
      insert into coaching_cards (id, conversation_id, call_id, message_number, rule, type, priority, message, script,
        evidence, listing_id, dealt_at, rests)
      values (${newId()}::uuid, ${conversationId}::uuid, ${callId}::uuid, ${evidence.messageNumber}, ${card.rule},
        ${card.type}, ${card.priority}, ${card.message}, ${card.script}, ${JSON.stringify(evidence)}::jsonb,
        ${evidence.listing?.id ?? null}::uuid, ${now},
        tstzrange(${now}::timestamptz, ${now.add({ minutes: restMinutes })}::timestamptz))
      on conflict do nothing`.execute(ctx.db)
    dealt += Number(added.numAffectedRows ?? 0)
  }
  return dealt
}
