import {
  type ExternalCalendar,
  ExternalCalendarError,
  type GoogleClient,
  openCaldavCalendar,
  openGoogleCalendar,
} from '../../channels/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import { unseal } from '../../kernel/seal.ts'
import type { Context } from '../../storage/index.ts'
import { isAtWork } from './queries.ts'
import type { CalendarSettings } from './settings.ts'

export type ConnectedCalendar = {
  id: string
  staffId: string
  provider: 'caldav' | 'google'
  url: string
  username: string | null
  secret: string
  state: 'connected' | 'failing' | 'ending'
}

/** For what a secret of a calendar is sealed: it opens for no other. */
export const purposeOf = (calendarId: string) => `calendar ${calendarId}`

/** Opens a connected calendar with its secret. `signal` ends all that it asks for. */
export async function openCalendar(
  ctx: Context,
  settings: CalendarSettings,
  calendar: ConnectedCalendar,
  signal: AbortSignal,
): Promise<ExternalCalendar> {
  if (calendar.state !== 'ending') await requireAtWork(ctx, calendar.staffId)
  const secret = unseal(calendar.secret, settings.secret, purposeOf(calendar.id))
  if (secret === undefined)
    throw new ExternalCalendarError(
      'denied',
      'The sign-in of this calendar can no longer be read. Please connect it again.',
    )
  if (calendar.provider === 'google') {
    if (!settings.google) throw new ExternalCalendarError('denied', 'Google Calendar is switched off in the settings.')
    return openGoogleCalendar(
      googleClient(ctx, settings.google),
      { calendarId: calendar.url, refreshToken: secret },
      signal,
    )
  }
  const { url, username } = calendar
  return openCaldavCalendar(
    { url, username: username ?? '', password: secret, allowPrivate: settings.caldavPrivate },
    signal,
  )
}

/** Who was let go neither learns of visits by their own calendar nor moves them there. What is ours is still taken out of it. */
async function requireAtWork(ctx: Context, staffId: string): Promise<void> {
  if (await isAtWork(ctx, staffId)) return
  throw new ExternalCalendarError('denied', 'The account of this member of staff is switched off.')
}

/** Refuses `calendars.google_off` where the business has no OAuth client. */
export function requireGoogle(ctx: Context, settings: CalendarSettings): GoogleClient {
  if (!settings.google)
    refuse(
      'not_found',
      'calendars.google_off',
      'Google Calendar is not switched on. Connect a calendar by CalDAV instead.',
    )
  return googleClient(ctx, settings.google)
}

export function googleClient(ctx: Context, google: NonNullable<CalendarSettings['google']>): GoogleClient {
  return { ...google, redirectUri: `${ctx.business.publicUrl}/api/staff/calendar/google/callback` }
}
