import { sql } from 'kysely'
import { activeAppointments, ownerOf, toStaffAppointments } from '../../appointments/index.ts'
import { listingEventsOf } from '../../catalogue/index.ts'
import { type FactKey, factText, recallFacts } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Objection, Sentiment, Stage, Temperature } from '../schema.ts'
import { heatOf } from './lines.ts'
import { requireLead } from './lock-lead.ts'
import { readNotes } from './read-notes.ts'
import { isOfSales, requireSales } from './rights.ts'
import type { Lead, LeadSummary } from './schema.ts'
import { currentOverride } from './set-override.ts'

const CONTACT: readonly string[] = ['name', 'phone', 'email'] satisfies FactKey[]

/** How many readings the plots show. */
const PLOTTED = 60

/**
 * Everything that the page of a lead shows beside its timeline; any part of the summary may be missing. Somebody whose memory is off
 * is a lead without a score. Refuses `leads.not_allowed`, `leads.unknown`, and `leads.joined` with the `personId` that they are now.
 */
export async function readLead(ctx: Context, { personId }: { personId: string }): Promise<Lead> {
  requireSales(ctx)
  await requireLead(ctx, personId)
  const row = await readRow(ctx, personId)
  const facts = (await recallFacts(ctx, personId)).filter(isOfSales)
  const active = (await activeAppointments(ctx, personId)).filter(({ kind }) => kind !== 'coaching_session')
  const appointments = await toStaffAppointments(ctx, active)
  const said = (key: string) => {
    const value = facts.find(fact => fact.key === key)?.value
    return typeof value === 'string' ? value : null
  }
  const { account, memory_on, created_at, last_active_at } = row
  return {
    personId,
    name: account?.name ?? said('name'),
    phone: said('phone'),
    email: account?.email ?? said('email'),
    account: account && { email: account.email, proven: account.proven },
    memoryOn: memory_on,
    createdAt: created_at.toString(),
    lastActiveAt: last_active_at.toString(),
    summary: {
      ...(await summaryOf(ctx, personId, row)),
      wish: facts
        .filter(({ key }) => !CONTACT.includes(key))
        .map(({ key, label, value }) => ({ label, text: factText(key, value) })),
      nextAppointment: appointments[0] ?? null,
    },
    facts: facts.map(fact => ({
      ...fact,
      text: factText(fact.key, fact.value),
      conversationId: row.sources.find(({ id }) => id === fact.id)?.conversationId ?? null,
    })),
    tags: row.tags,
    notes: await readNotes(ctx, { personId }),
    appointments,
    conversations: row.conversations,
    stages: row.stages,
    sentiments: row.sentiments,
  }
}

async function summaryOf(
  ctx: Context,
  personId: string,
  row: Row,
): Promise<Omit<LeadSummary, 'wish' | 'nextAppointment'>> {
  const { viewed, interested, rejected, brochures } = await listingEventsOf(ctx, personId)
  const mention = ({ listing, count, lastAt }: (typeof viewed)[number]) => ({ ...listing, times: count, lastAt })
  const last = row.sentiments.at(-1)
  return {
    ...heatOf(ctx, row),
    override: await currentOverride(ctx, personId),
    stage: row.stage,
    sessions: row.sessions,
    views: {
      listings: viewed.length,
      times: viewed.reduce((sum, { count }) => sum + count, 0),
      last: viewed.slice(0, 5).map(mention),
    },
    interests: interested.map(one => ({ ...mention(one), level: one.level })),
    rejected: rejected.map(one => ({ ...mention(one), reason: one.reason })),
    objections: row.objections,
    sentiment: last ? { average: row.average ?? 0, last: last.sentiment, messages: row.readings } : null,
    visits: { scheduled: row.visits, completed: row.visits_completed },
    callbacks: { requested: row.callbacks, completed: row.callbacks_completed },
    brochures: brochures.reduce((sum, { count }) => sum + count, 0),
    owner: await ownerOf(ctx, personId),
  }
}

type Row = {
  engagement: number
  intent: number
  temperature: Temperature
  override_temperature: Temperature | null
  override_until: Temporal.Instant | null
  stage: Stage
  created_at: Temporal.Instant
  last_active_at: Temporal.Instant
  memory_on: boolean
  account: { name: string; email: string; proven: boolean } | null
  sessions: number
  tags: string[]
  objections: { type: Objection; count: number; lastAt: string }[]
  average: number | null
  readings: number
  visits: number
  visits_completed: number
  callbacks: number
  callbacks_completed: number
  conversations: Lead['conversations']
  stages: Lead['stages']
  sentiments: { at: string; sentiment: Sentiment; frustration: number; conversationId: string; messageNumber: number }[]
  sources: { id: string; conversationId: string }[]
}

/** What comes from counting and from the readings of their messages, in one statement. */
async function readRow(ctx: Context, personId: string): Promise<Row> {
  const { rows } = await sql<Row>`
    with threads as (select * from conversations where person_id = ${personId}::uuid and desk = 'sales'),
    read as (select r.* from sales_readings r where r.conversation_id in (select id from threads)),
    met as (select * from appointments where person_id = ${personId}::uuid)
    select coalesce(l.engagement, 0) as engagement, coalesce(l.intent, 0) as intent, coalesce(l.temperature, 'cold') as temperature,
      l.override_temperature, l.override_until, coalesce(l.stage, 'discovery') as stage,
      coalesce(l.created_at, p.created_at) as created_at,
      coalesce(l.last_active_at, (select max(last_at) from activity_sessions where person_id = p.id), p.created_at) as last_active_at,
      p.memory_off_since is null as memory_on,
      (select json_build_object('name', a.name, 'email', a.email, 'proven', a.email_verified) from accounts a
        where a.person_id = p.id) as account,
      coalesce((select max(number) from activity_sessions where person_id = p.id), 0) as sessions,
      array(select tag from lead_tags where person_id = p.id order by tag) as tags,
      array(
        select json_build_object('type', o.type, 'count', count(*), 'lastAt', max(read.created_at))
        from read, unnest(read.objections) as o (type) group by o.type order by count(*) desc, o.type) as objections,
      average_sentiment(p.id)::double precision as average,
      (select count(*) from read) as readings,
      (select count(*) from met where kind = 'site_visit' and status in ('pending', 'confirmed', 'completed', 'no_show')) as visits,
      (select count(*) from met where kind = 'site_visit' and status = 'completed') as visits_completed,
      (select count(*) from met where kind = 'callback') as callbacks,
      (select count(*) from met where kind = 'callback' and status in ('contacted', 'completed')) as callbacks_completed,
      array(
        select json_build_object('id', t.id, 'state', t.hand_off, 'open', t.closed_at is null, 'messages', t.last_number,
          'lastAt', (select m.created_at from messages m where m.conversation_id = t.id order by m.number desc limit 1))
        from threads t order by t.closed_at is null desc, t.active_at desc limit 20) as conversations,
      array(
        select json_build_object('from', s.from_stage, 'to', s.to_stage, 'at', s.created_at,
          'conversationId', m.conversation_id, 'messageNumber', m.number)
        from lead_stages s left join messages m on m.id = s.message_id
        where s.person_id = p.id order by s.number) as stages,
      array(
        select json_build_object('at', n.created_at, 'sentiment', n.sentiment, 'frustration', n.frustration,
          'conversationId', n.conversation_id, 'messageNumber', n.number)
        from (select * from read order by ordinal desc limit ${sql.lit(PLOTTED)}) n order by n.ordinal) as sentiments,
      array(
        select json_build_object('id', f.id, 'conversationId', m.conversation_id)
        from facts f join messages m on m.id = f.message_id
        where f.person_id = p.id and f.superseded_at is null and f.erased_at is null) as sources
    from persons p left join leads l on l.person_id = p.id where p.id = ${personId}::uuid`.execute(ctx.db)
  return rows[0]!
}
