import type { Context } from '../../storage/index.ts'
import type { StaffMember, TimeOff } from '../schema.ts'

/** By name; with `active` only who can be booked. */
export async function listStaff(_ctx: Context, _input: { active?: boolean } = {}): Promise<StaffMember[]> {
  throw new Error('not built')
}

/** Refuses `appointments.staff_not_found`. */
export async function requireStaff(_ctx: Context, _id: string): Promise<StaffMember> {
  throw new Error('not built')
}

/** The member of staff whose sign-in this is. */
export async function staffOfAccount(_ctx: Context, _accountId: string): Promise<StaffMember | undefined> {
  throw new Error('not built')
}

/** What ends after `from`. */
export async function listTimeOff(
  _ctx: Context,
  _input: { staffId?: string; from?: Temporal.Instant },
): Promise<TimeOff[]> {
  throw new Error('not built')
}
