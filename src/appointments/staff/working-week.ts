import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentSettings, StaffMember, WorkingHours } from '../schema.ts'
import { readAppointmentSettings, readSessionSettings } from './settings.ts'

/** The week of somebody new: the hours in which visits are given, or sessions. */
export async function usualWeek(ctx: Context, role: StaffMember['role']): Promise<WorkingHours[]> {
  return weekOf(role === 'coach' ? await readSessionSettings(ctx) : await readAppointmentSettings(ctx))
}

type Hours = Pick<AppointmentSettings, 'weekdays' | 'opens' | 'closes'>

function weekOf({ weekdays, opens, closes }: Hours): WorkingHours[] {
  return [...new Set(weekdays)].toSorted().map(weekday => ({ weekday, opens, closes }))
}

/** Refuses `appointments.hours`: what ends before it begins, or overlaps on a day. */
export function checkWeek(hours: WorkingHours[]): void {
  const sorted = hours.toSorted((a, b) => a.weekday - b.weekday || a.opens.localeCompare(b.opens))
  for (const [at, row] of sorted.entries()) {
    if (row.opens >= row.closes) refuseHours(`${row.opens}–${row.closes} ends before it begins.`)
    const before = sorted[at - 1]
    if (before?.weekday === row.weekday && before.closes > row.opens)
      refuseHours(`${before.opens}–${before.closes} and ${row.opens}–${row.closes} overlap on one day.`)
  }
}

function refuseHours(message: string): never {
  refuse('invalid', 'appointments.hours', { field: 'hours', message })
}

/** Puts this week in the place of what was there. In the caller's transaction, which holds the row of the member of staff. */
export async function replaceWeek(ctx: Context, staffId: string, hours: WorkingHours[]): Promise<void> {
  await ctx.db.deleteFrom('working_hours').where('staff_id', '=', staffId).execute()
  if (hours.length === 0) return
  await ctx.db
    .insertInto('working_hours')
    .values(hours.map(row => ({ staff_id: staffId, ...row })))
    .execute()
}
