import type { Context } from '../storage/index.ts'

/**
 * Takes back what was not started yet. With `beforeVersion` only the rows of older versions; with `kinds` only those. Call it in
 * the transaction of the cause. Gives how many.
 */
export async function cancelReminders(
  _ctx: Context,
  _input: { subject: { kind: string; id: string }; beforeVersion?: number; kinds?: string[]; reason: string },
): Promise<number> {
  throw new Error('not built')
}
