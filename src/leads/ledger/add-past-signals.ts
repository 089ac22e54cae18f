import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import type { SignalInput } from './deeds.ts'

/** What somebody did on one day of the past. */
export type PastDeed = {
  personId: string
  at: Temporal.Instant
  signals: readonly SignalInput[]
  /** Doubts and refusals: they earn nothing today and have their row all the same; `{listing}` as in a signal */
  remarks?: readonly { key: string; listingId?: string | null; sentence: string }[]
}

/**
 * Adds what persons did before they were known here to their ledgers, each deed dated on its day and worth what it is worth today, many
 * at once and in the order given. The same key again adds nothing. Persons without a lead get one by their first signal.
 */
export async function addPastSignals(ctx: Context, deeds: readonly PastDeed[]): Promise<void> {
  if (deeds.length === 0) return
  const rows = deeds.map(({ personId, at, signals, remarks = [] }) => ({
    person: personId,
    at: at.toString(),
    signals: signals.map(({ messageId, listingId, appointmentId, ...signal }) => ({
      id: newId(),
      ...signal,
      message: messageId ?? null,
      listing: listingId ?? null,
      appointment: appointmentId ?? null,
    })),
    remarks: remarks.map(({ key, listingId, sentence }) => ({ key, sentence, listing: listingId ?? null })),
  }))
  await sql`select add_past_signals(${JSON.stringify(rows)}::jsonb)`.execute(ctx.db)
}
