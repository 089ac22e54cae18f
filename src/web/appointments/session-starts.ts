import { getJson } from '../api/client.ts'
import type { DayPart, SessionSlot, SlotDays } from '../api/types.ts'
import { dateIn, plusDays } from '../words/time.ts'
import type { Finder } from './picker.tsx'

type Bounds = { noticeMinutes: number; horizonDays: number }

/** As sessions are given where nobody said otherwise; the server has the last word. */
const USUAL: Bounds = { noticeMinutes: 2_880, horizonDays: 90 }
const MINUTE = 60_000

/** Free starts of coaching sessions by the clock of `timeZone`; of every coach, or of one. */
export function sessionStarts({
  staffId,
  timeZone,
  bounds = USUAL,
}: {
  staffId?: string | undefined
  timeZone: string
  bounds?: Bounds
}): Finder {
  const ask = (from: string, to: string, signal: AbortSignal) => {
    const query = new URLSearchParams({
      kind: 'coaching_session',
      from,
      to,
      timeZone,
      ...(staffId && { staff: staffId }),
    })
    return getJson<SessionSlot[]>(`/api/slots?${query}`, signal)
  }
  return {
    key: ['sessions', staffId ?? '', timeZone],
    load: async (given, days, signal) => {
      const now = Date.now()
      const from = given ?? dateIn(now, timeZone)
      const slots = await ask(from, plusDays(from, days - 1), signal)
      const found = daysOf(slots, { from, days, timeZone, now, bounds })
      if (slots.length > 0) return found
      const others = await ask(found.firstDay, found.lastDay, signal)
      return {
        ...found,
        next: daysOf(others, { from: found.firstDay, days: bounds.horizonDays + 1, timeZone, now, bounds }).next,
      }
    },
  }
}

/** Starts under their dates, each start once however many coaches are free then. */
export function daysOf(
  slots: readonly SessionSlot[],
  of: { from: string; days: number; timeZone: string; now: number; bounds?: Bounds },
): SlotDays {
  const { from, days, timeZone, now, bounds = USUAL } = of
  const firstDay = dateIn(now + bounds.noticeMinutes * MINUTE, timeZone)
  const lastDay = dateIn(now + bounds.horizonDays * 1_440 * MINUTE, timeZone)
  const byStart = new Map<number, SlotDays['next'][number]>()
  for (const { start, end } of slots) {
    const at = Date.parse(start)
    const known = byStart.get(at)
    if (known) known.free++
    else byStart.set(at, { start, end, date: dateIn(start, timeZone), part: partOf(start, timeZone), free: 1 })
  }
  const starts = [...byStart.values()]
  return {
    timeZone,
    slotMinutes: 30,
    firstDay,
    lastDay,
    days: Array.from({ length: days }, (_, number) => {
      const date = plusDays(from, number)
      const own = starts.filter(slot => slot.date === date)
      return { date, closed: own.length > 0 ? null : closedOn(date, firstDay, lastDay), holiday: null, slots: own }
    }),
    next: starts.slice(0, 3),
  }
}

function closedOn(date: string, firstDay: string, lastDay: string): SlotDays['days'][number]['closed'] {
  if (date < firstDay) return 'past'
  if (date > lastDay) return 'beyond'
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay()
  return weekday === 0 || weekday === 6 ? 'closed' : 'full'
}

function partOf(start: string, timeZone: string): DayPart {
  const hour = Number(
    new Intl.DateTimeFormat('en-GB', { hour: '2-digit', hourCycle: 'h23', timeZone }).format(new Date(start)),
  )
  return hour < 12 ? 'morning' : hour < 17 ? 'afternoon' : 'evening'
}
