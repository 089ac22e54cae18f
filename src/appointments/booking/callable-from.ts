import type { Context } from '../../storage/index.ts'
import { listHolidays } from '../staff/holidays.ts'
import { readAppointmentSettings } from '../staff/settings.ts'
import { addCallingMinutes } from './promise.ts'

/** The first instant from now at which somebody of the house is there: within calling hours, on no holiday. */
export async function callableFrom(ctx: Context): Promise<Temporal.Instant> {
  const settings = await readAppointmentSettings(ctx)
  const holidays = new Set((await listHolidays(ctx)).map(({ day }) => day))
  return addCallingMinutes(ctx.now(), 0, { ...settings, timeZone: ctx.business.timeZone, holidays })
}
