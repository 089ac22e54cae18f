import { sql } from 'kysely'
import type { z } from 'zod'
import { refuse } from '../../kernel/refusal.ts'
import { isTimeZone } from '../../kernel/zones.ts'
import type { Context } from '../../storage/index.ts'
import { checkPhone } from '../booking/contact.ts'
import { StaffMemberInput } from '../schema.ts'

/** What is to be saved, with what is left out filled in. Refuses `appointments.staff`. */
export function readMember(given: Partial<StaffMemberInput>): z.output<typeof StaffMemberInput> {
  const read = StaffMemberInput.safeParse(given)
  if (!read.success) {
    const [issue] = read.error.issues
    const field = issue?.path.join('.') || 'name'
    refuse('invalid', 'appointments.staff', { field, message: `${field}: ${issue?.message ?? 'is not valid'}` })
  }
  if (read.data.name === '') refuse('invalid', 'appointments.staff', { field: 'name', message: 'Please give a name.' })
  return read.data
}

/** The columns of a member of staff, checked; refuses what saveStaff says. `id` is the member themselves, if they exist. */
export async function checkMember(ctx: Context, input: z.output<typeof StaffMemberInput>, id: string | undefined) {
  const timeZone = input.timeZone ?? ctx.business.timeZone
  if (!isTimeZone(timeZone))
    refuse('invalid', 'appointments.time_zone', {
      field: 'timeZone',
      message: `“${timeZone}” is not a time zone such as Asia/Kolkata.`,
    })
  if (input.accountId) await checkAccount(ctx, input.accountId, id)
  return {
    name: input.name,
    role: input.role,
    email: input.email,
    phone: checkPhone(ctx, input.phone ?? undefined),
    time_zone: timeZone,
    slot_minutes: input.slotMinutes,
    visits_per_day: input.visitsPerDay,
    video_link: input.videoLink,
    active: input.active,
    account_id: input.accountId,
  }
}

async function checkAccount(ctx: Context, accountId: string, id: string | undefined): Promise<void> {
  const { rows } = await sql<{ role: string; holder: string | null }>`
    select a.role, s.id as holder from accounts a left join staff s on s.account_id = a.id
    where a.id = ${accountId}`.execute(ctx.db)
  const [account] = rows
  if (!account || account.role === 'member')
    refuse('invalid', 'appointments.account', {
      field: 'accountId',
      message: 'Choose a sign-in whose role is agent, coach or administrator.',
    })
  if (account.holder && account.holder !== id)
    refuse('conflict', 'appointments.account_taken', {
      field: 'accountId',
      message: 'This sign-in belongs to another member of staff already.',
    })
}
