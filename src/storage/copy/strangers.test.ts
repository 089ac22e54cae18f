import path from 'node:path'
import type pg from 'pg'
import { beforeAll, expect, inject, test } from 'vitest'
import { fillEveryTable } from '../../../tests/store/fill.ts'
import { testOnNewest, testStore } from '../../storage/testing/index.ts'
import { writeBackupFile } from '../backup/index.ts'
import { restoreBackup } from '../backup/restore.ts'
import type { StoreChoice } from '../detect.ts'
import { migrate, readMigrations } from '../migrate.ts'
import { madeBy } from '../ours.ts'
import { cancelMove, emptyDatabase, listTables, moveStore, prepareFill, releaseStore } from './index.ts'
import { PATIENT, serverAt, settings, testDatabases } from './testing/databases.ts'

const source = testStore({ connections: 4 })
const databases = testDatabases(source)

beforeAll(() => fillEveryTable(source.pool))

const move = (from: StoreChoice, to: StoreChoice) =>
  moveStore({ from, to, settings, release: 'test', now: () => Temporal.Now.instant() })

/** What another program keeps in the same schema: an empty table of its own whose numbers go on, a view, a function, a type. */
async function strangers(pool: pg.Pool) {
  await pool.query(`
    create type mood as enum ('good', 'bad');
    create table tenants (id bigint generated always as identity primary key, word text unique, mood mood);
    insert into tenants (word) values ('one'), ('two');
    delete from tenants;
    create index tenants_by_mood on tenants (mood);
    create function tenant_changes() returns trigger language plpgsql as $$ begin return new; end $$;
    create trigger tenant_changes before update on tenants for each row execute function tenant_changes();
    create view good_tenants as select word from tenants where mood = 'good'`)
}

/** All of it is there and works, its numbers too. */
async function expectStrangers(pool: pg.Pool) {
  const { rows } = await pool.query(`insert into tenants (word, mood) values ('three', 'good') returning id`)
  expect(rows).toEqual([{ id: 3 }])
  expect((await pool.query('update tenants set word = word returning word')).rows).toEqual([{ word: 'three' }])
  expect((await pool.query('select word from good_tenants')).rows).toEqual([{ word: 'three' }])
  await expect(pool.query(`insert into tenants (word) values ('three')`)).rejects.toMatchObject({ code: '23505' })
  const { rows: there } = await pool.query(
    `select (select count(*) from pg_indexes where tablename = 'tenants') as indexes,
       (select tgenabled::text from pg_trigger where tgname = 'tenant_changes') as enabled`,
  )
  expect(there).toEqual([{ indexes: 3, enabled: 'O' }])
}

test(
  'what the migrations make is read from their text: nothing of a migrated database is unknown, and nothing is named in vain',
  PATIENT,
  async () => {
    const { rows } = await source.pool.query<{ kind: keyof ReturnType<typeof madeBy>; name: string }>(
      `select case when relkind in ('v', 'm') then 'views' else 'tables' end as kind, relname::text as name from pg_class o
     where relnamespace = 'public'::regnamespace and relkind in ('r', 'p', 'v', 'm', 'f')
       and not exists (select from pg_depend d where d.classid = 'pg_class'::regclass and d.objid = o.oid and d.deptype = 'e')
     union select 'routines', proname::text from pg_proc o where pronamespace = 'public'::regnamespace
       and not exists (select from pg_depend d where d.classid = 'pg_proc'::regclass and d.objid = o.oid and d.deptype = 'e')
     union select 'types', typname::text from pg_type o
     where typnamespace = 'public'::regnamespace and typtype in ('e', 'd', 'r')
       and not exists (select from pg_depend d where d.classid = 'pg_type'::regclass and d.objid = o.oid and d.deptype = 'e')`,
    )
    const found = madeBy(await readMigrations())
    for (const kind of ['tables', 'views', 'routines', 'types'] as const)
      expect([...found[kind]].sort(), kind).toEqual(
        rows
          .filter(row => row.kind === kind)
          .map(({ name }) => name)
          .sort(),
      )
    expect(
      madeBy([{ sql: 'create table a (x int);\ncreate table b (y int)' }, { sql: 'drop table a;' }]).tables,
    ).toEqual(new Set(['b', 'migrations']))
  },
)

test('a move there and back leaves what others keep in the database as it was', PATIENT, async () => {
  const [here, there] = [await databases.make(), await databases.make()]
  await strangers(here.pool)
  await migrate(here.pool)
  await here.pool.query(`insert into persons (id, created_at) values (gen_random_uuid(), now())`)
  await move(here.to, there.to).then(
    () => expect.unreachable(),
    // A table that somebody added by hand is carried, or nothing is: what is said of it stays as it was.
    error => expect(error).toMatchObject({ code: 'move.schema_differs' }),
  )
  await here.pool.query('drop view good_tenants; drop table tenants; drop function tenant_changes; drop type mood')
  await move(here.to, there.to)
  await there.pool.query(`insert into persons (id, created_at) values (gen_random_uuid(), now())`)

  // Weeks later somebody else uses the old database too.
  await releaseStore(here.to, settings)
  await strangers(here.pool)
  await here.pool.query('create extension if not exists citext')
  const { report } = await move(there.to, here.to)
  expect(report.tables.find(({ name }) => name === 'persons')).toMatchObject({ rows: 2, equal: true })
  expect(report.tables.map(({ name }) => name)).not.toContain('tenants')
  await expectStrangers(here.pool)
})

test('what hangs on tables of Mosaic is named, and nothing is dropped', PATIENT, async () => {
  const { pool, connection, to } = await databases.make()
  await strangers(pool)
  await migrate(pool)
  await pool.query('create table visits_of_others (person uuid references persons)')
  const client = await pool.connect()
  const before = await listTables(client)
  await expect(emptyDatabase(client)).rejects.toMatchObject({
    code: 'storage.leaned_on',
    message: expect.stringMatching(/visits_of_others depends on table persons.*Nothing was dropped/s),
  })
  expect((await listTables(client)).map(({ name }) => name)).toEqual(before.map(({ name }) => name))
  // Neither is filled what somebody else's rows name.
  const file = path.join(databases.folder, 'one.backup')
  await writeBackupFile({ kind: 'server', label: 'x', connection: connectionOf(source.url) }, file, { release: '0' })
  await expect(restoreBackup(file, { connection })).rejects.toMatchObject({ code: 'storage.leaned_on' })
  await expect(move(serverAt(source.url), to)).rejects.toMatchObject({ code: 'storage.leaned_on' })
  await pool.query('drop table visits_of_others')
  client.release()

  // A restore into the same database goes through, beside what others keep there.
  await restoreBackup(file, { connection })
  await expectStrangers(pool)
})

testOnNewest(
  'a move that is given up gives back to a table added on both sides what it took from it',
  PATIENT,
  async () => {
    const { pool, to } = await databases.make()
    await migrate(pool)
    await strangers(pool)
    const client = await pool.connect()
    await prepareFill(client, { id: 'some', by: 'move', from: 'elsewhere' })
    await client.query(`insert into tenants (word) values ('half'), ('half')`)
    await client.query(`insert into mosaic_fill.filled (name, rows, bytes, hash) values ('tenants', 2, 10, 'x')`)
    await client.query(`alter sequence tenants_id_seq restart with 3`)
    client.release(true)
    expect(await cancelMove({ to }, settings)).toEqual({ emptied: true, released: false })
    expect((await listTables(pool)).map(({ name }) => name)).toEqual(['tenants'])
    await expectStrangers(pool)
  },
)

testOnNewest(
  'a table of somebody else that has the name of one of ours is refused in words, and stays',
  PATIENT,
  async () => {
    const { pool, connection, to } = await databases.make()
    await pool.query('create table files (path text)')
    const file = path.join(databases.folder, 'two.backup')
    await writeBackupFile({ kind: 'server', label: 'x', connection: connectionOf(source.url) }, file, { release: '0' })
    const taken = {
      code: 'storage.name_taken',
      message: expect.stringMatching(/holds files, which Mosaic did not make/),
    }
    await expect(migrate(pool)).rejects.toMatchObject(taken)
    await expect(move(serverAt(source.url), to)).rejects.toMatchObject(taken)
    await expect(restoreBackup(file, { connection })).rejects.toMatchObject(taken)
    await pool.query('drop table files')
    // As other programs keep theirs.
    await pool.query('create table migrations (id int primary key, migration text, batch int)')
    const migrations = { code: 'storage.name_taken', message: expect.stringMatching(/holds migrations/) }
    await expect(migrate(pool)).rejects.toMatchObject(migrations)
    await expect(move(serverAt(source.url), to)).rejects.toMatchObject(migrations)
    await expect(restoreBackup(file, { connection })).rejects.toMatchObject(migrations)
    expect((await pool.query('select * from migrations')).rows).toEqual([])
    expect((await listTables(pool)).map(({ name }) => name)).toEqual([])
    expect((await source.pool.query('show default_transaction_read_only')).rows[0]).toEqual({
      default_transaction_read_only: 'off',
    })
  },
)

function connectionOf(url: string): pg.ClientConfig {
  return { ...inject('testServer').connection, database: new URL(url).pathname.slice(1) }
}
