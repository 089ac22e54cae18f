import type { AppointmentKind, AppointmentStatus } from '../schema.ts'

/** What a status may become, by kind. Everything else is a conflict. Source: the table of statuses in docs/appointments.md. */
export function nextStatuses(_kind: AppointmentKind, _status: AppointmentStatus): readonly AppointmentStatus[] {
  throw new Error('not built')
}
