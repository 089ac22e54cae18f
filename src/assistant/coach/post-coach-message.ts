import { type Posted, postMessage, requireOwnConversation } from '../../conversations/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { act } from './act.ts'
import { wayOf } from './programme.ts'
import { readMessage } from './reading/read-message.ts'
import { findReading, lastReadings, type StoredReading, writeReading } from './readings.ts'
import type { CoachSettings } from './settings.ts'
import { tellCrisis } from './tell-crisis.ts'

/**
 * Keeps a message to the coach with how it was read and what it does in the programme, in one transaction: message, reading and
 * answer stand together or not at all, in the order of the messages. The same id again is the same message, read once.
 *
 * Refuses what `postMessage` refuses, `conversations.unknown` (not the actor's, or of another desk) and
 * `conversations.closed` (another one is open).
 */
export async function postCoachMessage(
  ctx: Context,
  settings: CoachSettings,
  input: { conversationId: string; clientId: string; text: string; owner: string; leaseSeconds?: number },
): Promise<{ posted: Posted; reading: StoredReading }> {
  const conversation = await requireOwnConversation(ctx, input.conversationId)
  if (conversation.desk !== 'career')
    refuse('not_found', 'conversations.unknown', 'There is no such conversation at this desk.')
  if (conversation.status === 'closed')
    refuse('conflict', 'conversations.closed', 'This conversation is closed. Open the present one and write there.')
  return transact(ctx, async ctx => {
    const posted = await postMessage(ctx, { ...input, desk: 'career' })
    const before = posted.repeated ? await findReading(ctx, posted.message.id) : undefined
    return { posted, reading: before ?? (await read(ctx, settings, posted)) }
  })
}

async function read(ctx: Context, settings: CoachSettings, { turn }: Posted): Promise<StoredReading> {
  const { conversationId, personId, messageId, number, text } = turn
  const recent = await lastReadings(ctx, { conversationId, before: number, limit: 10 })
  const last = recent[0]
  const isHuman = turn.handOff === 'human'
  const way = isHuman ? null : await wayOf(ctx, personId, last?.did.back)
  const prompt = way?.prompt ?? null
  const saved = recent.find(one => one.did.saved?.prompt === prompt?.key)?.did.saved
  // Only a draft that was begun in the chat is gone on with there.
  const draft =
    saved?.state === 'draft'
      ? way?.enrolment.answers.find(answer => answer.prompt === prompt?.key && answer.state === 'draft')
      : undefined
  const reading = readMessage(text, {
    prompt,
    asked: isHuman ? null : (last?.asks ?? null),
    ...(draft && { before: draft.text }),
  })
  const stored: StoredReading = {
    messageId,
    number,
    kind: isHuman && reading.kind !== 'crisis' ? 'chat' : reading.kind,
    tone: reading.tone,
    enrolmentId: way?.enrolment.id ?? null,
    prompt: prompt?.key ?? null,
    did: { ...(last?.did.back && { back: last.did.back }) },
    asks: null,
    asksReason: null,
    asksMessage: null,
  }
  if (reading.kind === 'crisis') {
    // Nothing advances and nothing is lost: the question that stood open stands open.
    const { asks, asksReason, asksMessage } = last ?? stored
    Object.assign(stored, {
      asks,
      asksReason,
      asksMessage,
      did: {
        ...stored.did,
        ...(last?.did.version !== undefined && { version: last.did.version }),
        next: stored.prompt,
        handedOff: true,
      },
    })
    await tellCrisis(ctx, settings, turn)
  } else if (!isHuman) await act(ctx, stored, { reading, way, last, draft, turn })
  await writeReading(ctx, conversationId, stored)
  return stored
}
