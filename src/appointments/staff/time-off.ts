import type { Context } from '../../storage/index.ts'
import type { TimeOff } from '../schema.ts'

/**
 * Time in which a member of staff is not there, from one instant to another. What is booked then stays booked: `booked` names
 * those appointments, to be moved by hand. Refuses `appointments.period`.
 */
export async function addTimeOff(
  _ctx: Context,
  _input: { staffId: string; start: Temporal.Instant; end: Temporal.Instant; note?: string },
): Promise<TimeOff & { booked: string[] }> {
  throw new Error('not built')
}

/** Refuses `appointments.time_off_not_found`. */
export async function removeTimeOff(_ctx: Context, _id: string): Promise<void> {
  throw new Error('not built')
}
