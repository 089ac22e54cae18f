import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { readMigrations } from '../migrate.ts'
import { listRan, type Ran } from '../ours.ts'
import type { Asks } from './inventory.ts'

const EXTENSIONS = ['btree_gist', 'pg_trgm', 'unaccent']

/**
 * The name of the last migration that ran on a database; undefined where none did. Refuses `storage.newer_schema`, and
 * `storage.name_taken` for somebody else's table of migrations.
 */
export async function levelOf(client: Asks, who: string): Promise<string | undefined> {
  const ran = await listRan(client)
  await refuseNewer(ran, who)
  return ran.at(-1)?.name
}

/** Refuses `storage.newer_schema`: what a newer Mosaic has made is not known here. */
export async function refuseNewer(ran: Pick<Ran, 'name'>[], who: string): Promise<void> {
  const shipped = new Set((await readMigrations()).map(({ name }) => name))
  const strange = ran.find(({ name }) => !shipped.has(name))
  if (strange)
    refuse('conflict', 'storage.newer_schema', {
      message: `${who} was brought up by a newer Mosaic (it has ${strange.name}). Move it with that release or a later one.`,
    })
}

/** Refuses `move.same_store` when both are one database, by whatever names: a lock of the one is then seen by the other. */
export async function refuseSameStore(source: pg.ClientBase, target: pg.ClientBase): Promise<void> {
  const key = Math.floor(Math.random() * 2 ** 48)
  await source.query('select pg_advisory_lock($1)', [key])
  try {
    const { rows } = await target.query<{ free: boolean }>('select pg_try_advisory_lock($1) as free', [key])
    if (!rows[0]!.free)
      refuse('conflict', 'move.same_store', {
        message: 'Source and target are the same database. Name another one with --to.',
      })
    await target.query('select pg_advisory_unlock($1)', [key])
  } finally {
    await source.query('select pg_advisory_unlock($1)', [key])
  }
}

/**
 * Refuses a database that cannot become a store: `move.not_owner`, `move.encoding` (anything but UTF-8),
 * `move.no_rights` (tables or extensions may not be created).
 */
export async function refuseUnfitTarget(client: pg.ClientBase): Promise<void> {
  const { rows } = await client.query<{
    name: string
    user: string
    encoding: string
    owns: boolean
    creates: boolean
    lacks: string[]
  }>(
    `select datname as name, current_user::text as user, pg_encoding_to_char(encoding) as encoding,
       pg_has_role(datdba, 'usage') as owns,
       has_schema_privilege('public', 'create') and has_database_privilege(datname, 'create') as creates,
       array(select e from unnest($1::text[]) e
             where not exists (select from pg_extension where extname = e)
               and not exists (select from pg_available_extension_versions v
                               where v.name = e and (v.trusted or not v.superuser
                                 or (select rolsuper from pg_roles where rolname = current_user)))) as lacks
     from pg_database where datname = current_database()`,
    [EXTENSIONS],
  )
  const { name, user, encoding, owns, creates, lacks } = rows[0]!
  if (encoding !== 'UTF8')
    refuse('conflict', 'move.encoding', {
      message: `The database ${name} is encoded as ${encoding}. Make one with: create database NAME encoding 'UTF8' template template0.`,
    })
  if (!owns)
    refuse('forbidden', 'move.not_owner', {
      message: `${user} does not own the database ${name}. Run as its owner or an administrator: alter database ${name} owner to ${user}.`,
    })
  if (!creates)
    refuse('forbidden', 'move.no_rights', {
      message: `${user} may not create tables in the database ${name}. Run as an administrator there: grant create on schema public to ${user}; grant create on database ${name} to ${user}.`,
    })
  if (lacks.length > 0)
    refuse('forbidden', 'move.no_rights', {
      message: `The database ${name} lacks what ${user} may not create. Run as an administrator there: ${lacks.map(extension => `create extension ${extension};`).join(' ')}`,
    })
}
