import { type Completion, completeTurn, type Part, type Turn } from '../conversations/index.ts'
import type { Context } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { crisisLinesFor } from './coach/crisis-lines.ts'
import { crisisText } from './coach/words.ts'
import type { Reader } from './turn.ts'

/**
 * The sales desk's answer to somebody who may be in danger: the fixed words and where help is, by no model and about no home.
 * What was held in mind stays as it was.
 */
export async function answerCrisis(
  ctx: Context,
  assistant: Assistant,
  turn: Turn,
  run: { owner: string; answerId?: string; reader?: Reader },
): Promise<Completion & { wish: object }> {
  const lines = await crisisLinesFor(ctx, turn.personId, assistant.settings.coach)
  const text = crisisText(lines, turn.desk)
  const parts: Part[] = [{ type: 'crisis', lines }]
  const wish = turn.held.wish ?? {}
  run.reader?.text(text)
  for (const part of parts) run.reader?.part(part)
  run.reader?.wish(wish)
  const { owner, answerId } = run
  const completion = await completeTurn(ctx, { turn, owner, text, parts, ...(answerId ? { answerId } : {}) })
  return { ...completion, wish }
}
