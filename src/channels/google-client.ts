import { auth, calendar } from '@googleapis/calendar'
import { ExternalCalendarError, type GoogleClient, statusTrouble } from './external-calendar.ts'
import { guardedFetch } from './guarded-fetch.ts'

/**
 * To see when somebody is busy and to keep events, in the calendars that they have: the least of Google's scopes that allows both.
 * Free and busy by itself (`calendar.freebusy`) would not tell what was moved or deleted.
 */
export const GOOGLE_SCOPE = 'https://www.googleapis.com/auth/calendar.events'

export function googleAuth(client: GoogleClient, signal?: AbortSignal) {
  const { apiUrl } = client
  // Who set another address for Google means it, wherever it is.
  const fetchImplementation = guardedFetch({ allowPrivate: apiUrl !== null, signal })
  return new auth.OAuth2({
    clientId: client.clientId,
    clientSecret: client.clientSecret,
    redirectUri: client.redirectUri,
    transporterOptions: { fetchImplementation },
    ...(apiUrl && {
      endpoints: {
        oauth2AuthBaseUrl: `${apiUrl}/o/oauth2/v2/auth`,
        oauth2TokenUrl: `${apiUrl}/token`,
        oauth2RevokeUrl: `${apiUrl}/revoke`,
      },
    }),
  })
}

export function googleEvents(client: GoogleClient, refreshToken: string, signal?: AbortSignal) {
  const oauth = googleAuth(client, signal)
  oauth.setCredentials({ refresh_token: refreshToken })
  const api = calendar({
    version: 'v3',
    auth: oauth,
    // Later tries are ours: they are counted, shown and outlive this process.
    retry: false,
    fetchImplementation: guardedFetch({ allowPrivate: client.apiUrl !== null, signal }),
    ...(client.apiUrl && { rootUrl: `${client.apiUrl}/` }),
  })
  return api.events
}

/** Google's answer as a sentence; it never holds a token. */
export function googleTrouble(error: unknown): ExternalCalendarError {
  if (error instanceof ExternalCalendarError) return error
  const status = googleStatus(error)
  const said = JSON.stringify((error as { response?: { data?: unknown } }).response?.data ?? '')
  if (/invalid_grant|unauthorized_client|invalid_client/.test(said))
    return new ExternalCalendarError(
      'denied',
      'Google no longer accepts the consent. Please connect the calendar again.',
    )
  if (status === 403 && /rateLimitExceeded|quotaExceeded/i.test(said)) return statusTrouble(429)
  if (status) return statusTrouble(status)
  return new ExternalCalendarError('away', 'Google does not answer.', { cause: error })
}

export function googleStatus(error: unknown): number | undefined {
  return (error as { response?: { status?: number } }).response?.status
}
