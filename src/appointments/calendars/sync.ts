import { type Loop, startLoop } from '../../jobs/index.ts'
import type { Context } from '../../storage/index.ts'

export type CalendarSettings = {
  google: { clientId: string; clientSecret: string; apiUrl: string | null } | null
  /** Whether calendars of the private network may be connected. */
  caldavPrivate: boolean
  /** Seals passwords and tokens at rest; 32 bytes or more. */
  secret: string
}

/** Writes one batch of events that are due and reads one calendar whose turn it is. Gives whether there is more. */
export async function syncCalendars(_ctx: Context, _settings: CalendarSettings, _owner: string): Promise<boolean> {
  return false
}

export function startCalendarSync(ctx: Context, settings: CalendarSettings, owner: string): Loop {
  return startLoop(ctx, { name: 'calendars', everyMs: 2_000, work: ctx => syncCalendars(ctx, settings, owner) })
}
