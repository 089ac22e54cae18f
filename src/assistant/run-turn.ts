import { setTimeout as sleep } from 'node:timers/promises'
import {
  type Completion,
  completeTurn,
  type Part,
  releaseTurn,
  shortenLeases,
  type Turn,
} from '../conversations/index.ts'
import { refuse } from '../kernel/refusal.ts'
import { watched } from '../kernel/watch.ts'
import { dealSoon } from '../leads/index.ts'
import { asUnavailable, type Context, tell } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { answerCareerTurn } from './coach/answer-career-turn.ts'
import { offerAfterFailure, offerChips } from './coach/offer-after-failure.ts'
import { readAlong } from './reading/read-unanswered.ts'
import { answerTurn, type Reader } from './turn.ts'

/** What somebody hears whose answer is made elsewhere, or later. */
export const AGAIN = 'Your message is kept. Its answer is still to come: ask again in a moment.'
/** Runs of one turn before it is answered with an apology. The store being away is no fault of the message. */
const ATTEMPTS = 3
/**
 * A stop makes a silent model give way to the rules, which take milliseconds: a turn still under way after so long is stuck, or its
 * process was killed in the middle of its stop.
 */
const STOPPING_LEASE_SECONDS = 2

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
  if (assistant.over.signal.aborted) return giveBack(ctx, { messageId, owner: run.owner }).then(refuseWaiting)
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

/** Refuses `assistant.still_answering` to who waits for a turn that is left to other processes. */
export function refuseWaiting(): never {
  return refuse('unavailable', 'assistant.still_answering', { message: AGAIN, retryAfterSeconds: 2 })
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
 * Lets the turns under way finish for a few seconds, by the rules where a model is still silent, then gives the rest back and tells
 * other processes, which answer it at once. Whatever begins later is given back as well.
 */
export async function stopTurns(ctx: Context, assistant: Assistant): Promise<void> {
  const { runs, stop, over, settings } = assistant
  stop.abort()
  const shortened = shortenLeases(ctx, { owners: [...runs.keys()], seconds: STOPPING_LEASE_SECONDS }).catch(() => {})
  const limit = sleep(settings.stopWithinMs, true, { ref: false })
  const ended = () => Promise.allSettled([...runs.values()].map(run => run.done)).then(() => false)
  // One that waited for an earlier turn begins when that one is at its end.
  while (runs.size > 0) if (await Promise.race([ended(), limit])) break
  over.abort()
  await shortened
  await Promise.allSettled([...runs].map(([owner, { messageId }]) => giveBack(ctx, { messageId, owner })))
}

async function giveBack(ctx: Context, { messageId, owner }: { messageId: string; owner: string }): Promise<void> {
  if (await releaseTurn(ctx, { messageId, owner })) tell(ctx, { topic: 'turn', id: messageId })
}
