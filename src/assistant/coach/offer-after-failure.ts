import { sql } from 'kysely'
import type { Part } from '../../conversations/index.ts'
import type { Context } from '../../storage/index.ts'
import { BUTTONS } from './reading/read-message.ts'

/** The buttons with which somebody takes or leaves the offer of a human. */
export function offerChips(): Part {
  const { yes, no } = BUTTONS.hand_off!
  return { type: 'chips', chips: [yes, no].map(label => ({ label, text: label })) }
}

/** A message that the assistant could not answer leaves a human on offer, for that reason. */
export async function offerAfterFailure(ctx: Context, messageId: string): Promise<void> {
  await sql`
    update readings set asks = 'hand_off', asks_reason = 'assistant_failed', asks_message = null
    where message_id = ${messageId}`.execute(ctx.db)
}
