import { audit, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, readSetting, type SettingChange, transact, writeSetting } from '../../storage/index.ts'
import { AppointmentSettings, SessionSettings } from '../schema.ts'

const NAME = 'appointments'
const SESSIONS = 'coaching sessions'

/** How appointments are given, with the defaults where nothing was chosen. */
export async function readAppointmentSettings(ctx: Context): Promise<AppointmentSettings> {
  return readSetting(ctx, NAME, value => AppointmentSettings.parse(value ?? {}))
}

/** For administrators. What is booked stays booked. Refuses `appointments.settings` (a day that ends before it begins). */
export async function writeAppointmentSettings(
  ctx: Context,
  settings: AppointmentSettings,
  change?: SettingChange,
): Promise<void> {
  requireRole(ctx, 'admin')
  const value = AppointmentSettings.parse(settings)
  if (value.opens >= value.closes) refuseSettings('closes', 'Visits must end later in the day than they begin.')
  if (value.callsFrom >= value.callsUntil) refuseSettings('callsUntil', 'Calling hours must end later than they begin.')
  await transact(ctx, async ctx => {
    await writeSetting(ctx, NAME, value, change)
    await audit(ctx, 'appointments.settings_changed', { kind: 'settings', id: NAME }, value)
  })
}

/** How coaching sessions are given, with the defaults where nothing was chosen. */
export async function readSessionSettings(ctx: Context): Promise<SessionSettings> {
  return readSetting(ctx, SESSIONS, value => SessionSettings.parse(value ?? {}))
}

/** For administrators. What is booked stays booked. Refuses `appointments.settings`. */
export async function writeSessionSettings(
  ctx: Context,
  settings: SessionSettings,
  change?: SettingChange,
): Promise<SessionSettings> {
  requireRole(ctx, 'admin')
  const value = SessionSettings.parse(settings)
  if (value.opens >= value.closes) refuseSettings('closes', 'Sessions must end later in the day than they begin.')
  await transact(ctx, async ctx => {
    await writeSetting(ctx, SESSIONS, value, change)
    await audit(ctx, 'appointments.settings_changed', { kind: 'settings', id: SESSIONS }, value)
  })
  return value
}

function refuseSettings(field: string, message: string): never {
  refuse('invalid', 'appointments.settings', { field, message })
}
