import { sql } from 'kysely'
import { parsePhoneNumberFromString } from 'libphonenumber-js/max'
import type { z } from 'zod'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { StaffMemberInput } from '../schema.ts'

/** The columns of a member of staff, checked; refuses what saveStaff says. */
export async function checkMember(ctx: Context, input: z.output<typeof StaffMemberInput>, id: string | undefined) {
  const timeZone = input.timeZone ?? (await zoneOf(ctx, id))
  if (input.name === '') refuse('invalid', 'appointments.staff_name', { field: 'name', message: 'Please give a name.' })
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
    phone: input.phone ? readPhone(input.phone) : null,
    time_zone: timeZone,
    slot_minutes: input.slotMinutes,
    visits_per_day: input.visitsPerDay,
    active: input.active,
    account_id: input.accountId,
  }
}

async function zoneOf(ctx: Context, id: string | undefined): Promise<string> {
  if (!id) return ctx.business.timeZone
  const row = await ctx.db.selectFrom('staff').select('time_zone').where('id', '=', id).executeTakeFirst()
  return row?.time_zone ?? ctx.business.timeZone
}

/** IANA names only: an offset such as +05:30 would be the same in summer and in winter. */
function isTimeZone(name: string): boolean {
  if (/^[+-]/.test(name)) return false
  try {
    new Intl.DateTimeFormat('en', { timeZone: name })
    return true
  } catch {
    return false
  }
}

/** Any way of writing a number, of India where it names no country, as E.164. */
function readPhone(text: string): string {
  const phone = parsePhoneNumberFromString(text, 'IN')
  if (phone?.isValid()) return phone.number
  return refuse('invalid', 'appointments.phone', {
    field: 'phone',
    message: `“${text}” is not a phone number. Write it with its country code, such as +91 98765 43210.`,
  })
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
