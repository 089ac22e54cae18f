import { sql } from 'kysely'
import { listChanges } from '../../appointments/index.ts'
import { type Context, type Events, transact } from '../../storage/index.ts'
import { addSignals } from './add-signals.ts'
import { contactDeed, type SignalInput, sessionDeeds } from './deeds.ts'
import { scoreAppointment, scoreListingEvent } from './score-events.ts'

const BATCH = 50

/** Something done before leads were scored; `score` takes the time from its context. */
type Past = { at: Temporal.Instant; score(ctx: Context): Promise<unknown> }

/**
 * Makes the ledgers of persons who were there before leads were scored, from the rows of what they did: each deed counts as it
 * would have on its day, weeks of staying away among them. Nothing was kept of how their messages were read, so mood and facts asked
 * earn nothing. Once for each person, by whichever process, those who came last first; one that fails is tried again after the
 * others. Gives whether there is more to do.
 */
export async function bringHistories(ctx: Context): Promise<boolean> {
  const { rows } = await sql<{ id: string }>`
    select person_id as id from lead_histories order by failed_at nulls first, person_id desc limit ${BATCH}`.execute(
    ctx.db,
  )
  let brought = 0
  for (const { id } of rows)
    try {
      await bringHistory(ctx, id)
      brought += 1
    } catch (error) {
      ctx.log.warn({ err: error, personId: id }, 'what somebody did before leads were scored could not be counted')
      await sql`update lead_histories set failed_at = ${ctx.now()} where person_id = ${id}::uuid`.execute(ctx.db)
    }
  return brought > 0 && rows.length === BATCH
}

const byTime = (a: Past, b: Past) => Temporal.Instant.compare(a.at, b.at)

/** Locks the person (shared) before their place in the queue: so does who erases or merges them. */
async function bringHistory(ctx: Context, personId: string): Promise<void> {
  await transact(ctx, async ctx => {
    await sql`select from persons where id = ${personId}::uuid for key share`.execute(ctx.db)
    const taken = await sql`delete from lead_histories where person_id = ${personId}::uuid returning person_id`.execute(
      ctx.db,
    )
    if (taken.rows.length === 0) return
    const sessions = await sessionsOf(ctx, personId)
    const deeds = [...(await listingEventsOf(ctx, personId)), ...(await appointmentsOf(ctx, personId))]
    const [first] = [...sessions, ...deeds].sort(byTime)
    const contact = first ? await contactOf(ctx, personId, first.at) : []
    // Of one instant: the session, then what was told, then what was done.
    for (const { at, score } of [...sessions, ...contact, ...deeds].sort(byTime)) await score({ ...ctx, now: () => at })
  })
}

const added =
  (personId: string, signals: SignalInput[], active = true) =>
  (ctx: Context) =>
    addSignals(ctx, { personId, signals, active })

/** Sessions with a word to the sales desk, from the first such word on; who became this person keeps their own numbers. */
async function sessionsOf(ctx: Context, personId: string): Promise<Past[]> {
  const { rows } = await sql<{
    owner: string
    number: number
    messageId: string
    at: Temporal.Instant
    last: Temporal.Instant
  }>`
    select s.person_id as owner, s.number, first.id as "messageId", first.created_at as at, first.last
    from activity_sessions s join persons p on p.id = s.person_id
    cross join lateral (
      select m.id, m.created_at, max(m.created_at) over () as last
      from conversations c join messages m on m.conversation_id = c.id
      where c.person_id = ${personId}::uuid and c.desk = 'sales' and m.author = 'visitor'
        and m.created_at between s.started_at and s.last_at
      order by m.created_at, m.number limit 1) first
    where p.id = ${personId}::uuid or p.merged_into = ${personId}::uuid`.execute(ctx.db)
  return rows.flatMap(({ owner, number, messageId, at, last }) => [
    { at, score: added(personId, sessionDeeds({ personId: owner, number, messageId })) },
    { at: last, score: added(personId, []) },
  ])
}

async function listingEventsOf(ctx: Context, personId: string): Promise<Past[]> {
  const { rows } = await sql<Events['listing.event'] & { at: Temporal.Instant }>`
    select id as "eventId", person_id as "personId", listing_id as "listingId", kind, message_id as "messageId", created_at as at
    from listing_events where person_id = ${personId}::uuid order by number`.execute(ctx.db)
  return rows.map(({ at, ...event }) => ({ at, score: ctx => scoreListingEvent(ctx, event) }))
}

/** What was known of them earlier counts from `first` on, when the sales desk came to know them. */
async function contactOf(ctx: Context, personId: string, first: Temporal.Instant): Promise<Past[]> {
  const { rows } = await sql<{ messageId: string | null; at: Temporal.Instant }>`
    select message_id as "messageId", greatest(created_at, ${first}::timestamptz) as at from facts
    where person_id = ${personId}::uuid and key in ('phone', 'email') and erased_at is null order by number limit 1`.execute(
    ctx.db,
  )
  return rows.map(({ messageId, at }) => ({ at, score: added(personId, [contactDeed({ messageId })], false) }))
}

async function appointmentsOf(ctx: Context, personId: string): Promise<Past[]> {
  const changes = await listChanges(ctx, { personId })
  // Whether the person did it themselves is read from who acted then.
  return changes.map(({ at, by, ...changed }) => ({
    at,
    score: ctx =>
      scoreAppointment(
        { ...ctx, actor: by === 'visitor' ? { kind: 'visitor', keyHash: '' } : { kind: 'system' } },
        changed,
      ),
  }))
}
