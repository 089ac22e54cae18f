import type { Context } from '../storage/index.ts'
import type { ReminderStatistics } from './schema.ts'

/** Of reminders due in [from, to). */
export async function reminderStatistics(
  _ctx: Context,
  _input: { from: Temporal.Instant; to: Temporal.Instant; channels: ReminderStatistics['channels'] },
): Promise<ReminderStatistics> {
  throw new Error('not built')
}
