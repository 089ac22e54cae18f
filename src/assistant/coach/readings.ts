import { sql } from 'kysely'
import { storableJson } from '../../kernel/text.ts'
import type { Context } from '../../storage/index.ts'
import type { Control } from './reading/controls.ts'
import type { Asked, ReadingKind } from './reading/read-message.ts'
import type { Tone } from './reading/tone.ts'

/** What a message did, as far as its answer speaks of it. */
export type Did = {
  control?: Control
  reply?: 'yes' | 'no' | 'nothing'
  /** The question that the reply settled */
  settled?: Asked
  saved?: { prompt: string; state: 'draft' | 'final' }
  /** The prompt that stands open afterwards */
  next?: string | null
  /** A prompt that was gone back to */
  back?: string | null
  /** What the programme wants before it goes on, in its own words */
  gate?: string | null
  completed?: boolean
  paused?: boolean
  resumed?: boolean
  handedOff?: boolean
  /** Of the programme, whose prompt a question may be taken as the answer to */
  version?: number
  /** Why nothing was saved: a refusal's code */
  refused?: string
}

/** How one message was read and what stands open after it. */
export type StoredReading = {
  messageId: string
  number: number
  kind: ReadingKind
  tone: Tone
  enrolmentId: string | null
  /** The prompt that it was read against */
  prompt: string | null
  did: Did
  asks: Asked | null
  asksReason: string | null
  asksMessage: string | null
}

const columns = sql`
  message_id as "messageId", number, kind, tone, enrolment_id as "enrolmentId", prompt, did, asks,
  asks_reason as "asksReason", asks_message as "asksMessage"`

export async function findReading(ctx: Context, messageId: string): Promise<StoredReading | undefined> {
  const found = await sql<StoredReading>`select ${columns} from readings where message_id = ${messageId}`.execute(
    ctx.db,
  )
  return found.rows[0]
}

/** The newest readings of a conversation before a number, newest first. */
export async function lastReadings(
  ctx: Context,
  { conversationId, before, limit }: { conversationId: string; before?: number; limit: number },
): Promise<StoredReading[]> {
  const found = await sql<StoredReading>`
    select ${columns} from readings
    where conversation_id = ${conversationId} and number < ${before ?? 2_147_483_647}
    order by number desc limit ${limit}`.execute(ctx.db)
  return found.rows
}

export async function writeReading(ctx: Context, conversationId: string, reading: StoredReading): Promise<void> {
  await sql`
    insert into readings (message_id, conversation_id, number, kind, tone, enrolment_id, prompt, did, asks, asks_reason,
      asks_message, created_at)
    values (${reading.messageId}, ${conversationId}, ${reading.number}, ${reading.kind}, ${reading.tone},
      ${reading.enrolmentId}, ${reading.prompt}, ${storableJson(reading.did)}::jsonb, ${reading.asks},
      ${reading.asksReason}, ${reading.asksMessage}, ${ctx.now()})`.execute(ctx.db)
}

/** Whether a coach was offered for this reason lately. */
export async function wasOffered(
  ctx: Context,
  { conversationId, reason, since }: { conversationId: string; reason: string; since: Temporal.Instant },
): Promise<boolean> {
  const found = await sql`
    select from readings where conversation_id = ${conversationId} and asks = 'hand_off' and asks_reason = ${reason}
      and created_at > ${since} limit 1`.execute(ctx.db)
  return found.rows.length > 0
}

/** The text of an earlier message of the conversation. */
export async function textOf(ctx: Context, conversationId: string, messageId: string): Promise<string | undefined> {
  const found = await sql<{ text: string }>`
    select text from messages where id = ${messageId} and conversation_id = ${conversationId}`.execute(ctx.db)
  return found.rows[0]?.text
}
