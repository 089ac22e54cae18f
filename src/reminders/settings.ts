import { sql } from 'kysely'
import { audit, requireRole } from '../accounts/index.ts'
import { type Context, readSetting, type SettingChange, transact, writeSetting } from '../storage/index.ts'
import { ReminderSettings } from './schema.ts'

const NAME = 'reminders'

/** Quiet hours and what else is chosen for reminders, with the defaults where nothing was. */
export async function readReminderSettings(ctx: Context): Promise<ReminderSettings> {
  return readSetting(ctx, NAME, parseReminderSettings)
}

/** For a statement that reads them along with other things. */
export const settingsValue = sql`(select value from settings where name = ${NAME})`

export function parseReminderSettings(value: unknown): ReminderSettings {
  return ReminderSettings.parse(value ?? {})
}

/** For administrators. What is planned already keeps its due instant; what is about to leave keeps the new hours. */
export async function writeReminderSettings(
  ctx: Context,
  settings: ReminderSettings,
  change?: SettingChange,
): Promise<void> {
  requireRole(ctx, 'admin')
  await transact(ctx, async ctx => {
    const next = ReminderSettings.parse(settings)
    await writeSetting(ctx, NAME, next, change)
    await audit(ctx, 'reminders.settings_changed', { kind: 'settings', id: NAME }, next)
  })
}
