import { type Context, readSetting, writeSetting } from '../../storage/index.ts'
import { AppointmentSettings } from '../schema.ts'

const NAME = 'appointments'

export async function readAppointmentSettings(ctx: Context): Promise<AppointmentSettings> {
  return readSetting(ctx, NAME, value => AppointmentSettings.parse(value ?? {}))
}

export async function writeAppointmentSettings(ctx: Context, settings: AppointmentSettings): Promise<void> {
  await writeSetting(ctx, NAME, AppointmentSettings.parse(settings))
}
