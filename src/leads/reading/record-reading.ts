import { type RawBuilder, sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { storableJson } from '../../kernel/text.ts'
import type { Context } from '../../storage/index.ts'
import type { Reading, Stage } from '../schema.ts'
import type { Nudge } from './nudge.ts'

export type ReadingInput = {
  personId: string
  conversationId: string
  messageId: string
  /** The message's number */
  number: number
  /** Of the session that the message opened; null where one went on */
  session: number | null
  reading: Reading
  /** A visit, a callback or a human was asked for, or an offer of one was agreed to */
  closing?: boolean
  discount?: boolean
  /** A phone number or e-mail address was given */
  contact?: boolean
  /** What the answer nudges to */
  nudge?: Nudge | null
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
  const { messageId, reading, closing = false, discount = false, nudge } = input
  const told = storableJson({ ...reading, closing, discount })
  const given = nudge ? storableJson({ id: newId(), ...nudge }) : null
  return sql<RecordedReading>`record_reading(${ctx.now()}, ${messageId}::uuid, ${told}::jsonb, ${given}::jsonb, ${newId()}::uuid)`
}
