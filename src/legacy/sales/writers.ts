import { sql } from 'kysely'
import { type BroughtAppointment, bringAppointments } from '../../appointments/index.ts'
import { addPastSignals, type PastDeed } from '../../leads/index.ts'
import { type FactInput, rememberFacts } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Mapping } from '../core/mapping.ts'

type Rows = Record<string, unknown>[]

/** What a mapping of a sales desk asks for, in the order in which it is written: whatever names a row comes after it. */
export const writers: Mapping['writers'] = {
  async person(ctx, rows, run) {
    const json = JSON.stringify(rows)
    await sql`
      insert into persons (id, created_at)
      select id, "createdAt" from jsonb_to_recordset(${json}::jsonb) as p (id uuid, "createdAt" timestamptz)
      on conflict do nothing`.execute(ctx.db)
    await sql`
      insert into legacy_persons (person_id, source_id, origin, key)
      select id, ${run.sourceId}, origin, case when octet_length(key) <= 512 then key end
      from jsonb_to_recordset(${json}::jsonb) as p (id uuid, origin text, key text)
      on conflict do nothing`.execute(ctx.db)
  },

  async lead(ctx, rows) {
    await sql`
      insert into leads (person_id, last_active_at, weights_version, created_at)
      select p."personId", p."lastActiveAt", (select max(version) from lead_weights), p."createdAt"
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as p ("personId" uuid, "lastActiveAt" timestamptz, "createdAt" timestamptz)
      on conflict do nothing`.execute(ctx.db)
  },

  async facts(ctx, rows) {
    for (const { personId, at, facts } of rows as { personId: string; at: string; facts: FactInput[] }[])
      await rememberFacts(asOf(ctx, at), { personId, messageId: null, source: 'import', facts })
  },

  async 'listing event'(ctx, rows) {
    await sql`
      insert into listing_events (id, person_id, listing_id, kind, level, reason, created_at)
      select e.id, e."personId", l.id, e.kind, e.level, e.reason, e.at
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as e (id uuid, "personId" uuid, "listingId" uuid, kind text,
        level text, reason text, at timestamptz) join listings l on l.id = e."listingId"
      order by e.at on conflict do nothing`.execute(ctx.db)
  },

  async deed(ctx, rows) {
    await addPastSignals(ctx, deedsOf(rows))
  },

  async stage(ctx, rows) {
    const json = JSON.stringify(rows)
    await sql`
      insert into lead_stages (id, person_id, from_stage, to_stage, created_at)
      select s.id, s."personId", s."from", s."to", s.at
      from rows from (jsonb_to_recordset(${json}::jsonb)
        as (id uuid, "personId" uuid, "from" text, "to" text, at timestamptz)) with ordinality s order by s.ordinality
      on conflict do nothing`.execute(ctx.db)
    await sql`
      update leads l set stage = s.to_stage
      from (select distinct on (person_id) person_id, to_stage from lead_stages
        where person_id = any (${rows.map(({ personId }) => personId)}::uuid[]) order by person_id, number desc) s
      where l.person_id = s.person_id`.execute(ctx.db)
  },

  async note(ctx, rows) {
    await sql`
      insert into lead_notes (id, person_id, text, created_at)
      select id, "personId", text, at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as n (id uuid, "personId" uuid, text text, at timestamptz)
      on conflict do nothing`.execute(ctx.db)
  },

  async tag(ctx, rows) {
    await sql`
      insert into lead_tags (id, person_id, tag, created_at)
      select id, "personId", tag, at from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
        as n (id uuid, "personId" uuid, tag text, at timestamptz)
      on conflict do nothing`.execute(ctx.db)
  },

  async appointment(ctx, rows) {
    await bringAppointments(ctx, rows as BroughtAppointment[])
  },

  async 'appointment deed'(ctx, rows) {
    await addPastSignals(ctx, deedsOf(rows))
  },

  async reminder(ctx, rows) {
    await sql`
      insert into reminders (id, subject_kind, subject_id, subject_version, kind, audience, recipient_id, person_id, channel,
        planned_at, due_at, useful_until, time_zone, quiet, status, reason, attempts, next_try_at, sent_by, sent_at,
        subject_line, body, created_at, ended_at)
      select id, 'appointment', "subjectId", version, kind, 'visitor', "personId", "personId", channel,
        "dueAt", "dueAt", "dueAt", "timeZone", false, status, reason, attempts, "dueAt", "sentBy", "sentAt",
        "subjectLine", body, "createdAt", coalesce("sentAt", ${ctx.now()})
      from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, "subjectId" uuid, version integer, kind text,
        "personId" uuid, channel text, "dueAt" timestamptz, "timeZone" text, status text, reason text, attempts integer,
        "sentBy" text, "sentAt" timestamptz, "subjectLine" text, body text, "createdAt" timestamptz)
      on conflict do nothing`.execute(ctx.db)
  },
}

/** Nobody hears of what was long ago. */
function asOf(ctx: Context, at: string): Context {
  return { ...ctx, now: () => Temporal.Instant.from(at), announce: async () => {} }
}

function deedsOf(rows: Rows): PastDeed[] {
  return (rows as (Omit<PastDeed, 'at'> & { at: string })[]).map(row => ({ ...row, at: Temporal.Instant.from(row.at) }))
}
