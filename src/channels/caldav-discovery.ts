import { createAccount, fetchCalendars } from 'tsdav'
import { asTrouble, davOf, textOf } from './caldav-requests.ts'
import { type CaldavAccess, ExternalCalendarError, statusTrouble } from './external-calendar.ts'

/** Calendars for events that an address leads to: itself if it is one, else those of the account (RFC 6764). */
export async function caldavCalendars(
  access: CaldavAccess,
  signal?: AbortSignal,
): Promise<{ url: string; name: string }[]> {
  const dav = davOf(access, signal)
  let denied = false
  const fetch: typeof dav.fetch = async (input, init) => {
    const answer = await dav.fetch(input, init)
    denied ||= answer.status === 401
    return answer
  }
  const [itself] = await dav.propfind(access.url, { 'd:resourcetype': {}, 'd:displayname': {} }, '0').catch(error => {
    if (!(error instanceof ExternalCalendarError) || ['denied', 'blocked', 'away'].includes(error.trouble)) throw error
    return []
  })
  const kinds = itself?.props?.resourcetype
  if (kinds && typeof kinds === 'object' && 'calendar' in kinds)
    return [{ url: dav.url, name: textOf(itself?.props?.displayname) ?? 'Calendar' }]
  try {
    const account = await createAccount({
      account: { serverUrl: access.url, accountType: 'caldav' },
      headers: dav.headers,
      fetch,
    })
    const calendars = await fetchCalendars({ account, headers: dav.headers, fetch })
    return calendars
      .filter(({ components }) => !components || components.length === 0 || components.includes('VEVENT'))
      .map(({ url, displayName }) => ({ url, name: textOf(displayName) ?? 'Calendar' }))
  } catch (error) {
    if (denied) throw statusTrouble(401)
    const trouble = asTrouble(error)
    if (trouble.trouble === 'blocked') throw trouble
    throw new ExternalCalendarError('missing', 'No calendar was found at this address.', { cause: error })
  }
}
