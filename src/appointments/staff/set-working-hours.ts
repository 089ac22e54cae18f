import type { Context } from '../../storage/index.ts'
import type { StaffMember, WorkingHours } from '../schema.ts'

/** Replaces the week of a member of staff: their own, or anybody's for an administrator. Refuses `appointments.hours`. */
export async function setWorkingHours(
  _ctx: Context,
  _input: { staffId: string; hours: WorkingHours[] },
): Promise<StaffMember> {
  throw new Error('not built')
}
