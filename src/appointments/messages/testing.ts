import { newId } from '../../kernel/ids.ts'
import type { AppointmentRow } from '../row.ts'

export const staffOfRow: NonNullable<AppointmentRow['staff']> = {
  id: newId(),
  name: 'Asha Rao',
  email: 'asha@homes.example',
  phone: '+918040001234',
  timeZone: 'Asia/Kolkata',
  accountId: null,
  active: true,
}

/** A confirmed visit with everything known, Saturday 28 November 2026, 10:00 am in Bengaluru. */
export function rowOf(overrides: Partial<AppointmentRow> = {}): AppointmentRow {
  const start = Temporal.Instant.from('2026-11-28T10:00:00+05:30')
  return {
    id: newId(),
    code: 'ABCDEFGH0123',
    kind: 'site_visit',
    personId: newId(),
    conversationId: null,
    listingId: newId(),
    listing: {
      id: newId(),
      slug: 'velmora-avalon',
      name: 'Velmora Avalon',
      place: 'Whitefield',
      address: '12 Hope Farm Road',
    },
    staffId: staffOfRow.id,
    staff: staffOfRow,
    status: 'confirmed',
    version: 1,
    start,
    end: start.add({ hours: 1 }),
    timeZone: 'Asia/Kolkata',
    visitorTimeZone: null,
    holdUntil: null,
    source: 'form',
    requestKey: null,
    contactName: 'Ravi Kumar',
    contactPhone: '+919845012345',
    contactEmail: 'ravi@mail.example',
    visitorNotes: 'We come with two children.',
    staffNotes: 'Only staff read this.',
    reason: null,
    urgency: null,
    dueAt: null,
    cancelledBy: null,
    cancelReason: null,
    rating: null,
    feedback: null,
    remindEmail: true,
    remindPhone: true,
    icsUid: 'abc@homes.example',
    createdAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
    updatedAt: Temporal.Instant.from('2026-11-20T10:00:00Z'),
    ...overrides,
  }
}

/** An open callback, promised for Saturday 28 November 2026, 2:30 pm in Bengaluru. */
export function callbackOf(overrides: Partial<AppointmentRow> = {}): AppointmentRow {
  return rowOf({
    kind: 'callback',
    status: 'pending',
    start: null,
    end: null,
    reason: 'pricing',
    urgency: 'medium',
    dueAt: Temporal.Instant.from('2026-11-28T14:30:00+05:30'),
    ...overrides,
  })
}

/** The same with whatever may be missing missing. */
export const sparse: Partial<AppointmentRow> = {
  listingId: null,
  listing: null,
  contactName: null,
  contactPhone: null,
  contactEmail: null,
  visitorNotes: null,
  staffNotes: null,
  cancelReason: null,
}
