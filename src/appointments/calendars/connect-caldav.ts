import { ExternalCalendarError, findCaldavCalendars } from '../../channels/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { requireOwnStaff } from '../staff/rights.ts'
import { connectCalendar, refuseConnected } from './connect-calendar.ts'
import { describeCalendar } from './queries.ts'
import type { CaldavAnswer, CaldavInput } from './schema.ts'
import type { CalendarSettings } from './settings.ts'

const PATIENCE_MS = 30_000

/**
 * Connects a calendar of CalDAV: the one at the address, the only one of the account, or the one that is named; where there are
 * several it gives them to choose from. Refuses `calendars.connected`, `calendars.url`, `calendars.sign_in` and
 * `calendars.not_reached`.
 */
export async function connectCaldav(
  ctx: Context,
  settings: CalendarSettings,
  input: CaldavInput & { staffId?: string },
): Promise<CaldavAnswer> {
  const { id: staffId } = await requireOwnStaff(ctx, input.staffId)
  const { username, password } = input
  const url = addressOf(input.url, settings.caldavPrivate)
  if ((await describeCalendar(ctx, settings, staffId)).connected) refuseConnected()
  const access = { url, username, password, allowPrivate: settings.caldavPrivate }
  const calendars = await findCaldavCalendars(access, AbortSignal.timeout(PATIENCE_MS)).catch(refuseTrouble)
  const chosen = input.calendar ? calendars.find(one => one.url === input.calendar) : calendars[0]
  if (!chosen)
    refuse('invalid', 'calendars.url', { field: 'url', message: 'No such calendar was found at this address.' })
  if (!input.calendar && calendars.length > 1) return { calendars }
  await connectCalendar(ctx, settings, {
    staffId,
    provider: 'caldav',
    url: chosen.url,
    username,
    secret: password,
    name: chosen.name,
  })
  return describeCalendar(ctx, settings, staffId)
}

function addressOf(text: string, allowPrivate: boolean): string {
  const address = text.includes('://') ? text : `https://${text}`
  const url = URL.canParse(address) ? new URL(address) : undefined
  if (
    !url ||
    url.username ||
    url.password ||
    (url.protocol !== 'https:' && !(allowPrivate && url.protocol === 'http:'))
  )
    refuse('invalid', 'calendars.url', {
      field: 'url',
      message: 'Please give the https address of the calendar, without name and password in it.',
    })
  return url.href
}

/** The same few sentences whatever answered, so that nobody learns about other hosts by connecting to them. */
function refuseTrouble(error: unknown): never {
  if (!(error instanceof ExternalCalendarError)) throw error
  const { trouble, message } = error
  if (trouble === 'denied') refuse('invalid', 'calendars.sign_in', { field: 'password', message })
  if (trouble === 'blocked') refuse('invalid', 'calendars.url', { field: 'url', message })
  refuse('invalid', 'calendars.not_reached', {
    field: 'url',
    message: 'No calendar was found at this address. Please check it and try again.',
  })
}
