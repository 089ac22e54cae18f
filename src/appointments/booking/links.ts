import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'

/** What opens one appointment without an account: an HMAC of its id, 43 characters of base64url. It does not end; erasing the person ends it. */
export async function appointmentKey(_ctx: Context, _appointmentId: string): Promise<string> {
  throw new Error('not built')
}

/** Whether the key belongs to this appointment; compared in constant time. */
export async function isAppointmentKey(_ctx: Context, _appointmentId: string, _key: string): Promise<boolean> {
  throw new Error('not built')
}

/** `PUBLIC_URL/appointments/CODE#KEY`: what follows # is sent to no server and stands in no log. */
export async function manageLink(_ctx: Context, _row: AppointmentRow): Promise<string> {
  throw new Error('not built')
}
