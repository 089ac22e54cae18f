import { type RawBuilder, sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { storable, storableJson } from '../kernel/text.ts'
import { type Context, tell, transact } from '../storage/index.ts'
import type { ConversationState, Message, Part } from './schema.ts'
import { type MessageRow, type Turn, toMessage } from './turn.ts'

/**
 * - `completed`: this answer stands
 * - `answered`: another run's answer stands, and is given
 * - `lost`: another run holds the turn and has not answered yet
 * - `human`: somebody of the house took the conversation over meanwhile; nothing is said
 * - `gone`: the person was erased meanwhile
 */
export type Completion =
  | { outcome: 'completed' | 'answered'; answer: Message }
  | { outcome: 'lost' | 'human' | 'gone'; answer: undefined }

/**
 * Commits a turn's answer exactly once, with the state that it leaves, for the owner of its lease alone. What else the turn
 * earned (facts, signals) is written by `also` in the same transaction, and only when this answer stands. Edits made to the
 * wish since the turn began are kept on top of the state.
 */
export async function completeTurn(
  ctx: Context,
  input: {
    turn: Pick<Turn, 'messageId' | 'conversationId' | 'desk' | 'stateNumber'>
    owner: string
    text: string
    parts?: readonly Part[]
    /** Absent: what is held in mind stays */
    state?: ConversationState
    /** The answer's id, where the reader was told it before */
    answerId?: string
    /** A call of the database that writes more, in the same statement and only where this answer stands */
    within?: RawBuilder<object>
  },
  /** `within`: what that call gave */
  also?: (ctx: Context, answer: Message, within: object | null) => Promise<void>,
): Promise<Completion> {
  if (!also) return (await writeAnswer(ctx, input)).completion
  return transact(ctx, async ctx => {
    const { completion, within } = await writeAnswer(ctx, input)
    if (completion.outcome === 'completed') await also(ctx, completion.answer, within)
    return completion
  })
}

async function writeAnswer(
  ctx: Context,
  input: Parameters<typeof completeTurn>[1],
): Promise<{ completion: Completion; within: object | null }> {
  const more = input.within ? sql`case when outcome = 'completed' then to_jsonb(${input.within}) end` : sql`null`
  const done = await sql<MessageRow & { outcome: Completion['outcome']; within: object | null }>`
    select outcome, (answer).*, ${more} as within from complete_turn(
      ${ctx.now()}, ${input.turn.messageId}, ${input.owner}, ${input.answerId ?? newId()}, ${storable(input.text)},
      ${storableJson(input.parts ?? [])}::jsonb, ${input.turn.stateNumber},
      ${input.state ? storableJson(input.state) : null}::jsonb
    )`.execute(ctx.db)
  const { outcome, within, ...row } = done.rows[0]!
  const { conversationId, desk } = input.turn
  if (outcome === 'completed') tell(ctx, { topic: 'conversation', id: conversationId, number: row.number, desk })
  const stands = outcome === 'completed' || outcome === 'answered'
  return { completion: stands ? { outcome, answer: toMessage(row) } : { outcome, answer: undefined }, within }
}
