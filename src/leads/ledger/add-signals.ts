import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { type Context, tell } from '../../storage/index.ts'
import type { Temperature } from '../schema.ts'
import type { SignalInput } from './deeds.ts'

/** Where a lead stands after what was added, and how many rows that were; `before` is how it was met. */
export type Scores = {
  engagement: number
  intent: number
  temperature: Temperature
  added: number
  before: { engagement: number; intent: number }
}

type Row = Omit<Scores, 'before'> & { engagement_before: number; intent_before: number }

/**
 * Adds what a person did to their ledger, in one round trip and under the lead's lock, and keeps scores and temperature with it; the
 * lead is made where there is none. Each signal is granted what its component has room for, and has its row also where that is
 * nothing; a key that stands is not earned again. While memory is off only taking back is written. Null: there is no such person or
 * lead. `active`: the person did it themselves, so that they count as seen now. Rules: sales desk specification, section 2.
 */
export async function addSignals(
  ctx: Context,
  { personId, signals, active = true }: { personId: string; signals: readonly SignalInput[]; active?: boolean },
): Promise<Scores | null> {
  const rows = signals.map(({ messageId, listingId, appointmentId, ...signal }) => ({
    id: newId(),
    ...signal,
    message: messageId ?? null,
    listing: listingId ?? null,
    appointment: appointmentId ?? null,
  }))
  const added = await sql<Row>`
    select * from add_signals(${personId}::uuid, ${ctx.now()}, ${JSON.stringify(rows)}::jsonb, ${active})`.execute(
    ctx.db,
  )
  const [row] = added.rows
  if (!row) return null
  if (row.added > 0) tell(ctx, { topic: 'lead', id: personId })
  const { engagement_before, intent_before, ...scores } = row
  return { ...scores, before: { engagement: engagement_before, intent: intent_before } }
}

/** The person did something that earns nothing by itself: they count as seen now, and have a lead. */
export async function touchLead(ctx: Context, { personId }: { personId: string }): Promise<void> {
  await addSignals(ctx, { personId, signals: [] })
}
