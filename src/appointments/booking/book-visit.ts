import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { ContactInput } from '../schema.ts'

export type BookInput = {
  personId: string
  /** A held start, by code; else `start`. */
  hold?: string
  start?: Temporal.Instant
  listingId?: string
  conversationId?: string
  staffId?: string
  contact: ContactInput
  notes?: string
  visitorTimeZone?: string
  remind?: { email: boolean; phone: boolean }
  source: AppointmentRow['source']
  /** The same key of the same person gives the same appointment. */
  requestKey?: string
}

/**
 * Books a visit: appointment, its event, reminders, calendar and the announced event in one transaction. Confirmed at once, or
 * pending where staff confirm. Refuses `appointments.taken` with `alternatives`, `appointments.start`, `appointments.hold_ended`
 * (with `alternatives`), `appointments.name`, `appointments.phone`, `appointments.email`, `appointments.contact` (neither),
 * `appointments.listing`, `appointments.key_reused`.
 */
export async function bookVisit(_ctx: Context, _input: BookInput): Promise<AppointmentRow> {
  throw new Error('not built')
}
