import fs from 'node:fs'
import path from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { testServer } from '../../tests/server/app.ts'
import { testStore } from '../storage/testing/index.ts'
import { copyIn, fingerprintTable, openCopyPool } from './copy/index.ts'
import { migrate, readMigrations } from './index.ts'
import { dumpSchema } from './schema-dump.ts'

/** What scripts/release-fixture.ts kept of a release. */
type Release = {
  name: string
  migrations: { name: string; checksum: string }[]
  visitor: { cookies: Record<string, string>; thread: { author: string; text: string }[] }
  tables: Record<string, { columns: string[]; rows: number; hash: string }>
}

/**
 * Tables whose rows of before a migration of today changes on purpose, each with the reason. The columns that are named are
 * left out when what was there is compared with what is there.
 */
const CHANGED: Record<string, { columns: string[]; why: string }> = {}

const folder = path.resolve(import.meta.dirname, '../../tests/fixtures/releases')
const read = (name: string, file: string) => fs.readFileSync(path.join(folder, name, file), 'utf8')
const releases = fs.readdirSync(folder).map(name => JSON.parse(read(name, 'release.json')) as Release)
const store = testStore()

describe.for(releases)('a store of the release $name', release => {
  const database = `mosaic_release_${process.pid}_${release.name.replace(/\W/g, '_').toLowerCase()}`
  const url = () => {
    const address = new URL(store.url)
    address.pathname = `/${database}`
    return address.href
  }
  let pool: pg.Pool

  beforeAll(async () => {
    await store.pool.query(`create database ${pg.escapeIdentifier(database)} template template0 encoding 'UTF8'`)
    pool = openCopyPool({ connection: { connectionString: url() } }, 2)
    await migrate(pool, { upTo: release.migrations.at(-1)!.name })
    const schema = await dumpSchema(pool)
    await load(pool, read(release.name, 'rows.sql'))
    const ran = await migrate(pool)
    expect(ran).toEqual((await readMigrations()).slice(release.migrations.length).map(({ name }) => name))
    // Read before today's migrations ran; a released migration is never changed, or every store of that release is lost.
    expect(schema).toBe(read(release.name, 'schema.sql'))
  }, 120_000)
  afterAll(async () => {
    await pool?.end()
    await store.pool.query(`drop database if exists ${pg.escapeIdentifier(database)} with (force)`)
  })

  test('ran the migrations that are still shipped', async () => {
    const shipped = (await readMigrations()).map(({ name, checksum }) => ({ name, checksum }))
    expect(shipped.slice(0, release.migrations.length)).toEqual(release.migrations)
  })

  test('is brought to the schema of today', async () => {
    expect(await dumpSchema(pool)).toBe(fs.readFileSync(path.join(import.meta.dirname, 'schema.sql'), 'utf8'))
  })

  test('keeps every row as it was', async () => {
    const client = await pool.connect()
    const lost: string[] = []
    let filled = 0
    for (const [name, { columns, rows, hash }] of Object.entries(release.tables)) {
      const { columns: changed = [] } = CHANGED[name] ?? {}
      const print = await fingerprintTable(client, { name, columns })
      if (print.rows < rows || (changed.length === 0 && print.rows === rows && print.hash !== hash)) lost.push(name)
      if (print.rows > rows && !CHANGED[name]) lost.push(`${name}, which has more`)
      if (rows > 0) filled++
    }
    client.release()
    expect(lost).toEqual([])
    expect(filled).toBeGreaterThan(0.9 * Object.keys(release.tables).length)
  })

  describe('starts', () => {
    const server = testServer({
      get url() {
        return url()
      },
    })

    test('and its visitor goes on where they were', async () => {
      const visitor = server.nobody()
      for (const [name, value] of Object.entries(release.visitor.cookies)) visitor.cookies.set(name, value)
      const { thread } = release.visitor
      const shown = async () =>
        (await visitor.expect(200, 'GET', '/api/sales/conversation?limit=200')) as { messages: typeof thread }
      const before = (await shown()).messages.map(({ author, text }) => ({ author, text }))
      expect(before).toEqual(thread)
      const { answer } = await visitor.say('what is my name?')
      expect(answer.text).toContain('Meera')
      expect((await shown()).messages).toHaveLength(thread.length + 2)
    })
  })
})

/** Rows as COPY has them, past foreign keys and triggers: they come in the order of their tables' names. */
async function load(pool: pg.Pool, sql: string): Promise<void> {
  const client = await pool.connect()
  await client.query('begin')
  await client.query(`set local session_replication_role = replica`)
  const blocks = [...sql.matchAll(/^COPY (\w+) \(([^)]*)\) FROM stdin;\n([\s\S]*?)^\\\.\n/gm)]
  const names = blocks.map(([, name]) => pg.escapeIdentifier(name!))
  await client.query(`truncate ${names.join(', ')} cascade`)
  for (const [, name, columns, rows] of blocks) {
    const table = { name: name!, columns: columns!.split(', ').map(column => column.replaceAll('"', '')) }
    await pipeline(Readable.from([rows!]), copyIn(client, table))
  }
  await client.query('commit')
  const { rows: numbered } = await client.query<{ table: string; column: string; sequence: string }>(
    `select c.relname as table, a.attname as column, pg_get_serial_sequence(c.relname, a.attname) as sequence
     from pg_attribute a join pg_class c on c.oid = a.attrelid
     where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' and a.attidentity <> ''`,
  )
  for (const { table, column, sequence } of numbered)
    await client.query(
      `select setval('${sequence}', coalesce((select max("${column}") from "${table}"), 0) + 1, false)`,
    )
  client.release(true)
}
