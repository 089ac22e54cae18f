import type { FastifyReply, FastifyRequest } from 'fastify'
import type { z } from 'zod'
import { findTurn, type Message, type Posted, postMessage, waitForTurn } from '../conversations/index.ts'
import type { App } from '../kernel/http.ts'
import { newId } from '../kernel/ids.ts'
import { Refusal, refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import type { Assistant } from './assistant.ts'
import { runTurn } from './run-turn.ts'
import { answerSchema, postMessageSchema } from './schema.ts'
import { createMessageStream, streamHeaders } from './stream.ts'
import type { Reader } from './turn.ts'

const AGAIN = 'Your message is kept. Its answer is still to come: ask again in a moment.'

/** The visitor's way to the sales desk's assistant. The same message again gets the same answer. */
export function assistantRoutes(app: App, { assistant }: { assistant: Assistant }): void {
  app.post(
    '/api/sales/messages',
    {
      config: { access: 'visitor' },
      schema: {
        tags: ['conversation'],
        body: postMessageSchema,
        response: { 200: answerSchema },
      },
    },
    async (request, reply) => {
      const { ctx, body } = request
      const owner = assistant.newOwner()
      const { leaseSeconds } = assistant.settings
      const posted = await postMessage(ctx, {
        desk: 'sales',
        clientId: body.id,
        text: body.text,
        owner,
        leaseSeconds,
        ...(body.ui ? { ui: body.ui } : {}),
      })
      if (wantsStream(request)) return streamAnswer(ctx, assistant, posted, owner, reply)
      const { answer, wish } = await settle(ctx, assistant, posted, { owner })
      return { message: posted.message, answer, wish: wish as z.infer<typeof answerSchema>['wish'] }
    },
  )
}

function wantsStream({ headers }: FastifyRequest): boolean {
  return /\btext\/event-stream\b/.test(headers.accept ?? '')
}

/**
 * Answers the message, or waits for whoever does; a run that lost its turn to another waits for that one. No answer where a
 * human speaks: theirs comes in its own time.
 */
async function settle(
  ctx: Context,
  assistant: Assistant,
  posted: Posted,
  run: { owner: string; answerId?: string; reader?: Reader },
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
    ...(first ? {} : { owner }),
  })
  if (waited.outcome === 'claimed') return answered(await runTurn(ctx, assistant, waited.turn, run))
  if (waited.outcome === 'answered' || waited.outcome === 'human') {
    const held = (await findTurn(ctx, messageId))?.held ?? posted.turn.held
    return { answer: waited.outcome === 'answered' ? waited.answer : null, wish: held.wish ?? {}, told: false }
  }
  return waited.outcome === 'gone' ? refuseGone() : refuseWaiting()
}

function answered({ answer, wish, outcome }: Awaited<ReturnType<typeof runTurn>>) {
  if (outcome === 'gone') return refuseGone()
  if (outcome === 'human') return { answer: null, wish, told: false }
  return answer ? { answer, wish, told: outcome === 'completed' } : refuseWaiting()
}

function refuseGone(): never {
  return refuse('unauthenticated', 'people.ended', 'Your data was erased and this key has ended. Reload to start anew.')
}

function refuseWaiting(): never {
  return refuse('unavailable', 'assistant.still_answering', { message: AGAIN, retryAfterSeconds: 2 })
}

/**
 * Streams the answer while it is made. The reader may leave at any time; the turn is answered and kept all the same. After
 * the first byte a failure is an error part, and the message waits for the next run.
 */
async function streamAnswer(ctx: Context, assistant: Assistant, posted: Posted, owner: string, reply: FastifyReply) {
  reply.hijack()
  const headers = Object.fromEntries(Object.entries(reply.getHeaders()).filter(([, value]) => value !== undefined))
  reply.raw.writeHead(200, { ...(headers as Record<string, string>), ...streamHeaders })
  const answerId = posted.turn.answerId ?? newId()
  const stream = createMessageStream(reply.raw, answerId, posted.message.number)
  try {
    const { answer, wish, told } = await settle(ctx, assistant, posted, { owner, answerId, reader: stream })
    // What a run said that lost its turn is no beginning of another's answer: the page asks again and hears that one alone.
    if (!told && stream.begun()) return stream.fail(AGAIN)
    if (!told) stream.whole(answer, wish)
    stream.finish(answer)
  } catch (error) {
    if (!(error instanceof Refusal)) ctx.log.error({ err: error }, 'a turn failed')
    stream.fail(error instanceof Refusal ? error.message : AGAIN)
  }
}
