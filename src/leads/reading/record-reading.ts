import { type RawBuilder, sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { storableJson } from '../../kernel/text.ts'
import type { Context } from '../../storage/index.ts'
import { contactDeed, detailDeed } from '../ledger/deeds.ts'
import type { Reading, Stage } from '../schema.ts'
import type { Nudge } from './nudge.ts'

export type ReadingInput = {
  /** A visitor's message at the sales desk */
  messageId: string
  reading: Reading
  /** A visit, a callback or a human was asked for, or an offer of one was agreed to */
  closing: boolean
  /** A discount was asked for */
  discount: boolean
  /** A phone number or e-mail address was given */
  contact: boolean
  /** What the answer nudges to */
  nudge: Nudge | null
}

/**
 * What came of it: the stage, null where the person is gone, and why staff should look, null where they need not or were told.
 */
export type RecordedReading = {
  stage: Stage | null
  alert: 'persistent_frustration' | 'prolonged_negative_experience' | null
}

/**
 * Writes down once how a visitor's message was read, with the stage, the signals and the nudge that come of it, in one round
 * trip within the caller's transaction. Nothing is kept while memory is off.
 */
export async function recordReading(ctx: Context, input: ReadingInput): Promise<RecordedReading> {
  const done = await sql<RecordedReading>`select stage, alert from ${recordingOf(ctx, input)}`.execute(ctx.db)
  return done.rows[0]!
}

/** The call of the database's function, for who writes more in the same statement. */
export function recordingOf(ctx: Context, input: ReadingInput): RawBuilder<RecordedReading> {
  const { messageId, reading, closing, discount, nudge } = input
  const read = storableJson({ ...reading, closing, discount })
  const given = nudge ? storableJson({ id: newId(), ...nudge }) : null
  return sql<RecordedReading>`record_reading(
    ${ctx.now()}::timestamptz, ${messageId}::uuid, ${read}::jsonb, ${storableJson(earnedBy(input))}::jsonb, ${given}::jsonb)`
}

/** Contact counts once for good, a detail once for each listing and fact; sessions and mood are counted where the rows are. */
function earnedBy({ messageId, reading, contact }: ReadingInput): object[] {
  const details = reading.asked.flatMap(({ listingId, fact }) =>
    listingId === null ? [] : (detailDeed({ listingId, fact, messageId }) ?? []),
  )
  const deeds = contact ? [...details, contactDeed({ messageId })] : details
  return deeds.map(({ messageId: message, listingId: listing, ...deed }) => ({
    id: newId(),
    ...deed,
    message,
    listing,
  }))
}

/** A message that is not to be kept as read, and not to be read again: it is about no home, or cannot be read. */
export async function skipReading(ctx: Context, messageId: string): Promise<void> {
  await sql`
    insert into unkept_readings (message_id, read_at) select id, ${ctx.now()} from messages where id = ${messageId}::uuid
    on conflict do nothing`.execute(ctx.db)
}
