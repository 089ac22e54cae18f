import { sql } from 'kysely'
import { audit, requireRole } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { type StaffMember, StaffMemberInput } from '../schema.ts'
import { checkMember } from './check-member.ts'
import { refuseStaff, requireStaff } from './queries.ts'
import { type RetiredSamples, retireSamples } from './retire-samples.ts'
import { lockTeam } from './seed-sample-staff.ts'
import { readAppointmentSettings } from './settings.ts'
import { businessWeek, checkWeek, replaceWeek } from './working-week.ts'

/**
 * Adds a member of staff, or changes the one of `id` at `version`. Without hours: those of the business, or those they have. The
 * first real member takes the place of the sample: `samples` says who left and who stays for what is agreed with them. Refuses
 * `appointments.staff_not_found`, `appointments.staff_name`, `appointments.version` (changed meanwhile), `appointments.phone`,
 * `appointments.time_zone`, `appointments.hours` (overlapping), `appointments.account` (none of staff),
 * `appointments.account_taken`. Needs the right of an administrator.
 */
export async function saveStaff(
  ctx: Context,
  input: StaffMemberInput & { id?: string; version?: number; sample?: boolean },
): Promise<StaffMember & { samples?: RetiredSamples }> {
  requireRole(ctx, 'admin')
  const { id: known, version, sample } = input
  const parsed = StaffMemberInput.parse(input)
  if (parsed.hours) checkWeek(parsed.hours)
  return transact(ctx, async ctx => {
    await lockTeam(ctx)
    const checked = await checkMember(ctx, parsed, known)
    const id = known ?? newId()
    const at = ctx.now()
    if (known) {
      const { rows } = await sql<{ version: number }>`select version from staff where id = ${known} for update`.execute(
        ctx.db,
      )
      if (!rows[0]) refuseStaff()
      if (version !== undefined && version !== rows[0].version)
        refuse(
          'conflict',
          'appointments.version',
          'Somebody changed this meanwhile. Load it again and repeat your change.',
        )
      await ctx.db
        .updateTable('staff')
        .set({ ...checked, ...(sample !== undefined && { sample }), version: rows[0].version + 1, updated_at: at })
        .where('id', '=', known)
        .execute()
    } else {
      await ctx.db
        .insertInto('staff')
        .values({ id, ...checked, sample: sample ?? false, created_at: at, updated_at: at })
        .execute()
    }
    const hours = parsed.hours ?? (known ? undefined : businessWeek(await readAppointmentSettings(ctx)))
    if (hours) await replaceWeek(ctx, id, hours)
    const samples = known || sample ? undefined : await retireSamples(ctx, id)
    const detail = { active: checked.active, role: checked.role, account: checked.account_id }
    await audit(ctx, known ? 'staff.changed' : 'staff.added', { kind: 'staff', id }, detail)
    return { ...(await requireStaff(ctx, id)), ...(samples && { samples }) }
  })
}
