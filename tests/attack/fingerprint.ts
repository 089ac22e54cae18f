import type pg from 'pg'

/** What changes by itself: work in the background, counters of limits, what a session notes of its use, and the note of a reading. */
const RESTLESS =
  /^(account_attempts|account_rate_limits|account_reset_requests|account_sessions|audit_log|jobs?|job_.*|.*leases?|.*heartbeats?|reminders?|.*_attempts|backups?.*|house_events|processes|posting_feeds|posting_feed_runs|.*_runs)$/

/** One number for each table, or each of those that `only` names: the rows that it holds, whatever their order. */
export async function fingerprint(pool: pg.Pool, only = /^/): Promise<Record<string, string>> {
  const { rows: tables } = await pool.query<{ name: string; place: string }>(
    `select c.relname as name, c.oid::regclass::text as place from pg_class c join pg_namespace n on n.oid = c.relnamespace
     where c.relkind in ('r', 'p') and not c.relispartition and n.nspname not in ('pg_catalog', 'information_schema') order by 1`,
  )
  const watched = tables.filter(({ name }) => only.test(name) && !RESTLESS.test(name))
  const { rows } = await pool.query<{ name: string; mark: string }>(
    watched
      .map(
        ({ name, place }) =>
          `select '${name}' as name, count(*) || ' ' || coalesce(sum(hashtextextended(t::text, 0)), 0) as mark from ${place} t`,
      )
      .join(' union all '),
  )
  return Object.fromEntries(rows.map(({ name, mark }) => [name, mark]))
}

/** The tables in which two differ. */
export const changed = (before: Record<string, string>, after: Record<string, string>) =>
  Object.keys(after).filter(name => before[name] !== after[name])
