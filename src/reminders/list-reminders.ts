import type { Context } from '../storage/index.ts'
import type { ReminderPage, ReminderStatus } from './schema.ts'

/** The ledger, latest due first, 50 a page. */
export async function listReminders(
  _ctx: Context,
  _input: {
    status?: ReminderStatus
    channel?: string
    kind?: string
    subjectId?: string
    cursor?: string
    limit?: number
  },
): Promise<ReminderPage> {
  throw new Error('not built')
}
