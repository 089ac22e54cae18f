import { type Loop, startLoop } from '../../jobs/index.ts'
import type { Context } from '../../storage/index.ts'
import { endCalendars } from './end-calendars.ts'
import { claimCalendar, readCalendar } from './read-calendar.ts'
import type { CalendarSettings } from './settings.ts'
import { claimEvents, writeEvents } from './write-events.ts'

export type { CalendarSettings } from './settings.ts'

/** Calendars at a time, so that a slow one keeps few others waiting. */
const LANES = 4

/**
 * Writes the events that are due and reads the calendars whose turn it is, a few of each side by side. Any number of processes may
 * do so at once: each takes its own by lease. Gives whether there was something, so that there may be more.
 */
export async function syncCalendars(
  ctx: Context,
  settings: CalendarSettings,
  owner: string,
  stopping?: AbortSignal,
): Promise<boolean> {
  const work: Promise<void>[] = []
  const busy: string[] = []
  async function takeAll() {
    while (busy.length < LANES) {
      const events = await claimEvents(ctx, owner, busy)
      if (!events) break
      busy.push(events.calendar.id)
      work.push(writeEvents(ctx, settings, owner, events, stopping))
    }
    for (let lane = 0; lane < LANES; lane++) {
      const calendar = await claimCalendar(ctx, owner)
      if (!calendar) break
      work.push(readCalendar(ctx, settings, owner, calendar, stopping))
    }
  }
  // Where the database goes away in the middle, what was begun is still waited for, and its failure heard.
  const [taken] = await Promise.allSettled([takeAll()])
  const failed = [taken!, ...(await Promise.allSettled(work))].find(one => one.status === 'rejected')
  if (failed) throw failed.reason
  const ended = await endCalendars(ctx, settings, stopping)
  return work.length > 0 || ended > 0
}

export function startCalendarSync(ctx: Context, settings: CalendarSettings, owner: string): Loop {
  return startLoop(ctx, {
    name: 'calendars',
    everyMs: 2_000,
    work: (ctx, stopping) => syncCalendars(ctx, settings, owner, stopping),
  })
}
