import pg from 'pg'

/** A table and what of it is carried. `columns` leaves out what the database generates from the others. */
export type TableShape = {
  name: string
  /** In the order of the table. */
  columns: string[]
  /** Columns whose next number comes from a sequence. */
  identities: string[]
  /** Bytes on disk, indexes left out, and rows by the last statistics: for what is said beforehand. */
  bytes: number
  estimatedRows: number
}

/** What says something about one database itself and is not carried, each with its reason. */
export const STORE_LOCAL: ReadonlyMap<string, string> = new Map([
  ['migrations', 'which migrations ran on this database; the other one has run its own'],
  ['moves', 'which moves filled this database'],
  ['backups', 'which files are backups of this database; in another one they would be taken for its own, and removed'],
  ['first_start_processes', 'which processes stand before this database and wait for it to be filled'],
  ['first_start_decisions', 'what was decided about this database while it was empty'],
])

/** What somebody who may only ask can ask with: a client or a pool. */
export type Asks = Pick<pg.ClientBase, 'query'> | Pick<pg.Pool, 'query'>

/**
 * Every table of ours in the order of its name, from the catalog of the database, so that a table that is added later is
 * carried by itself. Without what is local to a store, and without what an extension brought.
 */
export async function listTables(client: Asks): Promise<TableShape[]> {
  const { rows } = await (client as pg.Pool).query<TableShape>(
    `select c.relname as name, pg_table_size(c.oid)::float8 as bytes, greatest(c.reltuples, 0)::float8 as "estimatedRows",
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped and a.attgenerated = ''
             order by a.attnum) as columns,
       array(select a.attname::text from pg_attribute a
             where a.attrelid = c.oid and a.attnum > 0 and not a.attisdropped
               and pg_get_serial_sequence(quote_ident(c.relname), a.attname) is not null
             order by a.attnum) as identities
     from pg_class c
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r'
       and c.relpersistence <> 't' and c.relname <> all ($1)
       and not exists (select from pg_depend d
                       where d.classid = 'pg_class'::regclass and d.objid = c.oid and d.deptype = 'e')
     order by c.relname collate "C"`,
    [[...STORE_LOCAL.keys()]],
  )
  return rows
}

/** Where a sequence stands that gives a column its next number; `last` is null where none was given yet. */
export type Sequence = { table: string; column: string; last: number | null }

/** Where the sequences of all tables stand: numbers that were given and whose rows are gone are not given again. */
export async function listSequences(client: Asks): Promise<Sequence[]> {
  const found: Sequence[] = []
  for (const { name, identities } of await listTables(client))
    for (const column of identities) {
      const { rows } = await (client as pg.Pool).query<{ last: number | null }>(
        'select pg_sequence_last_value(pg_get_serial_sequence($1, $2)::regclass) as last',
        [pg.escapeIdentifier(name), column],
      )
      found.push({ table: name, column, last: rows[0]!.last })
    }
  return found
}

/** `"table" ("column", …)` for COPY. */
export function columnList({ name, columns }: Pick<TableShape, 'name' | 'columns'>): string {
  return `${pg.escapeIdentifier(name)} (${columns.map(column => pg.escapeIdentifier(column)).join(', ')})`
}
