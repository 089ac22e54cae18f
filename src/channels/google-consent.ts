import { createHash } from 'node:crypto'
import { ExternalCalendarError, type GoogleClient } from './external-calendar.ts'
import { GOOGLE_SCOPE, googleAuth, googleTrouble } from './google-client.ts'

type ConsentOptions = NonNullable<Parameters<ReturnType<typeof googleAuth>['generateAuthUrl']>[0]>

/** `consent` is asked again each time: only then does Google give a refresh token to somebody who agreed before. */
export function consentUrl(client: GoogleClient, ask: { state: string; verifier: string }): string {
  return googleAuth(client).generateAuthUrl({
    access_type: 'offline',
    prompt: 'consent',
    scope: [GOOGLE_SCOPE],
    state: ask.state,
    code_challenge_method: 'S256' as ConsentOptions['code_challenge_method'],
    code_challenge: createHash('sha256').update(ask.verifier).digest('base64url'),
  })
}

export async function tokenOfCode(
  client: GoogleClient,
  { code, verifier }: { code: string; verifier: string },
): Promise<string> {
  const { tokens } = await googleAuth(client)
    .getToken({ code, codeVerifier: verifier })
    .catch(error => {
      throw googleTrouble(error)
    })
  const granted = tokens.scope?.split(' ') ?? []
  // Somebody may untick it on Google's page.
  if (!granted.includes(GOOGLE_SCOPE))
    throw new ExternalCalendarError(
      'denied',
      'The calendar was not allowed on the page of Google. Please connect it again.',
    )
  if (!tokens.refresh_token)
    throw new ExternalCalendarError('denied', 'Google gave no lasting consent. Please connect the calendar again.')
  return tokens.refresh_token
}

export async function revoke(client: GoogleClient, refreshToken: string, signal?: AbortSignal): Promise<void> {
  await googleAuth(client, signal)
    .revokeToken(refreshToken)
    .catch(() => {})
}
