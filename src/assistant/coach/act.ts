import { type HandOffReason, handOff, lockConversation, type Turn } from '../../conversations/index.ts'
import { Refusal } from '../../kernel/refusal.ts'
import {
  ANSWER_MAX,
  type Answer,
  movePosition,
  pauseEnrolment,
  readEnrolment,
  resumeEnrolment,
  saveAnswer,
  skipPrompt,
} from '../../programmes/index.ts'
import type { Context } from '../../storage/index.ts'
import { OFFER_RESTS_DAYS, offerOf } from './offers.ts'
import { promptBefore, promptOf, showPrompt, type Way, wayOf } from './programme.ts'
import { isOthersDanger } from './reading/crisis/others.ts'
import { ratingOf } from './reading/rating.ts'
import { type Reading, SHORTEST_ANSWER } from './reading/read-message.ts'
import { lastReadings, type StoredReading, textOf, wasOffered } from './readings.ts'

type Scene = {
  reading: Reading
  way: Way | null
  last: StoredReading | undefined
  /** The draft that the message is joined to */
  draft: Answer | undefined
  turn: Turn
}

/** Does what a message asks for or says in the programme, and notes it on its reading. The caller's transaction holds the conversation. */
export async function act(ctx: Context, stored: StoredReading, scene: Scene): Promise<void> {
  const { reading, way, last, turn } = scene
  const { personId, messageId } = turn
  stored.did = { ...stored.did, control: reading.control, reply: reading.reply, next: stored.prompt }
  const named = way && { personId, enrolmentId: way.enrolment.id }
  const key = way?.prompt?.key
  if (reading.kind === 'reply') await settleReply(ctx, stored, scene)
  if (reading.kind === 'control' && reading.control) {
    if (reading.control === 'person') await bringIn(ctx, stored, turn, 'requested')
    if (reading.control === 'pause' && key) stored.asks = 'pause'
    if (reading.control === 'resume' && named && way?.enrolment.state === 'paused') await resume(ctx, stored, named)
    if (reading.control === 'skip' && named && key) {
      await skipPrompt(ctx, { ...named, prompt: key })
      await lookOn(ctx, stored, named)
    }
    if (reading.control === 'back' && named && key) {
      const before = promptBefore(way!.enrolment, key)
      if (before) await movePosition(ctx, { ...named, prompt: before })
      stored.did = { ...stored.did, back: before ?? key, next: before ?? key }
    }
  }
  if (reading.kind === 'question') {
    Object.assign(stored, { asks: 'take', asksMessage: messageId })
    if (way) stored.did.version = way.enrolment.version
  }
  if (reading.kind === 'answer' || reading.kind === 'draft') await keep(ctx, stored, scene, turn.text)
  if (reading.kind === 'reply' && reading.reply === 'nothing') stored.asks = last?.asks === 'more' ? 'more' : 'meaning'
  if (stored.asks || stored.did.handedOff || reading.kind === 'control') return
  const reason = await reasonToOffer(ctx, stored, scene)
  if (reason) Object.assign(stored, { asks: 'hand_off', asksReason: reason })
}

async function settleReply(ctx: Context, stored: StoredReading, scene: Scene): Promise<void> {
  const { reading, way, last, turn } = scene
  if (reading.reply === 'nothing' || !last?.asks) return
  stored.did.settled = last.asks
  const named = way && { personId: turn.personId, enrolmentId: way.enrolment.id }
  const isYes = reading.reply === 'yes'
  if (last.asks === 'pause' && isYes && named)
    try {
      await pauseEnrolment(ctx, named)
      stored.did = { ...stored.did, paused: true, next: null }
    } catch (error) {
      // Completed on its page meanwhile.
      if (!(error instanceof Refusal)) throw error
      stored.did.refused = error.code
    }
  if (last.asks === 'start' && isYes && named) await resume(ctx, stored, named)
  if (last.asks === 'hand_off' && isYes)
    await bringIn(ctx, stored, turn, (last.asksReason ?? 'requested') as HandOffReason)
  if (last.asks === 'take' && isYes && last.asksMessage) {
    const text = await textOf(ctx, turn.conversationId, last.asksMessage)
    // It was asked at that prompt, wherever the page has gone since.
    const prompt = way?.enrolment.id === last.enrolmentId && last.prompt ? showPrompt(way.enrolment, last.prompt) : null
    // Its key asks something else in another version.
    if (prompt && last.did.version !== way?.enrolment.version) stored.did.refused = 'programmes.version_changed'
    else if (text && way && prompt)
      await keep(
        ctx,
        stored,
        {
          ...scene,
          way: { ...way, prompt },
          draft: prompt.key === way.prompt?.key ? scene.draft : undefined,
          turn: { ...turn, messageId: last.asksMessage },
        },
        text,
      )
  }
}

/** Keeps content as a revision of the open prompt's answer: fixed when it is enough, else a draft that waits for more. */
async function keep(ctx: Context, stored: StoredReading, { way, draft, turn }: Scene, said: string): Promise<void> {
  const prompt = way?.prompt
  if (!way || !prompt) return
  const joined = draft ? `${draft.text}\n${said}` : said
  const text = joined.length > ANSWER_MAX ? said : joined
  const rating = prompt.kind === 'rating' ? ratingOf(said) : undefined
  const final = prompt.kind === 'rating' ? rating !== undefined : text.trim().length >= SHORTEST_ANSWER
  const named = { personId: turn.personId, enrolmentId: way.enrolment.id }
  const current = way.enrolment.answers.find(answer => answer.prompt === prompt.key)
  const write = (basedOn: number | undefined) =>
    saveAnswer(ctx, {
      ...named,
      prompt: prompt.key,
      version: way.enrolment.version,
      text,
      final,
      messageId: turn.messageId,
      ...(rating !== undefined && { value: rating }),
      ...(basedOn !== undefined && { basedOn }),
    })
  try {
    await write(current?.revision).catch(error => {
      // Saved on the page a moment ago: what is said comes after it, and both stay readable.
      const newer = error instanceof Refusal && error.code === 'programmes.answer_changed' && error.detail.current
      if (!newer) throw error
      return write((newer as { revision: number }).revision)
    })
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    stored.did.refused = error.code
    return
  }
  stored.did = { ...stored.did, saved: { prompt: prompt.key, state: final ? 'final' : 'draft' } }
  if (final) await lookOn(ctx, stored, named)
  else stored.asks = 'more'
}

/** Where the programme stands after a change. */
async function lookOn(ctx: Context, stored: StoredReading, named: { personId: string; enrolmentId: string }) {
  const enrolment = await readEnrolment(ctx, named)
  const { back: _, ...did } = stored.did
  stored.did = {
    ...did,
    next: promptOf(enrolment)?.key ?? null,
    gate: enrolment.gate?.message ?? null,
    completed: enrolment.state === 'completed',
  }
}

async function resume(ctx: Context, stored: StoredReading, named: { personId: string; enrolmentId: string }) {
  await resumeEnrolment(ctx, named)
  await lookOn(ctx, stored, named)
  stored.did.resumed = true
}

async function bringIn(ctx: Context, stored: StoredReading, turn: Turn, reason: HandOffReason): Promise<void> {
  const locked = (await lockConversation(ctx, turn.conversationId))!
  await handOff(ctx, locked, { reason, messageId: turn.messageId, by: 'visitor' })
  stored.did.handedOff = true
}

async function reasonToOffer(ctx: Context, stored: StoredReading, { way, turn }: Scene) {
  if (turn.handOff === 'waiting') return undefined
  // As often as it is said, whatever was offered before.
  if (isOthersDanger(turn.text)) return 'requested'
  const now = ctx.now()
  const { conversationId } = turn
  const before = await lastReadings(ctx, { conversationId, before: turn.number, limit: 4 })
  const enrolment = (await wayOf(ctx, turn.personId))?.enrolment ?? null
  const reason = offerOf({
    tones: [stored.tone, ...before.map(one => one.tone)],
    enrolment,
    quietDays: way?.enrolment.progress.quietDays ?? null,
    now,
  })
  if (!reason) return undefined
  const since = now.subtract({ hours: OFFER_RESTS_DAYS * 24 })
  return (await wasOffered(ctx, { conversationId, reason, since })) ? undefined : reason
}
