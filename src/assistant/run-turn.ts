import { type Completion, completeTurn, type Part, releaseTurn, type Turn } from '../conversations/index.ts'
import { watched } from '../kernel/watch.ts'
import { dealSoon } from '../leads/index.ts'
import { asUnavailable, type Context } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { answerCareerTurn } from './coach/answer-career-turn.ts'
import { offerAfterFailure, offerChips } from './coach/offer-after-failure.ts'
import { readAlong } from './reading/read-unanswered.ts'
import { answerTurn, type Reader } from './turn.ts'

/** Runs of one turn before it is answered with an apology. The store being away is no fault of the message. */
const ATTEMPTS = 3

/** `networkHash`: the visitor's network address, for the limits of a model's calls. */
export type Run = { owner: string; answerId?: string; reader?: Reader; networkHash?: string | null }

/**
 * Answers a turn and sees to its end, whether anybody reads along or not: a run that fails gives the turn back, so that it is
 * answered by the next one.
 */
export function runTurn(
  ctx: Context,
  assistant: Assistant,
  turn: Turn,
  run: Run,
): Promise<Completion & { wish: object }> {
  const { messageId } = turn
  const answer = turn.desk === 'career' ? answerCareerTurn : answerTurn
  const done = watched(ctx, 'turn', { desk: turn.desk, attempts: turn.attempts }, async add => {
    const given = await answer(ctx, assistant, turn, run)
    add({ outcome: given.outcome })
    return given
  })
    .then(async given => {
      if (given.outcome === 'human') await readAlong(ctx, assistant, messageId)
      return given
    })
    .catch(async error => {
      ctx.log.warn({ turn: messageId, attempts: turn.attempts, err: error }, 'a turn was not answered')
      const hopeless = turn.attempts >= ATTEMPTS && !asUnavailable(error)
      const given = hopeless ? await giveUp(ctx, turn, run) : null
      if (given) return given
      await releaseTurn(ctx, { messageId, owner: run.owner }).catch(() => {})
      throw error
    })
    .finally(() => {
      assistant.runs.delete(run.owner)
      if (turn.desk === 'sales') dealSoon()
    })
  assistant.runs.set(run.owner, { messageId, done })
  return done
}

/** A message that nothing can answer must not come back for ever: it gets an honest word. */
async function giveUp(ctx: Context, turn: Turn, run: Run) {
  const text = 'I am sorry, I could not work out an answer to that. Please put it in other words.'
  const { owner, answerId } = run
  const isCoach = turn.desk === 'career'
  const parts: Part[] = isCoach ? [offerChips()] : []
  const offer = isCoach ? (ctx: Context) => offerAfterFailure(ctx, turn.messageId) : undefined
  const completion = await completeTurn(ctx, { turn, owner, answerId, text, parts }, offer).catch(() => null)
  if (completion?.outcome !== 'completed') return null
  run.reader?.text(text)
  return { ...completion, wish: turn.held.wish ?? {} }
}

/**
 * Lets the turns under way finish for a few seconds, by the rules where a model is still silent, then gives the rest back for
 * another process to answer.
 */
export async function stopTurns(ctx: Context, assistant: Assistant): Promise<void> {
  assistant.stop.abort()
  const limit = new Promise<void>(resolve => setTimeout(resolve, assistant.settings.stopWithinMs).unref())
  await Promise.race([Promise.allSettled([...assistant.runs.values()].map(run => run.done)), limit])
  await Promise.allSettled([...assistant.runs].map(([owner, { messageId }]) => releaseTurn(ctx, { messageId, owner })))
}
