import { sql } from 'kysely'
import { type Completion, completeTurn, extendTurn, recentMessages, type Turn } from '../../conversations/index.ts'
import { watched } from '../../kernel/watch.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import type { Reader } from '../turn.ts'
import { compose } from './compose.ts'
import { crisisLinesFor } from './crisis-lines.ts'
import { guarded } from './guard.ts'
import { choosePrompt, recordPromptUse } from './library/choose-prompt.ts'
import { materialOf } from './material.ts'
import { meteredModel } from './metered-model.ts'
import { showPrompt, wayOf } from './programme.ts'
import { findReading, type StoredReading } from './readings.ts'
import type { Tier } from './settings.ts'

const HISTORY = 12

/**
 * Answers a turn of the career desk that `owner` holds, from its stored reading: what it did is done, so that a turn answered
 * again after a crash says the same of it. Without a model, or where one fails or may not be asked, the library answers. No
 * transaction is open while a model is asked. Where a message was never read (which no route leaves so) it is talk.
 */
export async function answerCareerTurn(
  ctx: Context,
  assistant: Assistant,
  turn: Turn,
  run: { owner: string; answerId?: string; reader?: Reader; networkHash?: string | null },
): Promise<Completion & { wish: object }> {
  const { personId, messageId, text, number } = turn
  const reading = (await findReading(ctx, messageId)) ?? talk(turn)
  const enrolment = (await wayOf(ctx, personId))?.enrolment ?? null
  const own = enrolment && (reading.enrolmentId === null || reading.enrolmentId === enrolment.id) ? enrolment : null
  const settings = assistant.settings.coach
  const reflects = reading.kind === 'chat' || (reading.kind === 'reply' && !reading.did.next)
  const worded = await wordByModel(ctx, assistant, turn, { reading, enrolment: own, run })
  if (worded === 'lost') return { outcome: 'lost', answer: undefined, wish: {} }
  const chosen =
    reflects && !worded?.text ? await choosePrompt(ctx, { personId, text, salt: `${personId}${number}` }) : null
  const crisisLines = reading.kind === 'crisis' ? await crisisLinesFor(ctx, personId, settings) : []
  const reply = compose({
    text,
    number,
    reading,
    enrolment: own,
    crisisLines,
    reflection: chosen?.body ?? null,
    model: worded?.text ?? null,
  })
  // Somebody hoped for a model and got the library: it is said what answers.
  if (worded && !worded.text) reply.parts.push({ type: 'source', source: 'library' })
  for (const piece of reply.text.match(/\S+\s*/g) ?? []) run.reader?.text(piece)
  for (const part of reply.parts) run.reader?.part(part)
  run.reader?.wish({})
  const { owner, answerId } = run
  const completion = await watched(ctx, 'turn.commit', {}, () =>
    completeTurn(
      ctx,
      { turn, owner, ...reply, ...(answerId ? { answerId } : {}) },
      chosen && reply.text.includes(chosen.body)
        ? async ctx => recordPromptUse(ctx, { personId, key: chosen.key, messageId })
        : undefined,
    ),
  )
  return { ...completion, wish: {} }
}

function talk({ messageId, number }: Turn): StoredReading {
  const nothing = { enrolmentId: null, prompt: null, asks: null, asksReason: null, asksMessage: null }
  return { messageId, number, kind: 'chat', tone: 'neutral', did: {}, ...nothing }
}

const TASKS = { chat: 'talk', answer: 'acknowledge', question: 'answer' } as const

/**
 * A model's words for this turn, cut down to what may be said; `text` null where there are none, and null where no model was to be
 * asked at all. Never for a crisis, a control or a draft: there every word counts.
 */
async function wordByModel(
  ctx: Context,
  assistant: Assistant,
  turn: Turn,
  {
    reading,
    enrolment,
    run,
  }: {
    reading: StoredReading
    enrolment: Parameters<typeof compose>[0]['enrolment']
    run: { owner: string; networkHash?: string | null }
  },
): Promise<{ text: string | null } | 'lost' | null> {
  const task = TASKS[reading.kind as keyof typeof TASKS]
  const { remote } = assistant
  if (!remote || !task || reading.did.refused) return null
  const { personId, conversationId, number, text } = turn
  const { settings } = assistant
  const tier = await tierOf(ctx, personId)
  // A visitor's call counts for a network address, or is not made.
  if (tier === 'visitor' && !run.networkHash) return { text: null }
  const caller = { personId, tier, networkHash: tier === 'visitor' ? run.networkHash! : null }
  const history = await recentMessages(ctx, { conversationId, through: number - 1, limit: HISTORY })
  const lost = new AbortController()
  const heartbeat = setInterval(
    () => {
      extendTurn(ctx, { messageId: turn.messageId, owner: run.owner, leaseSeconds: settings.leaseSeconds })
        .then(held => held || lost.abort())
        // A store that is away says nothing about the lease.
        .catch(() => {})
    },
    (settings.leaseSeconds * 1000) / 3,
  )
  try {
    const { runCoach } = await import('./run-coach.ts')
    const said = await watched(ctx, 'turn.model', {}, () =>
      runCoach({
        model: meteredModel(ctx, remote, settings.coach, caller),
        task,
        text,
        prompt: reading.prompt && enrolment ? (showPrompt(enrolment, reading.prompt)?.text ?? null) : null,
        history,
        tools: {
          material: () => materialOf(ctx, { personId, enrolment, prompt: reading.prompt }),
          library: about => choosePrompt(ctx, { personId, text: about, salt: `${personId}${number}` }),
          experiment: async () => ({
            experiments: (await materialOf(ctx, { personId, enrolment, prompt: null })).filter(
              one => one.kind === 'experiment' || one.kind === 'action' || one.kind === 'reflection',
            ),
            hint: 'Halve the time, the people and the cost of the last one until it fits into an evening.',
          }),
        },
        retryAfterMs: settings.coach.retryAfterMs,
        withinMs: settings.coach.replyWithinMs,
        silenceMs: settings.modelSilenceMs,
        signal: AbortSignal.any([assistant.stop.signal, lost.signal]),
      }),
    )
    if (lost.signal.aborted) return 'lost'
    if (said.text === null)
      ctx.log.info({ turn: turn.messageId, why: said.why }, 'the library answers in the place of a model')
    return { text: said.text && guarded(said.text, { questions: task === 'talk' && !reading.asks ? 1 : 0 }) }
  } finally {
    clearInterval(heartbeat)
  }
}

/** Whose limits count for a person. */
export async function tierOf(ctx: Context, personId: string): Promise<Tier> {
  const found = await sql<{ tier: 'free' | 'beta' }>`
    select tier from accounts where person_id = ${personId} and disabled_at is null`.execute(ctx.db)
  return found.rows[0]?.tier ?? 'visitor'
}
