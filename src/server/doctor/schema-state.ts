import { readFill } from '../../storage/copy/index.ts'
import { readMigrations } from '../../storage/index.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

/** Whether the database is at this release's schema. Looks, and migrates nothing. */
export async function checkSchema({ store }: Patient): Promise<Finding[]> {
  if (!store) return []
  const finding = (state: Finding['state'], says: string, todo: string | null): Finding[] => [
    { check: 'schema', state, says, todo },
  ]
  const fill = await readFill(store.pool)
  if (fill)
    return finding(
      'problem',
      `A ${fill.by} into this database from ${fill.from} is not finished: only part of the data is here.`,
      `Run that ${fill.by} again, it goes on where it stopped; or give it up: \`mosaic move --cancel --to current\`, which empties it.`,
    )
  const there = await store.pool.query<{ name: string | null }>(`select to_regclass('public.migrations')::text as name`)
  if (!there.rows[0]!.name) return finding('note', 'The database is empty: the first start fills it.', null)
  const shipped = await readMigrations()
  const { rows } = await store.pool.query<{ name: string; checksum: string; contracts: boolean }>(
    `select name, checksum, coalesce((to_jsonb(m) ->> 'contracts')::boolean, false) as contracts from migrations m`,
  )
  const known = new Map(shipped.map(({ name, checksum }) => [name, checksum]))
  const newer = rows.filter(({ name }) => !known.has(name)).map(({ name }) => name)
  const isAdded = rows.every(({ name, contracts }) => known.has(name) || (!contracts && name > shipped.at(-1)!.name))
  if (newer.length > 0 && isAdded)
    return finding(
      'note',
      `A newer Mosaic has added to the schema (${newer.sort().at(-1)}); this one serves on it.`,
      'Nothing in the middle of an upgrade. To stay on this release: what the newer one keeps of people in tables of its own is not exported or erased by this one.',
    )
  if (newer.length > 0)
    return finding(
      'problem',
      `A newer Mosaic has been here (${newer.sort().at(-1)}); this one will not start on it.`,
      'Start that release or a later one, or restore the backup that was taken before the upgrade.',
    )
  const altered = rows.filter(({ name, checksum }) => known.get(name) !== checksum).map(({ name }) => name)
  if (altered.length > 0)
    return finding(
      'problem',
      `${altered.join(', ')} is not the file that ran on this database.`,
      'Restore the released files.',
    )
  const pending = shipped.length - rows.length
  return pending > 0
    ? finding(
        'note',
        `${pending} ${pending === 1 ? 'migration is' : 'migrations are'} still to run; the next start runs them.`,
        'Take a backup before: `mosaic backup FILE`.',
      )
    : finding('ok', `At ${shipped.at(-1)!.name.replace(/\.sql$/, '')}, as this release wants it.`, null)
}
