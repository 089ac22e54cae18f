import { audit, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, readSetting, transact, writeSetting } from '../../storage/index.ts'
import { AppointmentSettings } from '../schema.ts'

const NAME = 'appointments'

/** How appointments are given, with the defaults where nothing was chosen. */
export async function readAppointmentSettings(ctx: Context): Promise<AppointmentSettings> {
  return readSetting(ctx, NAME, value => AppointmentSettings.parse(value ?? {}))
}

/** For administrators. What is booked stays booked. Refuses `appointments.settings` (a day that ends before it begins). */
export async function writeAppointmentSettings(ctx: Context, settings: AppointmentSettings): Promise<void> {
  requireRole(ctx, 'admin')
  const value = AppointmentSettings.parse(settings)
  if (value.opens >= value.closes) refuseSettings('closes', 'Visits must end later in the day than they begin.')
  if (value.callsFrom >= value.callsUntil) refuseSettings('callsUntil', 'Calling hours must end later than they begin.')
  await transact(ctx, async ctx => {
    await writeSetting(ctx, NAME, value)
    await audit(ctx, 'appointments.settings_changed', { kind: 'settings', id: NAME }, value)
  })
}

function refuseSettings(field: string, message: string): never {
  refuse('invalid', 'appointments.settings', { field, message })
}
