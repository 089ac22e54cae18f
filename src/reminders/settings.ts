import { type Context, readSetting, writeSetting } from '../storage/index.ts'
import { ReminderSettings } from './schema.ts'

const NAME = 'reminders'

export async function readReminderSettings(ctx: Context): Promise<ReminderSettings> {
  return readSetting(ctx, NAME, value => ReminderSettings.parse(value ?? {}))
}

export async function writeReminderSettings(ctx: Context, settings: ReminderSettings): Promise<void> {
  await writeSetting(ctx, NAME, ReminderSettings.parse(settings))
}
