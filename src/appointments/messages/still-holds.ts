import type { Claimed } from '../../reminders/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { AppointmentStatus } from '../schema.ts'

const open: readonly AppointmentStatus[] = ['pending', 'confirmed', 'no_answer']
const uncalled: readonly AppointmentStatus[] = ['pending', 'no_answer']

/** Statuses in which a kind makes sense. */
const statusesOf: Record<string, readonly AppointmentStatus[]> = {
  confirmation: ['confirmed'],
  received: uncalled,
  change: open,
  cancellation: ['cancelled', 'expired'],
  visit_24h: ['confirmed'],
  visit_1h: ['confirmed'],
  // Staff who forgot to say how it ended do not keep the visitor from saying how it was.
  follow_up: ['completed', 'confirmed'],
  new_visit: ['confirmed'],
  to_confirm: ['pending'],
  moved: open,
  cancelled: ['cancelled', 'expired'],
  callback_due: uncalled,
  callback_overdue: uncalled,
}

/** Whether what a reminder was planned for is still so. */
export function stillHolds(
  row: AppointmentRow,
  { kind, audience }: Pick<Claimed, 'kind' | 'audience'>,
  as: 'assigned' | 'former' | 'administrator',
  now: Temporal.Instant,
): boolean {
  if (kind === 'follow_up' && (row.rating !== null || !row.end || Temporal.Instant.compare(row.end, now) > 0))
    return false
  const isPassedOn = audience === 'staff' && as === 'former'
  if (isPassedOn) return kind === 'cancelled' && [...open, 'cancelled'].includes(row.status)
  return statusesOf[kind]?.includes(row.status) ?? false
}
