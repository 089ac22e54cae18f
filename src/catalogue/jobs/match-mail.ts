import { createHmac, timingSafeEqual } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, ownSecret, transact } from '../../storage/index.ts'
import { composeMail } from './match-mail-text.ts'
import { allMatchesOf } from './matches.ts'
import { MODERATE } from './schema.ts'
import { statesOf } from './states.ts'

const AT = 8
/** Nobody wants the morning's mail in the evening. */
const USEFUL_HOURS = 6
const MOST = 5
const BATCH = 200

/** A mail as the reminders plan it. The root hands their verb in: reminders stand beside the catalogue. */
export type MatchMailPlan = {
  subject: { kind: 'match_mail'; id: string; version: number }
  kind: 'daily'
  audience: 'visitor'
  recipientId: string
  personId: string
  channel: 'email'
  plannedAt: Temporal.Instant
  usefulUntil: Temporal.Instant
  timeZone: string
  quiet: boolean
}
export type PlanMails = (ctx: Context, plans: MatchMailPlan[]) => Promise<void>

/**
 * Plans the next mail of everybody who wants one: one for each local date, at 08:00 by their clock. Says whether there may be
 * more to plan. Safe to call by any number of processes.
 */
export async function planMatchMails(ctx: Context, plan: PlanMails): Promise<boolean> {
  const now = ctx.now()
  const { rows } = await sql<{ person_id: string; time_zone: string | null; last: string | null }>`
    select w.person_id, p.time_zone, (select max(local_date) from match_mailings m where m.person_id = w.person_id) as last
    from match_mail_wishes w join persons p on p.id = w.person_id join accounts a on a.person_id = p.id
    where w.wanted and p.erased_at is null and a.disabled_at is null
      and not exists (select from match_mailings m where m.person_id = w.person_id and m.local_date >= ${localDate(now)}::date + 1)
    order by w.person_id`.execute(ctx.db)
  const wanted = rows.flatMap(({ person_id, time_zone, last }) => {
    const zone = time_zone ?? ctx.business.timeZone
    const due = nextMorning(now, zone)
    const date = due.toPlainDate().toString()
    return last !== null && last >= date ? [] : [{ personId: person_id, zone, due: due.toInstant(), date }]
  })
  for (const one of wanted.slice(0, BATCH)) {
    await transact(ctx, async ctx => {
      const id = newId()
      const made = await sql`insert into match_mailings (id, person_id, local_date, created_at)
        values (${id}, ${one.personId}, ${one.date}, ${now}) on conflict do nothing returning id`.execute(ctx.db)
      if (made.rows.length === 0) return
      const who = { audience: 'visitor', recipientId: one.personId, personId: one.personId } as const
      const when = {
        plannedAt: one.due,
        usefulUntil: one.due.add({ hours: USEFUL_HOURS }),
        timeZone: one.zone,
        quiet: false,
      }
      await plan(ctx, [
        { subject: { kind: 'match_mail', id, version: 1 }, kind: 'daily', ...who, channel: 'email', ...when },
      ])
    })
  }
  return wanted.length > BATCH
}

/**
 * Lets go of a mail that has not left, so that the next is planned by the clock that somebody lives by now. `takeBack` gives how
 * many reminders of a mail it took back; the root hands it in, as it does the planning. In the caller's transaction.
 */
export async function replanMatchMail(
  ctx: Context,
  { personId }: { personId: string },
  takeBack: (ctx: Context, mail: { subject: { kind: 'match_mail'; id: string }; reason: string }) => Promise<number>,
): Promise<void> {
  // Locked, so that nobody writes into one that goes.
  const { rows } = await sql<{ id: string }>`
    select id from match_mailings where person_id = ${personId} order by local_date desc limit 3 for update`.execute(
    ctx.db,
  )
  for (const { id } of rows) {
    const written = await sql`select from match_mail_items where mailing_id = ${id} limit 1`.execute(ctx.db)
    if (written.rows.length > 0) continue
    if ((await takeBack(ctx, { subject: { kind: 'match_mail', id }, reason: 'version' })) > 0)
      await sql`delete from match_mailings where id = ${id}`.execute(ctx.db)
  }
}

/** The latest date that is anywhere on earth now: mails are planned one morning ahead. */
const localDate = (now: Temporal.Instant) => now.toZonedDateTimeISO('Pacific/Kiritimati').toPlainDate().toString()

/** The next 08:00 by the clocks of a zone, by the rules of that day. */
export function nextMorning(now: Temporal.Instant, zone: string): Temporal.ZonedDateTime {
  const today = now.toZonedDateTimeISO(zone)
  const at = (date: Temporal.PlainDate) =>
    date.toZonedDateTime({ timeZone: zone, plainTime: new Temporal.PlainTime(AT) })
  const morning = at(today.toPlainDate())
  return Temporal.ZonedDateTime.compare(morning, today) > 0 ? morning : at(today.toPlainDate().add({ days: 1 }))
}

type Claimed = { id: string; subjectId: string }
type Composed =
  | {
      holds: true
      to: { name: string | null; email: string | null; phone: null; accountId: string | null }
      subject: string
      text: string
      html: string
      kept: string
      short: string
      path: string
      unsubscribe: string
    }
  | { holds: false; status: 'suppressed' | 'cancelled'; reason: string }

/** What reminders ask about a match mail. The root registers it under the kind `match_mail`. */
export const matchMailSubject = {
  async compose(ctx: Context, claimed: readonly Claimed[]): Promise<Map<string, Composed>> {
    const composed = new Map<string, Composed>()
    for (const one of claimed) composed.set(one.id, await composeOne(ctx, one.subjectId))
    return composed
  },
  async label(ctx: Context, subjectIds: readonly string[]) {
    const { rows } = await sql<{ id: string; local_date: string; name: string | null }>`
      select m.id, m.local_date, a.name from match_mailings m left join accounts a on a.person_id = m.person_id
      where m.id = any (${[...subjectIds]}::uuid[])`.execute(ctx.db)
    return new Map(
      rows.map(row => [
        row.id,
        { label: `Jobs of ${row.local_date}`, code: null, recipient: () => row.name ?? 'Member' },
      ]),
    )
  },
}

async function composeOne(ctx: Context, mailingId: string): Promise<Composed> {
  const found = await sql<{
    person_id: string
    wanted: boolean
    id: string
    name: string
    email: string
    email_verified: boolean
  }>`
    select m.person_id, coalesce(w.wanted, false) as wanted, a.id, a.name, a.email, a.email_verified
    from match_mailings m join accounts a on a.person_id = m.person_id left join match_mail_wishes w on w.person_id = m.person_id
    where m.id = ${mailingId} and a.disabled_at is null`.execute(ctx.db)
  const [who] = found.rows
  if (!who) return { holds: false, status: 'cancelled', reason: 'erased' }
  if (!who.wanted) return { holds: false, status: 'cancelled', reason: 'no_consent' }
  if (!who.email_verified) return { holds: false, status: 'suppressed', reason: 'email_unproven' }
  const matches = await unseenMatches(ctx, who.person_id, mailingId)
  if (matches.length === 0) return { holds: false, status: 'suppressed', reason: 'no_new_matches' }
  await sql`insert into match_mail_items (mailing_id, posting_id)
    select ${mailingId}, unnest(${matches.map(match => match.listing.id)}::uuid[]) on conflict do nothing`.execute(
    ctx.db,
  )
  const { publicUrl, name } = ctx.business
  const token = await unsubscribeToken(ctx, who.person_id)
  const mail = composeMail(matches, {
    publicUrl,
    business: name,
    stopUrl: `${publicUrl}/career/jobs?unsubscribe=${token}`,
  })
  return {
    holds: true,
    to: { name: who.name, email: who.email, phone: null, accountId: who.id },
    ...mail,
    path: '/career/jobs',
    unsubscribe: `${publicUrl}/api/match-mail/unsubscribe/${token}`,
  }
}

/** Up to five strong or moderate matches without a state that no other mail showed; never of the sample. */
async function unseenMatches(ctx: Context, personId: string, mailingId: string) {
  const best = (await allMatchesOf(ctx, personId)).filter(match => match.score >= MODERATE && !match.listing.sample)
  const ids = best.map(match => match.listing.id)
  const shown = await sql<{ posting_id: string }>`
    select i.posting_id from match_mail_items i join match_mailings m on m.id = i.mailing_id
    where m.person_id = ${personId} and m.id <> ${mailingId}`.execute(ctx.db)
  const seen = new Set(shown.rows.map(row => row.posting_id))
  const states = await statesOf(ctx, personId, ids)
  return best.filter(({ listing }) => !seen.has(listing.id) && !states.has(listing.id)).slice(0, MOST)
}

/** What ends somebody's mails without signing in: their id with its HMAC. */
export async function unsubscribeToken(ctx: Context, personId: string): Promise<string> {
  const secret = await ownSecret(ctx.db, 'match mail')
  return `${personId}.${createHmac('sha256', secret).update(personId).digest('base64url')}`
}

/** Whose mails a token ends. Refuses `catalogue.unsubscribe_unknown`. */
export async function readUnsubscribe(ctx: Context, token: string): Promise<string> {
  const [personId = ''] = token.split('.')
  const right = Buffer.from(await unsubscribeToken(ctx, personId))
  const given = Buffer.from(token)
  const isRight = given.length === right.length && timingSafeEqual(given, right)
  const known = isRight ? await sql`select from match_mail_wishes where person_id = ${personId}`.execute(ctx.db) : null
  if (!known?.rows.length)
    return refuse(
      'not_found',
      'catalogue.unsubscribe_unknown',
      'This link ends no mail. Switch it off in your account.',
    )
  return personId
}
