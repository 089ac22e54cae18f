import type { Context } from '../../storage/index.ts'
import type { DayPart, Slot } from '../schema.ts'

/**
 * Free starts nearest to a wish, at most `limit` (3): of that date and part of the day first (nearest to `start`), then of that
 * date, then of the next days in the same part, then whatever is next.
 */
export async function nextFree(
  _ctx: Context,
  _wish: { start?: Temporal.Instant; date?: string; part?: DayPart; limit?: number; staffId?: string; moving?: string },
): Promise<Slot[]> {
  throw new Error('not built')
}
