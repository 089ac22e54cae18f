import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { CallbackReason, ContactInput, Urgency } from '../schema.ts'

/**
 * Promises a call: due after 30 minutes (urgent), 2 hours (high), 4 (medium) or 24 (low), counted within calling hours (low: by the
 * clock), or at the preferred instant if that is later. Assigned by open callbacks. An open callback of the same person is kept and
 * raised instead of a second one. Refuses `appointments.name`, `appointments.phone`, `appointments.start` (a preferred time in the
 * past or beyond the horizon), `appointments.key_reused`.
 */
export async function requestCallback(
  _ctx: Context,
  _input: {
    personId: string
    listingId?: string
    conversationId?: string
    contact: ContactInput
    reason?: CallbackReason
    urgency?: Urgency
    preferred?: Temporal.Instant
    notes?: string
    visitorTimeZone?: string
    source: AppointmentRow['source']
    requestKey?: string
  },
): Promise<AppointmentRow> {
  throw new Error('not built')
}
