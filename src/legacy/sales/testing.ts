import { sql } from 'kysely'
import type pg from 'pg'
import type { testStore } from '../../storage/testing/index.ts'
import type { Mapping } from '../core/mapping.ts'
import { openPostgres } from '../core/postgres.ts'
import { runImport } from '../core/run-import.ts'
import { salesMapping } from './index.ts'

const list = (value: unknown) => (typeof value === 'string' ? value : JSON.stringify(value ?? null))

const TABLES: Readonly<Record<string, string>> = {
  user_profiles: `user_id text primary key, name text, phone text, email text, budget_min numeric, budget_max numeric,
    preferred_configurations jsonb, preferred_locations jsonb, must_have_amenities text, avoided_amenities text,
    total_sessions integer, properties_viewed jsonb, properties_rejected jsonb, interested_projects jsonb,
    objections_history jsonb, engagement_score real, intent_to_buy_score real, lead_temperature text, current_stage text,
    stage_history jsonb, created_at timestamp, last_active timestamptz, notes text, tags jsonb`,
  scheduled_visits: `id text primary key, user_id text, project_id text, project_name text, requested_date text,
    requested_time_slot text, preferred_date text, preferred_time text, status text, contact_name text, contact_phone text,
    contact_email text, assigned_rm text, assigned_rm_phone text, user_notes text, rm_notes text, created_at timestamp,
    updated_at timestamp, confirmed_at timestamp, completed_at timestamp, cancelled_at timestamp, source text,
    lead_score_at_request real, user_feedback_rating integer, user_feedback_text text`,
  callbacks: `id serial primary key, user_id text, contact_name text, contact_phone text, contact_email text,
    requested_time text, preferred_date date, preferred_time text, status text, callback_reason text, user_notes text,
    assigned_agent text, assigned_agent_phone text, call_attempts integer, last_call_attempt timestamptz,
    contacted_at timestamptz, call_duration_seconds integer, call_outcome text, agent_notes text, created_at timestamp,
    updated_at timestamp, completed_at timestamp, urgency_level text`,
  requested_callbacks: `id text primary key, user_id text, contact_name text, contact_phone text, status text,
    callback_reason text, urgency_level text, created_at timestamptz`,
  reminders: `id serial primary key, reminder_type text, channel text, user_id text, user_name text, user_contact text,
    related_type text, related_id text, scheduled_time timestamp, sent_at timestamp, status text, subject text, message text,
    created_at timestamp, attempts integer, last_error text`,
}
export type LegacyTable = 'user_profiles' | 'scheduled_visits' | 'callbacks' | 'requested_callbacks' | 'reminders'

/** Lays out a legacy desk in a schema of its own, for a source that reads there. */
export async function makeDesk(pool: pg.Pool, schema: string): Promise<void> {
  const tables = Object.entries(TABLES).map(([name, columns]) => `create table ${schema}.${name} (${columns});`)
  await pool.query(`create schema ${schema}; ${tables.join(' ')}`)
}

/** Adds rows; objects become JSON. */
export async function fillDesk(
  pool: pg.Pool,
  schema: string,
  rows: Partial<Record<LegacyTable, Record<string, unknown>[]>>,
) {
  for (const [table, all] of Object.entries(rows))
    for (const row of all) {
      const names = Object.keys(row)
      const values = names.map(name =>
        typeof row[name] === 'object' && row[name] !== null ? list(row[name]) : row[name],
      )
      const places = names.map((_, n) => `$${n + 1}`)
      await pool.query(`insert into ${schema}.${table} (${names.join(', ')}) values (${places.join(', ')})`, values)
    }
}

/** The address of a desk beside a test's own store. */
export function deskUrl(url: string, schema: string): string {
  return `${url}${url.includes('?') ? '&' : '?'}options=${encodeURIComponent(`-c search_path=${schema}`)}`
}

export const NOW = Temporal.Instant.from('2026-03-10T06:30:00Z')
export const CREATED = '2026-03-01 10:00:00'

type Options = { dryRun?: boolean; timeZone?: string; breakAt?: number }

/** Desks beside a test's own store, and what an import makes of them there. */
export function salesDesks(store: ReturnType<typeof testStore>) {
  return { bring, desk, of }

  async function bring(schema: string, options: Options = {}) {
    const { dryRun, timeZone = 'Asia/Kolkata', breakAt } = options
    const source = await openPostgres(deskUrl(store.url, schema))
    const client = await store.pool.connect()
    try {
      const mapping = salesMapping({ timeZone, stampZone: 'UTC', region: 'IN' })
      if (breakAt) breakOff(mapping, breakAt)
      const told = { name: schema, dryRun }
      const { repairList, close, ...report } = await runImport(
        store.ctx({ now: () => NOW }),
        client,
        source,
        mapping,
        told,
      )
      const list = [...repairList()]
      close()
      return { ...report, list }
    } finally {
      client.release()
      await source.close()
    }
  }

  async function desk(schema: string, rows: Partial<Record<LegacyTable, Record<string, unknown>[]>>) {
    await makeDesk(store.pool, schema)
    await fillDesk(store.pool, schema, rows)
  }

  /** Rows of a query over the persons that a source made; `t` is the table. */
  async function of<Row>(schema: string, table: string, select: string, order = '1'): Promise<Row[]> {
    const { rows } = await sql<Row>`
      select ${sql.raw(select)} from ${sql.table(table)} t where t.person_id in (
        select l.person_id from legacy_persons l join legacy_sources s on s.id = l.source_id where s.name = ${schema})
      order by ${sql.raw(order)}`.execute(store.db)
    return rows
  }
}

/** As if the process ended while it looks at this row. */
function breakOff(mapping: Mapping, row: number): void {
  let seen = 0
  for (const table of Object.values(mapping.tables)) {
    const { plan } = table
    table.plan = (...given) => {
      if (++seen === row) throw new Error('power cut')
      return plan.apply(table, given)
    }
  }
}

export const asha = {
  user_id: 'u1', name: 'Asha Rao', phone: '98450 12345', email: 'Asha@Example.org', budget_min: 90, budget_max: 6000,
  preferred_configurations: ['3BHK', 2.5], preferred_locations: ['Whitefield', 'Hebbal'], must_have_amenities: ['Swimming Pool'],
  avoided_amenities: '["Gym"]', engagement_score: 99, lead_temperature: 'hot', current_stage: 'decision',
  properties_viewed: [
    { id: 'p1', name: 'Old Towers', viewed_at: '2026-02-01T10:00:00', view_count: 3, last_viewed_at: '2026-02-05T10:00:00' },
    { id: 'p2', name: 'Lake View', viewed_at: null },
    'garbage',
  ],
  interested_projects: [{ id: 'p1', name: 'Old Towers', interest_level: 'high', marked_at: '2026-02-02T10:00:00' }],
  properties_rejected: [
    { id: 'p1', name: 'Old Towers', reason: 'too far', rejected_at: '2026-02-04T10:00:00' },
    { id: 'p3', name: 'Hill Top', reason: 'too dear', rejected_at: '2026-02-04T16:00:00+05:30' },
  ],
  objections_history: [{ type: 'budget', count: 2, first_raised_at: '2026-02-03 10:00:00' }],
  stage_history: [
    { stage: 'awareness', entered_at: '2026-01-31T10:00:00', exited_at: '2026-02-02T10:00:00' },
    { stage: 'consideration', entered_at: '2026-02-02T10:00:00' },
    { stage: 'dreaming', entered_at: '2026-02-03T10:00:00' },
  ],
  created_at: '2026-01-31 10:00:00', last_active: '2026-02-20 10:00:00+00', notes: 'Calls back late', tags: ['VIP', 'vip '],
} // biome-ignore format: a fixture
