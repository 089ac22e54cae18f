import { audit, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { Holiday } from '../schema.ts'

/** Days on which nobody is met, in the business's zone, by date. */
export async function listHolidays(ctx: Context): Promise<Holiday[]> {
  return ctx.db.selectFrom('holidays').select(['day', 'name']).orderBy('day').execute()
}

/**
 * Replaces the list. What is booked on such a day stays booked. For administrators. Refuses `appointments.holiday` (no date, no name,
 * or a day twice).
 */
export async function setHolidays(ctx: Context, holidays: Holiday[]): Promise<Holiday[]> {
  requireRole(ctx, 'admin')
  const read = holidays.map(holiday => Holiday.safeParse(holiday))
  const wrong = read.findIndex(({ success }) => !success)
  if (wrong >= 0)
    refuseHoliday(`“${holidays[wrong]?.day}” cannot be kept: write a date such as 2027-01-26, and a name.`)
  const wanted = read.map(({ data }) => data!)
  const nameless = wanted.find(({ name }) => name === '')
  if (nameless) refuseHoliday(`The holiday of ${nameless.day} needs a name.`)
  const twice = wanted.find(({ day }, at) => wanted.findIndex(other => other.day === day) !== at)
  if (twice) refuseHoliday(`${twice.day} is in the list twice.`)
  return transact(ctx, async ctx => {
    await ctx.db.deleteFrom('holidays').execute()
    if (wanted.length > 0)
      await ctx.db
        .insertInto('holidays')
        .values(wanted.map(holiday => ({ ...holiday, created_at: ctx.now() })))
        .execute()
    await audit(ctx, 'appointments.holidays_changed', { kind: 'settings', id: 'holidays' }, { days: wanted.length })
    return listHolidays(ctx)
  })
}

function refuseHoliday(message: string): never {
  refuse('invalid', 'appointments.holiday', { field: 'holidays', message })
}
