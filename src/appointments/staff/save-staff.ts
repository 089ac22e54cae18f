import type { Context } from '../../storage/index.ts'
import type { StaffMember, StaffMemberInput } from '../schema.ts'

/**
 * Adds a member of staff, or changes the one of `id` at `version`. Without hours: those of the business. Refuses
 * `appointments.staff_not_found`, `appointments.version` (changed meanwhile), `appointments.phone`, `appointments.time_zone`,
 * `appointments.hours` (overlapping), `appointments.account_taken`. Needs the right of an administrator.
 */
export async function saveStaff(
  _ctx: Context,
  _input: StaffMemberInput & { id?: string; version?: number; sample?: boolean },
): Promise<StaffMember> {
  throw new Error('not built')
}
