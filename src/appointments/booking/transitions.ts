import type { AppointmentKind, AppointmentStatus } from '../schema.ts'

type Table = Partial<Record<AppointmentStatus, readonly AppointmentStatus[]>>

const meeting: Table = {
  held: ['pending', 'confirmed', 'expired'],
  pending: ['confirmed', 'cancelled', 'expired'],
  confirmed: ['completed', 'no_show', 'cancelled'],
}

const open: readonly AppointmentStatus[] = ['no_answer', 'contacted', 'completed', 'cancelled']
const callback: Table = { pending: open, no_answer: open, contacted: ['completed', 'cancelled'] }

/** What a status may become, by kind. Everything else is a conflict. Source: the table of statuses in docs/appointments.md. */
export function nextStatuses(kind: AppointmentKind, status: AppointmentStatus): readonly AppointmentStatus[] {
  return (kind === 'callback' ? callback : meeting)[status] ?? []
}

/** Those that staff may give by hand: a hold becomes something by being booked, and only time lets anything expire. */
export function statusesByHand(kind: AppointmentKind, status: AppointmentStatus): readonly AppointmentStatus[] {
  return status === 'held' ? [] : nextStatuses(kind, status).filter(next => next !== 'expired')
}

type Timed = {
  kind: AppointmentKind
  status: AppointmentStatus
  start: Temporal.Instant | null
  holdUntil: Temporal.Instant | null
}

/** The status at an instant: what ended by time has ended, whether or not that was written yet. */
export function statusAt({ kind, status, start, holdUntil }: Timed, now: Temporal.Instant): AppointmentStatus {
  const isOver = (end: Temporal.Instant | null) => end !== null && Temporal.Instant.compare(end, now) <= 0
  if (status === 'held' && (isOver(holdUntil) || isOver(start))) return 'expired'
  if (status === 'pending' && kind !== 'callback' && isOver(start)) return 'expired'
  return status
}
