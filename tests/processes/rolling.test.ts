import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { expect, test } from 'vitest'
import { migrate, readMigrations } from '../../src/storage/index.ts'
import { createPool } from '../../src/storage/pool.ts'
import { startDatabase } from './database.ts'
import { expectAllKept, startLoad } from './load.ts'
import { seededRandom } from './random.ts'
import { startServer } from './server.ts'
import { untilAllAnswered, wrongWithThreads } from './threads.ts'
import { Browser } from './visitor.ts'

/** A long report reads a table that the migration is to change. */
const REPORT_MS = 7_000

test('a newer release migrates under older processes, who serve on and start on what it added', {
  timeout: 120_000,
}, async () => {
  const database = await startDatabase()
  const databaseUrl = await database.create('upgrade')
  const start = { store: 'server', databaseUrl } as const
  const servers = await Promise.all([1, 2].map(() => startServer(start)))
  let turn = 0
  const load = startLoad({
    address: () => servers[turn++ % servers.length]!.url,
    random: seededRandom('upgrade'),
    visitors: 4,
  })
  await load.untilConfirmed(10, 20_000)

  const report = new pg.Client({ connectionString: databaseUrl })
  await report.connect()
  await report.query('begin')
  await report.query('select count(*) from messages')
  const visitor = new Browser(servers[0]!.url)
  await visitor.arrive()
  let longest = 0
  let isOver = false
  const watching = (async () => {
    while (!isOver) {
      const began = performance.now()
      await visitor.say('2 bhk in Whitefield')
      longest = Math.max(longest, performance.now() - began)
      await sleep(50)
    }
  })()

  const pool = createPool({ connectionString: databaseUrl, max: 1 })
  const shipped = await readMigrations()
  const added = {
    name: '9998-of-tomorrow.sql',
    sql: 'alter table conversations add column of_tomorrow text; alter table messages add column of_tomorrow text;',
    checksum: 'a',
  }
  let waited = 0
  const began = performance.now()
  const migrating = migrate(pool, { migrations: [...shipped, added], waiting: () => waited++ })
  await sleep(REPORT_MS)
  await report.query('commit')
  await report.end()
  expect(await migrating).toEqual([added.name])
  expect(performance.now() - began).toBeGreaterThan(REPORT_MS)
  expect(waited, 'it gave way').toBeGreaterThan(0)
  isOver = true
  await watching
  console.log(`longest answer while a migration waited ${REPORT_MS} ms for a report: ${Math.round(longest)} ms`)
  expect(longest, 'nobody waits for the report behind the migration').toBeLessThan(REPORT_MS - 2_000)

  // One that was rolled back, or that an autoscaler starts in the middle of it.
  const older = await startServer(start)
  const at = visitor.at(older.url)
  await at.say('and with a gym?')
  await load.untilConfirmed(10, 20_000)
  await load.stop()
  await untilAllAnswered(databaseUrl)
  expect(load.confirmed.wrong).toEqual([])
  await expectAllKept(load.confirmed, databaseUrl)
  expect(await wrongWithThreads(databaseUrl)).toEqual([])

  const taken = {
    name: '9999-of-next-year.sql',
    sql: '-- contracts: nobody reads it\nalter table messages drop column of_tomorrow;',
    checksum: 'b',
  }
  expect(await migrate(pool, { migrations: [...shipped, added, taken] })).toEqual([taken.name])
  await pool.end()
  const late = await startServer({ ...start, until: 'spawned' })
  expect(await late.ended).not.toBe(0)
  expect(late.output()).toContain('9999-of-next-year.sql')
  for (const server of [...servers, older]) expect(await server.stop()).toBe(0)
})
