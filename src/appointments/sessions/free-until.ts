import { refuse } from '../../kernel/refusal.ts'
import type { AppointmentRow } from '../row.ts'
import { SessionSettings } from '../schema.ts'

const USUAL = SessionSettings.parse({}).freeUntilMinutes

/** Until then its person moves a session freely, and has it back when they cancel it. */
export function freeUntil({ start, freeUntilMinutes }: AppointmentRow): Temporal.Instant {
  return start!.subtract({ minutes: freeUntilMinutes ?? USUAL })
}

/** Refuses its own person another move of a session: `appointments.reschedule_used`, `appointments.too_late`. */
export function requireFreeMove(row: AppointmentRow, now: Temporal.Instant): void {
  if (row.moves > 0)
    refuse('conflict', 'appointments.reschedule_used', {
      message:
        'You have moved this session once already. If this time does not suit you, cancel it and book another one.',
    })
  if (!isFree(row, now))
    refuse('conflict', 'appointments.too_late', {
      message: 'It is too close to the start to move this session. You can still cancel it.',
      freeUntil: freeUntil(row).toString(),
    })
}

/** Whether moving it is still open to its person. */
export function canMoveFreely(row: AppointmentRow, now: Temporal.Instant): boolean {
  return row.moves === 0 && isFree(row, now)
}

/** Whether a session that is cancelled now may be booked again: always where it is not its person's doing. */
export function isGivenBack(row: AppointmentRow, by: string, now: Temporal.Instant): boolean {
  return by !== 'visitor' || isFree(row, now)
}

const isFree = (row: AppointmentRow, now: Temporal.Instant) => Temporal.Instant.compare(now, freeUntil(row)) <= 0
