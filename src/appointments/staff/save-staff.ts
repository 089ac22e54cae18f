import { sql } from 'kysely'
import { audit, requireRole } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { refuseKeyReused } from '../booking/refusals.ts'
import type { StaffMember, StaffMemberInput } from '../schema.ts'
import { checkMember, readMember } from './check-member.ts'
import { requireStaff } from './queries.ts'
import { type RetiredSamples, retireSamples } from './retire-samples.ts'
import { lockTeam } from './seed-sample-staff.ts'
import { checkWeek, replaceWeek, usualWeek } from './working-week.ts'

export type SaveStaffInput = (
  | (StaffMemberInput & { id?: undefined; version?: undefined; requestKey?: string })
  | (Partial<StaffMemberInput> & { id: string; version?: number })
) & { sample?: boolean }

/**
 * Adds a member of staff, or changes what is told of the one of `id` at `version`. Added without hours: those of the business. The
 * first real agent or coach takes the place of the sample of that role: `samples` says who left and who stays for what is agreed with them. The same
 * `requestKey` of the same account is the same member. Refuses `appointments.staff_not_found`, `appointments.staff` (a field that does
 * not fit), `appointments.version` (changed meanwhile), `appointments.phone`, `appointments.time_zone`, `appointments.hours`
 * (overlapping), `appointments.account` (none of staff), `appointments.account_taken`, `appointments.key_reused` (for another name).
 * Needs the right of an administrator.
 */
export async function saveStaff(
  ctx: Context,
  input: SaveStaffInput,
): Promise<StaffMember & { samples?: RetiredSamples }> {
  requireRole(ctx, 'admin')
  if (input.hours) checkWeek(input.hours)
  return transact(ctx, async ctx => {
    await lockTeam(ctx)
    return input.id === undefined ? addMember(ctx, input) : changeMember(ctx, input)
  })
}

async function addMember(ctx: Context, input: Extract<SaveStaffInput, { id?: undefined }>) {
  const member = readMember(input)
  const requestKey = keyOf(ctx, input.requestKey)
  const known = requestKey && (await findAdded(ctx, requestKey))
  if (known) return known.version === 1 && known.name !== member.name ? refuseKeyReused() : known
  const columns = await checkMember(ctx, member, undefined)
  const id = newId()
  const at = ctx.now()
  await ctx.db
    .insertInto('staff')
    .values({ id, ...columns, sample: input.sample ?? false, request_key: requestKey, created_at: at, updated_at: at })
    .execute()
  await replaceWeek(ctx, id, member.hours ?? (await usualWeek(ctx, member.role)))
  const samples = input.sample ? undefined : await retireSamples(ctx, { id, role: member.role })
  await audit(ctx, 'staff.added', { kind: 'staff', id }, { role: columns.role, account: columns.account_id })
  return { ...(await requireStaff(ctx, id)), ...(samples && { samples }) }
}

/** Keys of one account say nothing about those of another. */
function keyOf({ actor }: Context, key: string | undefined): string | null {
  if (key === undefined) return null
  return `${actor.kind === 'account' ? actor.accountId : actor.kind} ${key}`
}

async function findAdded(ctx: Context, requestKey: string): Promise<StaffMember | undefined> {
  const found = await sql<{ id: string }>`select id from staff where request_key = ${requestKey}`.execute(ctx.db)
  return found.rows[0] && requireStaff(ctx, found.rows[0].id)
}

async function changeMember(ctx: Context, input: Extract<SaveStaffInput, { id: string }>) {
  const { id, version, sample, ...told } = input
  await sql`select from staff where id = ${id} for update`.execute(ctx.db)
  const { hours: _, ...known } = await requireStaff(ctx, id)
  if (version !== undefined && version !== known.version)
    refuse('conflict', 'appointments.version', 'Somebody changed this meanwhile. Load it again and repeat your change.')
  const given = Object.fromEntries(Object.entries(told).filter(([, value]) => value !== undefined))
  const member = readMember({ ...known, ...given } as Partial<StaffMemberInput>)
  const columns = await checkMember(ctx, member, id)
  await ctx.db
    .updateTable('staff')
    .set({ ...columns, ...(sample !== undefined && { sample }), version: known.version + 1, updated_at: ctx.now() })
    .where('id', '=', id)
    .execute()
  if (member.hours) await replaceWeek(ctx, id, member.hours)
  const detail = { fields: Object.keys(given), active: columns.active, role: columns.role, account: columns.account_id }
  await audit(ctx, 'staff.changed', { kind: 'staff', id }, detail)
  return requireStaff(ctx, id)
}
