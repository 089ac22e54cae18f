import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import type { Appointment, AppointmentStatus, StaffAppointment } from '../schema.ts'

/** By its public code; undefined if there is none. Says nothing about who may see it. */
export async function findAppointment(_ctx: Context, _code: string): Promise<AppointmentRow | undefined> {
  throw new Error('not built')
}

/**
 * By its public code, for the person themselves, for staff and the system, and for who holds its key. Refuses
 * `appointments.not_found` to everybody else.
 */
export async function openAppointment(_ctx: Context, _input: { code: string; key?: string }): Promise<AppointmentRow> {
  throw new Error('not built')
}

/** A person's own, newest first, 20 a page. Holds that ended are left out. */
export async function listAppointments(
  _ctx: Context,
  _input: { personId: string; cursor?: string; limit?: number },
): Promise<{ items: AppointmentRow[]; cursor: string | null }> {
  throw new Error('not built')
}

/** What is still to come of a person, soonest first: visits held, pending or confirmed, and open callbacks. */
export async function activeAppointments(_ctx: Context, _personId: string): Promise<AppointmentRow[]> {
  throw new Error('not built')
}

/** As the visitor's schema has it. */
export function toAppointment(_ctx: Context, _row: AppointmentRow, _key?: string): Appointment {
  throw new Error('not built')
}

/** Those of a span of time, by start; `status` and `staffId` narrow it. */
export async function listStaffAppointments(
  _ctx: Context,
  _input: {
    from?: Temporal.Instant
    to?: Temporal.Instant
    staffId?: string
    kind?: string
    status?: AppointmentStatus[]
    cursor?: string
    limit?: number
  },
): Promise<{ items: StaffAppointment[]; cursor: string | null }> {
  throw new Error('not built')
}

/** Open callbacks by promise: overdue ones first, by lateness and then urgency. */
export async function listCallbacks(
  _ctx: Context,
  _input: { overdue?: boolean; limit?: number },
): Promise<StaffAppointment[]> {
  throw new Error('not built')
}
