import type { Context } from '../../storage/index.ts'
import type { DayPart, Slot } from '../schema.ts'
import { readBounds } from './facts.ts'
import { freeFrom, partOf, readDay } from './free-slots.ts'

/**
 * Free starts nearest to a wish, at most `limit` (3): of that date and part of the day first (nearest to `start`), then of that
 * date, then of the next days in the same part, then whatever is next. Without a part, that of `start`; without a date, that of
 * `start`, else any. Refuses `appointments.date`.
 */
export async function nextFree(
  ctx: Context,
  wish: { start?: Temporal.Instant; date?: string; part?: DayPart; limit?: number; staffId?: string; moving?: string },
): Promise<Slot[]> {
  const { start, limit = 3 } = wish
  const bounds = await readBounds(ctx)
  const local = start?.toZonedDateTimeISO(bounds.timeZone)
  const date = wish.date ?? local?.toPlainDate().toString()
  const part = wish.part ?? (local && partOf(local.hour * 60))
  const sameDay: Slot[] = []
  const later: Slot[] = []
  const from = date === undefined ? bounds.firstDay : readDay(date)
  for await (const slot of freeFrom(ctx, bounds, wish, from)) {
    if (slot.date !== date && sameDay.length + later.length >= limit) break
    if (slot.date === date) sameDay.push(slot)
    else if (!part || slot.part === part) later.push(slot)
  }
  const chosen = [...sameDay.toSorted(nearest(start, part)), ...later].slice(0, limit)
  if (chosen.length === limit) return chosen
  const taken = new Set(chosen.map(slot => slot.start))
  for await (const slot of freeFrom(ctx, bounds, wish, bounds.firstDay)) {
    if (!taken.has(slot.start)) chosen.push(slot)
    if (chosen.length >= limit) break
  }
  return chosen
}

/** Slots of one day: those of the part first, each by its distance from the wished start. */
function nearest(start: Temporal.Instant | undefined, part: DayPart | undefined) {
  const distance = (slot: Slot) =>
    start ? Math.abs(Temporal.Instant.from(slot.start).epochMilliseconds - start.epochMilliseconds) : 0
  return (a: Slot, b: Slot) => Number(b.part === part) - Number(a.part === part) || distance(a) - distance(b)
}
