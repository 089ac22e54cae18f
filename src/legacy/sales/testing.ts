import type pg from 'pg'

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
