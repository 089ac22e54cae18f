import type { Context } from '../storage/index.ts'
import type { ReminderPlan } from './subject.ts'

/**
 * Writes intended sends, each intent once: planned again, it stays as it is. Quiet hours move `due_at` where the plan wants
 * that; what cannot be useful any more is written as suppressed (`late` or `quiet`), so that it is seen.
 */
export async function planReminders(_ctx: Context, _plans: readonly ReminderPlan[]): Promise<void> {
  throw new Error('not built')
}
