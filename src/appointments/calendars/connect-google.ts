import { sql } from 'kysely'
import { requireAccountId } from '../../accounts/index.ts'
import { ExternalCalendarError, googleConsentUrl, googleTokenOf, openGoogleCalendar } from '../../channels/index.ts'
import { hashSecret, newSecret } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { seal, unseal } from '../../kernel/seal.ts'
import type { Context } from '../../storage/index.ts'
import { requireOwnStaff } from '../staff/rights.ts'
import { connectCalendar, refuseConnected } from './connect-calendar.ts'
import { requireGoogle } from './open.ts'
import { describeCalendar } from './queries.ts'
import type { CalendarSettings } from './settings.ts'

const CONSENT_MINUTES = 10
const PATIENCE_MS = 30_000
/** Google's name for the main calendar of whoever consents. */
const PRIMARY = 'primary'

/**
 * Where the member of staff consents at Google. The state is good once, for ten minutes, for the account that asked. Refuses
 * `calendars.google_off` and `calendars.connected`.
 */
export async function askGoogle(ctx: Context, settings: CalendarSettings, staffId?: string): Promise<{ url: string }> {
  const client = requireGoogle(ctx, settings)
  const { id } = await requireOwnStaff(ctx, staffId)
  if ((await describeCalendar(ctx, settings, id)).connected) refuseConnected()
  const state = newSecret()
  const verifier = newSecret()
  await sql`delete from calendar_consents where expires_at < clock_timestamp()`.execute(ctx.db)
  await sql`
    insert into calendar_consents (state_hash, staff_id, account_id, verifier, expires_at)
    values (${hashSecret(state)}, ${id}, ${requireAccountId(ctx)}, ${seal(verifier, settings.secret, hashSecret(state))},
      clock_timestamp() + make_interval(mins => ${CONSENT_MINUTES}))`.execute(ctx.db)
  return { url: await googleConsentUrl(client, { state, verifier }) }
}

/**
 * Takes what Google sent back and connects the main calendar. Refuses `calendars.consent` for a state that is unknown, used, too
 * old or of somebody else, and for a consent that was not given.
 */
export async function connectGoogle(
  ctx: Context,
  settings: CalendarSettings,
  answer: { code?: string | undefined; state?: string | undefined },
): Promise<void> {
  const client = requireGoogle(ctx, settings)
  const hash = hashSecret(answer.state ?? '')
  const { rows } = await sql<{ staffId: string; verifier: string; isGood: boolean }>`
    delete from calendar_consents where state_hash = ${hash} and account_id = ${requireAccountId(ctx)}
    returning staff_id as "staffId", verifier, expires_at > clock_timestamp() as "isGood"`.execute(ctx.db)
  const asked = rows[0]
  const verifier = asked?.isGood ? unseal(asked.verifier, settings.secret, hash) : undefined
  if (!asked || !verifier) refuseConsent('This consent is no longer good. Please connect the calendar again.')
  if (!answer.code) refuseConsent('The calendar was not allowed on the page of Google.')
  const { staffId } = asked
  try {
    const refreshToken = await googleTokenOf(client, { code: answer.code, verifier })
    const calendar = await openGoogleCalendar(
      client,
      { calendarId: PRIMARY, refreshToken },
      AbortSignal.timeout(PATIENCE_MS),
    )
    const now = ctx.now()
    // A look says whether it works, and what the calendar is called.
    const { name } = await calendar.read({
      token: null,
      from: now,
      to: now.add({ hours: 1 }),
      zone: ctx.business.timeZone,
      own: [],
    })
    await connectCalendar(ctx, settings, {
      staffId,
      provider: 'google',
      url: PRIMARY,
      username: null,
      secret: refreshToken,
      name: name ?? 'Google Calendar',
    })
  } catch (error) {
    if (error instanceof ExternalCalendarError) refuseConsent(error.message)
    throw error
  }
}

function refuseConsent(message: string): never {
  refuse('invalid', 'calendars.consent', message)
}
