import { sql } from 'kysely'
import { audit } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { StaffMember, WorkingHours } from '../schema.ts'
import { requireStaff } from './queries.ts'
import { requireOwnStaff } from './rights.ts'
import { checkWeek, replaceWeek } from './working-week.ts'

/**
 * Replaces the week of a member of staff, the link of a coach, or both: their own, or anybody's for an administrator. What is booked
 * stays booked; sessions by video show the link as it is now. Refuses
 * `appointments.staff_not_found`, `appointments.not_yours`, `appointments.hours`.
 */
export async function setWorkingHours(
  ctx: Context,
  { staffId, hours, videoLink }: { staffId: string; hours?: WorkingHours[]; videoLink?: string | null },
): Promise<StaffMember> {
  if (hours) checkWeek(hours)
  return transact(ctx, async ctx => {
    await requireOwnStaff(ctx, staffId)
    const link = videoLink === undefined ? sql`video_link` : sql`${videoLink}::text`
    await sql`
      update staff set version = version + 1, video_link = ${link}, updated_at = ${ctx.now()}
      where id = ${staffId}`.execute(ctx.db)
    if (videoLink !== undefined)
      await audit(ctx, 'staff.link_changed', { kind: 'staff', id: staffId }, { set: videoLink !== null })
    if (!hours) return requireStaff(ctx, staffId)
    await replaceWeek(ctx, staffId, hours)
    await audit(ctx, 'staff.hours_changed', { kind: 'staff', id: staffId }, { rows: hours.length })
    return requireStaff(ctx, staffId)
  })
}
