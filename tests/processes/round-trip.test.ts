import fs from 'node:fs'
import path from 'node:path'
import { Readable, Writable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import pg from 'pg'
import { to as copyTo } from 'pg-copy-streams'
import { beforeAll, expect, test } from 'vitest'
import { backupCommand } from '../../src/cli/backup.ts'
import { moveCommand } from '../../src/cli/move.ts'
import { restoreCommand } from '../../src/cli/restore.ts'
import { verifyCommand } from '../../src/cli/verify.ts'
import { systemClock } from '../../src/kernel/clock.ts'
import { silentLog } from '../../src/kernel/log.ts'
import { erasePerson, exportPerson, listErasures, writeErasures } from '../../src/people/index.ts'
import { registerParts } from '../../src/server/domains.ts'
import { listTables, openSide, readStoreName } from '../../src/storage/copy/index.ts'
import { type Context, createEvents, openStore, type Store } from '../../src/storage/index.ts'
import { migrate } from '../../src/storage/migrate.ts'
import { testBusiness } from '../../src/storage/testing/index.ts'
import { fillEveryTable } from '../store/fill.ts'
import { startDatabase } from './database.ts'
import { temporaryFolder } from './server.ts'

const folder = temporaryFolder()
const stores = Object.fromEntries(['first', 'back', 'restored'].map(name => [name, path.join(folder, name)]))
const backup = path.join(folder, 'one.mosaic')
const persons: string[] = []
let database: Awaited<ReturnType<typeof startDatabase>>
let server: string
let again: string
let asha: unknown

const said: string[] = []
const io = {
  out: (line: string) => said.push(line),
  err: (line: string) => said.push(line),
  stdin: Readable.from([]),
  stdout: new Writable(),
}
/** Runs a command; what it said is shown where its exit code is not 0. */
async function run(
  command: (args: string[], io_: typeof io, env: NodeJS.ProcessEnv, cwd: string) => Promise<number>,
  ...args: string[]
) {
  said.length = 0
  const code = await command(args, io, {}, folder)
  expect(code, said.join('\n')).toBe(0)
}

beforeAll(async () => {
  registerParts()
  database = await startDatabase()
  ;[server, again] = [await database.create('one'), await database.create('two')]
  const first = await openStore({ where: { kind: 'embedded', folder: stores.first! } })
  await first.ready
  await migrate(first.pool)
  for (const mark of ['Asha', 'Ravi']) persons.push((await fillEveryTable(first.pool, mark)).personId)
  await first.close()
})

type Contents = { tables: Map<string, string>; persons: unknown[] }

/** What a store holds: the COPY text of every table, its lines in one order, and what each person is given. */
async function contentsOf(store: string): Promise<Contents> {
  const side = await openSide(readStoreName(store, {}, folder), {}, 'source')
  const tables = new Map<string, string>()
  try {
    for (const { name, columns } of await listTables(side.main)) {
      const names = columns.map(column => pg.escapeIdentifier(column)).join(', ')
      const text = await buffer(side.main.query(copyTo(`copy ${pg.escapeIdentifier(name)} (${names}) to stdout`)))
      tables.set(name, text.toString('utf8').split('\n').sort().join('\n'))
    }
    const ctx = contextOf(side.store)
    const given: unknown[] = []
    for (const id of persons) given.push({ ...(await exportPerson(ctx, id)), exportedAt: null })
    return { tables, persons: given }
  } finally {
    await side.close()
  }
}

function contextOf({ db }: Pick<Store, 'db'>): Context {
  return {
    db,
    actor: { kind: 'system' },
    now: systemClock,
    log: silentLog,
    business: testBusiness,
    announce: createEvents().announce,
  }
}

test('embedded, server, embedded, backup, restored on both kinds: byte for byte the same', async () => {
  const first = await contentsOf(stores.first!)
  expect(first.tables.size).toBeGreaterThan(130)
  for (const [name, text] of first.tables) expect(text.length, `${name} is empty`).toBeGreaterThan(1)
  asha = first.persons[0]
  expect(JSON.stringify(first.persons)).toContain('Asha, messages.text')

  await run(moveCommand, '--from', stores.first!, '--to', server)
  expect(await contentsOf(server)).toEqual(first)
  await run(moveCommand, '--from', server, '--to', stores.back!)
  expect(await contentsOf(stores.back!)).toEqual(first)
  await run(verifyCommand, '--store', stores.back!)
  await run(backupCommand, backup, '--store', stores.back!)
  await run(restoreCommand, backup, '--to', stores.restored!)
  expect(said.join('\n')).toContain('is back')
  expect(await contentsOf(stores.restored!)).toEqual(first)
  await run(restoreCommand, backup, '--to', again)
  expect(await contentsOf(again)).toEqual(first)
  expect(await contentsOf(stores.first!)).toEqual(first)

  // Numbers go on where they were: nobody gets one that is taken.
  const pool = new pg.Pool({ connectionString: again, max: 1 })
  await fillEveryTable(pool, 'Meera')
  await pool.end()
})

test('who was erased after the backup is erased again by the list beside it, and the other stays as they were', async () => {
  const side = await openSide(readStoreName(again, {}, folder), {}, 'source')
  const ctx = contextOf(side.store)
  await erasePerson(ctx, { personId: persons[1]! })
  fs.writeFileSync(path.join(folder, 'mosaic-erasures.json'), writeErasures(await listErasures(ctx)))
  await side.close()
  const target = await database.create('three')
  await run(restoreCommand, backup, '--to', target)
  expect(said.join('\n')).toContain('1 person again')
  const { tables, persons: given } = await contentsOf(target)
  expect(given[0]).toEqual(asha)
  for (const name of ['messages', 'facts', 'lead_notes', 'accounts']) {
    expect(tables.get(name)).not.toContain('Ravi')
    expect(tables.get(name)).toContain('Asha')
  }

  fs.writeFileSync(path.join(folder, 'mosaic-erasures.json'), 'something else')
  const refused = restoreCommand([backup, '--to', await database.create('four')], io, {})
  await expect(refused).rejects.toMatchObject({ code: 'people.erasure_list' })
})
