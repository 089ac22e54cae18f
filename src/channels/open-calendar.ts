import type { CaldavAccess, ExternalCalendar, GoogleClient } from './external-calendar.ts'

/** Libraries of calendars are loaded when the first one is connected: most starts need none. */
export async function openCaldavCalendar(access: CaldavAccess, signal?: AbortSignal): Promise<ExternalCalendar> {
  const { caldavCalendar } = await import('./caldav.ts')
  return caldavCalendar(access, signal)
}

/** Calendars for events that are found from an address: that of a calendar, of an account, or only of a server. */
export async function findCaldavCalendars(
  access: CaldavAccess,
  signal?: AbortSignal,
): Promise<{ url: string; name: string }[]> {
  const { caldavCalendars } = await import('./caldav-discovery.ts')
  return caldavCalendars(access, signal)
}

export async function openGoogleCalendar(
  client: GoogleClient,
  access: { calendarId: string; refreshToken: string },
  signal?: AbortSignal,
): Promise<ExternalCalendar> {
  const { googleCalendar } = await import('./google-calendar.ts')
  return googleCalendar(client, access, signal)
}

/** Where somebody consents (authorization code with PKCE). */
export async function googleConsentUrl(
  client: GoogleClient,
  ask: { state: string; verifier: string },
): Promise<string> {
  const { consentUrl } = await import('./google-consent.ts')
  return consentUrl(client, ask)
}

/** The refresh token for the code that Google sent back. */
export async function googleTokenOf(client: GoogleClient, answer: { code: string; verifier: string }): Promise<string> {
  const { tokenOfCode } = await import('./google-consent.ts')
  return tokenOfCode(client, answer)
}

/** Withdraws the consent. What is withdrawn already is fine. */
export async function revokeGoogle(client: GoogleClient, refreshToken: string, signal?: AbortSignal): Promise<void> {
  const { revoke } = await import('./google-consent.ts')
  return revoke(client, refreshToken, signal)
}
