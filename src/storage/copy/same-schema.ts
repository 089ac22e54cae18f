import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { dumpSchema } from '../schema-dump.ts'
import { listOurs } from './content.ts'

/**
 * A target lacks a table of the source, or has it otherwise: `move.schema_differs`, known before a row is carried. What Mosaic did
 * not make and the source does not have either stays as it is, as long as it does not hang on the tables that are filled
 * (`storage.leaned_on`). Extensions that the database came with are its own affair.
 */
export async function refuseOtherSchema(source: pg.ClientBase, target: pg.ClientBase): Promise<void> {
  const made = await listOurs(target)
  const known = new Set([...Object.values(made).flatMap(names => [...names]), ...(await listNames(source))])
  const strange = (await listNames(target)).filter(name => !known.has(name))
  await refuseLeaning(target, strange)
  const [ours, theirs] = await Promise.all([linesOf(source), linesOf(target, strange)])
  const lacks = missingFrom(theirs, ours) ?? missingFrom(ours, theirs)
  if (lacks === undefined) return
  refuse('conflict', 'move.schema_differs', {
    message: `The two databases are built differently, beginning with “${lacks.trim()}”. A table or index that somebody added by hand has to be made in the target too, or removed from the source; nothing was moved.`,
  })
}

/** A table that names rows of a table that is filled: it could not be emptied for them, and theirs would be checked by nobody. */
export async function refuseLeaning(client: pg.ClientBase, strange: string[]): Promise<void> {
  const { rows } = await client.query<{ what: string }>(
    `select format('%s of %s', conname, conrelid::regclass) as what
     from pg_constraint k join pg_class o on o.oid = k.conrelid join pg_class f on f.oid = k.confrelid
     where contype = 'f' and f.relnamespace = 'public'::regnamespace and f.relname <> all ($1)
       and (o.relnamespace <> 'public'::regnamespace or o.relname = any ($1))
     order by 1`,
    [strange],
  )
  if (rows.length > 0)
    refuse('conflict', 'storage.leaned_on', {
      message: `The database holds tables that Mosaic did not make and that hang on tables of Mosaic (${rows.map(({ what }) => what).join(', ')}), which are to be filled. Drop those constraints, or name another database.`,
    })
}

/** The names of all tables, views, functions and types of the schema. */
async function listNames(client: pg.ClientBase): Promise<string[]> {
  const { rows } = await client.query<{ name: string }>(
    `select relname::text as name from pg_class where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm')
     union select proname from pg_proc where pronamespace = 'public'::regnamespace
     union select typname from pg_type where typnamespace = 'public'::regnamespace and typtype in ('e', 'd')`,
  )
  return rows.map(({ name }) => name)
}

async function linesOf(client: pg.ClientBase, without: string[] = []): Promise<string[]> {
  const lines = (await dumpSchema(client, without)).split('\n')
  return lines.filter(line => !line.startsWith('create extension '))
}

function missingFrom(these: string[], those: string[]): string | undefined {
  const lines = new Set(these)
  return those.find(line => !lines.has(line))
}
