import type pg from 'pg'
import type { Holdings } from './schema.ts'

const COUNTED = {
  people: 'persons',
  accounts: 'accounts',
  conversations: 'conversations',
  appointments: 'appointments',
  files: 'files',
} as const

/** Where people's doings leave an instant. */
const NEWEST = ['messages', 'appointments', 'files', 'persons']

/**
 * Counts people's data in a store of this release or an older one: a table that is not there yet holds nothing, nor does one of
 * somebody else's in a database where no Mosaic was yet.
 */
export async function countHoldings(pool: Pick<pg.Pool, 'query'>): Promise<Holdings> {
  const there = await pool.query<{ name: string }>(
    `select relname::text as name from pg_class
     where relnamespace = to_regnamespace('public') and relkind in ('r', 'p') and relname = any ($1)
       and exists (select from pg_attribute where attrelid = to_regclass('public.migrations') and attname = 'checksum')`,
    [[...new Set([...Object.values(COUNTED), ...NEWEST])]],
  )
  const names = new Set(there.rows.map(row => row.name))
  const counts = Object.entries(COUNTED).map(
    ([key, table]) => `${names.has(table) ? `(select count(*) from ${table})` : '0'} as ${key}`,
  )
  const newest = NEWEST.filter(table => names.has(table)).map(table => `(select max(created_at) from ${table})`)
  const { rows } = await pool.query<Record<keyof typeof COUNTED, unknown> & { newest: unknown }>(
    `select ${counts.join(', ')}, ${newest.length > 0 ? `greatest(${newest.join(', ')})` : 'null::timestamptz'} as newest`,
  )
  const row = rows[0]!
  return {
    people: Number(row.people),
    accounts: Number(row.accounts),
    conversations: Number(row.conversations),
    appointments: Number(row.appointments),
    files: Number(row.files),
    newestAt: row.newest ? String(row.newest) : null,
  }
}
