import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/**
 * Keeps a start for the visitor while they decide, for `holdMinutes`. A visitor has one hold: an earlier one ends. Refuses
 * `appointments.taken` (with `alternatives`), `appointments.start` (`why`: past, notice, beyond, holiday, closed, no_slot).
 */
export async function holdStart(
  _ctx: Context,
  _input: {
    personId: string
    start: Temporal.Instant
    listingId?: string
    conversationId?: string
    source: AppointmentRow['source']
    requestKey?: string
  },
): Promise<AppointmentRow> {
  throw new Error('not built')
}

/** Lets a hold go. Nothing happens where it has ended already. */
export async function releaseHold(_ctx: Context, _input: { code: string }): Promise<void> {
  throw new Error('not built')
}
