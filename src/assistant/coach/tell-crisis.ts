import { handOff, lockConversation, postSystemMessage, type Turn } from '../../conversations/index.ts'
import type { Context } from '../../storage/index.ts'
import { crisisLinesFor } from './crisis-lines.ts'
import type { CoachSettings } from './settings.ts'
import { crisisText } from './words.ts'

/**
 * Hands a crisis over in the transaction that keeps its message: staff of the desk are told at once, without the text. While a
 * human speaks no turn answers, so the fixed words stand in the thread as a notice.
 */
export async function tellCrisis(
  ctx: Context,
  settings: Pick<CoachSettings, 'crisisLines'>,
  turn: Pick<Turn, 'conversationId' | 'personId' | 'messageId' | 'handOff' | 'desk'>,
): Promise<void> {
  const locked = (await lockConversation(ctx, turn.conversationId))!
  await handOff(ctx, locked, { reason: 'crisis', messageId: turn.messageId, by: 'assistant' })
  if (turn.handOff !== 'human') return
  const lines = await crisisLinesFor(ctx, turn.personId, settings)
  await postSystemMessage(ctx, locked, { text: crisisText(lines, turn.desk), parts: [{ type: 'crisis', lines }] })
}
