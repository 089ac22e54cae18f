import type { FastifyReply, FastifyRequest } from 'fastify'
import { findTurn, leaveTurn, type Message, type Posted, waitForTurn } from '../conversations/index.ts'
import { newId } from '../kernel/ids.ts'
import { Refusal, refuse } from '../kernel/refusal.ts'
import { type Context, tell } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { readAlong } from './reading/read-unanswered.ts'
import { AGAIN, type Run, refuseWaiting, runTurn } from './run-turn.ts'
import { createMessageStream, streamHeaders } from './stream.ts'

export function wantsStream({ headers }: FastifyRequest): boolean {
  return /\btext\/event-stream\b/.test(headers.accept ?? '')
}

/**
 * Answers the message, or waits for whoever does; a run that lost its turn to another waits for that one. No answer where a
 * human speaks: theirs comes in its own time.
 */
export async function settle(
  ctx: Context,
  assistant: Assistant,
  posted: Posted,
  run: Run,
): Promise<{ answer: Message | null; wish: object; told: boolean }> {
  const first = posted.mine ? await runTurn(ctx, assistant, posted.turn, run) : null
  if (first && first.outcome !== 'lost') return answered(first)
  const { leaseSeconds, repeatWaitMs } = assistant.settings
  const { messageId } = posted.turn
  const { owner } = run
  const waited = await waitForTurn(ctx, {
    messageId,
    leaseSeconds,
    timeoutMs: repeatWaitMs,
    signal: assistant.over.signal,
    ...(first ? {} : { owner }),
  })
  if (waited.outcome === 'claimed') return answered(await runTurn(ctx, assistant, waited.turn, run))
  if (waited.outcome === 'human' && posted.turn.desk === 'sales') await readAlong(ctx, assistant, messageId)
  if (waited.outcome === 'answered' || waited.outcome === 'human') {
    const held = (await findTurn(ctx, messageId))?.held ?? posted.turn.held
    return { answer: waited.outcome === 'answered' ? waited.answer : null, wish: held.wish ?? {}, told: false }
  }
  if (waited.outcome === 'gone') return refuseGone()
  if (assistant.over.signal.aborted && (await leaveTurn(ctx, { messageId })))
    tell(ctx, { topic: 'turn', id: messageId })
  return refuseWaiting()
}

function answered({ answer, wish, outcome }: Awaited<ReturnType<typeof runTurn>>) {
  if (outcome === 'gone') return refuseGone()
  if (outcome === 'human') return { answer: null, wish, told: false }
  return answer ? { answer, wish, told: outcome === 'completed' } : refuseWaiting()
}

function refuseGone(): never {
  return refuse('unauthenticated', 'people.ended', 'Your data was erased and this key has ended. Reload to start anew.')
}

/**
 * Streams the answer while it is made. The reader may leave at any time; the turn is answered and kept all the same. After
 * the first byte a failure is an error part, and the message waits for the next run.
 */
export async function streamAnswer(
  ctx: Context,
  assistant: Assistant,
  posted: Posted,
  run: Pick<Run, 'owner' | 'networkHash'>,
  reply: FastifyReply,
  /** How the message was read, told before its answer. */
  reading?: object,
) {
  reply.hijack()
  const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined))
  reply.raw.writeHead(200, { ...(headers as Record<string, string>), ...streamHeaders })
  const answerId = posted.turn.answerId ?? newId()
  const stream = createMessageStream(reply.raw, answerId, posted.message.number)
  if (reading) stream.reading(reading)
  try {
    const { answer, wish, told } = await settle(ctx, assistant, posted, { ...run, answerId, reader: stream })
    // What a run said that lost its turn is no beginning of another's answer: the page asks again and hears that one alone.
    if (!told && stream.begun()) return stream.fail(AGAIN)
    if (!told) stream.whole(answer, wish)
    stream.finish(answer)
  } catch (error) {
    if (!(error instanceof Refusal)) ctx.log.error({ err: error }, 'a turn failed')
    stream.fail(error instanceof Refusal ? error.message : AGAIN)
  }
}
