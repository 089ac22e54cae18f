import { type DayPart, freeSlots, nextFree, type Slot } from '../../appointments/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Wanted } from './arranging.ts'
import type { AppointmentFinding, Why } from './findings.ts'

/** How many starts an answer names; the fourth chip is a way out. */
const NAMED = 3

export type Offers = Pick<AppointmentFinding, 'slots' | 'days' | 'why' | 'wished' | 'holiday'>

/**
 * Real free starts for what was said of time: of that day and part if it has some, else the nearest, with the reason. None that
 * was turned down before.
 */
export async function offersFor(
  ctx: Context,
  wanted: Pick<Wanted, 'date' | 'days' | 'part' | 'start' | 'bound' | 'past'> | null,
  { refused = [], moving }: { refused?: readonly string[]; moving?: string | undefined } = {},
): Promise<Offers> {
  const fresh = (slot: Slot) => !refused.some(start => isSame(start, slot.start))
  const own = moving ? { moving } : {}
  const limit = NAMED + refused.length
  const date = wanted?.date ?? null
  const wished = wanted?.start ?? date
  if (!date || wanted?.past) {
    const next = await nextFree(ctx, { ...(wanted?.part ? { part: wanted.part } : {}), limit, ...own })
    return offer(next.filter(fresh).slice(0, NAMED), wanted?.past ? 'past' : null, wished, null)
  }
  const asked = await freeSlots(ctx, { from: date, days: wanted!.days, ...own })
  const whole = asked.days.flatMap(day => day.slots)
  const fits = whole.filter(slot => fresh(slot) && within(slot, wanted!, asked.timeZone))
  if (fits.length > 0) return offer(spread(fits, wanted!), null, wished, null, fits)
  const [day] = asked.days
  const start = wanted!.start ? { start: Temporal.Instant.from(wanted!.start) } : {}
  const near = await nextFree(ctx, { date, ...(wanted!.part ? { part: wanted!.part } : {}), ...start, limit, ...own })
  const why = day!.closed ?? (whole.length === 0 ? 'full' : 'part')
  return offer(near.filter(fresh).slice(0, NAMED), why, wished, day!.holiday)
}

function offer(slots: Slot[], why: Why | null, wished: string | null, holiday: string | null, all = slots): Offers {
  return { slots: slots.toSorted(byTime), days: byDay(all), why, wished, holiday }
}

/** Those that a refusal names, or the nearest where it names none. */
export async function alternativesOf(
  ctx: Context,
  detail: Readonly<Record<string, unknown>>,
  start: string,
  { refused, moving }: { refused: readonly string[]; moving?: string | undefined },
): Promise<Offers> {
  const given = (Array.isArray(detail.alternatives) ? detail.alternatives : []) as Slot[]
  const fresh = given.filter(slot => !refused.some(one => isSame(one, slot.start))).slice(0, NAMED)
  const why = (typeof detail.why === 'string' ? detail.why : 'taken') as Why
  const day = why === 'holiday' ? (await freeSlots(ctx, { from: start.slice(0, 10), days: 1 })).days[0] : undefined
  if (fresh.length > 0) return offer(fresh, why, start, day?.holiday ?? null)
  const near = await nextFree(ctx, {
    start: Temporal.Instant.from(start),
    limit: NAMED + refused.length,
    ...(moving ? { moving } : {}),
  })
  const left = near.filter(slot => !refused.some(one => isSame(one, slot.start))).slice(0, NAMED)
  return offer(left, why, start, day?.holiday ?? null)
}

/** What an offer leaves to choose from. */
export function choiceOf({ slots, days }: Pick<Offers, 'slots' | 'days'>): { offered: string[]; shown: string[] } {
  return { offered: slots.map(slot => slot.start), shown: days.flatMap(day => day.slots.map(slot => slot.start)) }
}

export const isSame = (a: string, b: string): boolean => Temporal.Instant.from(a).equals(Temporal.Instant.from(b))

function within(
  slot: Slot,
  { part, bound, start }: { part: DayPart | null } & Pick<Wanted, 'bound' | 'start'>,
  timeZone: string,
) {
  if (part && slot.part !== part) return false
  if (!start || !bound || bound === 'around') return true
  // "After 3 this weekend" means either day.
  const clock = (at: string) => Temporal.Instant.from(at).toZonedDateTimeISO(timeZone).toPlainTime()
  const side = Temporal.PlainTime.compare(clock(slot.start), clock(start))
  return bound === 'after' ? side >= 0 : side <= 0
}

/** The first of a part or the nearest to an hour; of a whole day one of each part, of a weekend some of each day. */
function spread(slots: Slot[], { part, start, days }: Pick<Wanted, 'part' | 'start' | 'days'>): Slot[] {
  if (start) {
    const at = Temporal.Instant.from(start).epochMilliseconds
    const far = (slot: Slot) => Math.abs(Temporal.Instant.from(slot.start).epochMilliseconds - at)
    return slots
      .toSorted((a, b) => far(a) - far(b))
      .slice(0, NAMED)
      .toSorted(byTime)
  }
  if (part && days === 1) return slots.slice(0, NAMED)
  const key = (slot: Slot) => (days > 1 ? slot.date : slot.part)
  const groups = [...new Set(slots.map(key))].map(one => slots.filter(slot => key(slot) === one))
  const chosen: Slot[] = []
  for (let nth = 0; chosen.length < Math.min(NAMED, slots.length); nth++)
    chosen.push(...groups.flatMap(group => group[nth] ?? []).slice(0, NAMED - chosen.length))
  return chosen.toSorted(byTime)
}

const byTime = (a: Slot, b: Slot) =>
  Temporal.Instant.compare(Temporal.Instant.from(a.start), Temporal.Instant.from(b.start))

function byDay(slots: readonly Slot[]): AppointmentFinding['days'] {
  const dates = [...new Set(slots.map(slot => slot.date))].toSorted()
  return dates.map(date => ({ date, slots: slots.filter(slot => slot.date === date) }))
}
