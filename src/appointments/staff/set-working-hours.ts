import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { StaffMember, WorkingHours } from '../schema.ts'
import { requireStaff } from './queries.ts'
import { requireOwnStaff } from './rights.ts'
import { checkWeek, replaceWeek } from './working-week.ts'

/**
 * Replaces the week of a member of staff: their own, or anybody's for an administrator. What is booked stays booked. Refuses
 * `appointments.staff_not_found`, `appointments.not_yours`, `appointments.hours`.
 */
export async function setWorkingHours(
  ctx: Context,
  { staffId, hours }: { staffId: string; hours: WorkingHours[] },
): Promise<StaffMember> {
  checkWeek(hours)
  return transact(ctx, async ctx => {
    await requireOwnStaff(ctx, staffId)
    await sql`update staff set version = version + 1, updated_at = ${ctx.now()} where id = ${staffId}`.execute(ctx.db)
    await replaceWeek(ctx, staffId, hours)
    await audit(ctx, 'staff.hours_changed', { kind: 'staff', id: staffId }, { rows: hours.length })
    return requireStaff(ctx, staffId)
  })
}
