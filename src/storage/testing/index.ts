import { randomBytes } from 'node:crypto'
import { Kysely, PostgresDialect } from 'kysely'
import type pg from 'pg'
import { afterAll, beforeAll, inject, test } from 'vitest'
import { systemClock } from '../../kernel/clock.ts'
import { silentLog } from '../../kernel/log.ts'
import type { Context } from '../context.ts'
import { createEvents } from '../events.ts'
import { createPool } from '../pool.ts'
import type { Tables } from '../tables.generated.ts'

export type TestServer = {
  connection: { host: string; port?: number; user: string; password?: string; database: string }
  template: string
  postgres: 15 | 18
}

declare module 'vitest' {
  interface ProvidedContext {
    testServer: TestServer
  }
}

/**
 * How many inputs a property tries: all on 18, a quarter of the same on 15. What differs between the two is how statements are
 * read and planned, which a quarter shows; the rules about inputs are the same code.
 */
export function runs(count: number): number {
  return process.env.MOSAIC_TEST_POSTGRES === '15' ? Math.ceil(count / 4) : count
}

/**
 * A test of what no version of the database could change, though a store is needed to bring it about: formats of files, sealing,
 * cut connections, services outside. It runs on 18 alone.
 */
export const testOnNewest: typeof test =
  process.env.MOSAIC_TEST_POSTGRES === '15' ? ((() => {}) as unknown as typeof test) : test

export const testBusiness = {
  name: 'Mosaic Homes',
  timeZone: 'Asia/Kolkata',
  currency: 'INR',
  mails: true,
  publicUrl: 'http://localhost:3000',
}

/**
 * A database of its own for a test file, cloned from the migrated template. Tests commit for real and keep apart by making
 * their own persons. One connection by default: a query on the root handle inside a transaction then times out instead of
 * passing by luck, after a wait that no busy machine needs for another's turn. Pass `connections` where a test needs callers side by side.
 */
export function testStore(options: { connections?: number } = {}) {
  let pool: pg.Pool
  let db: Kysely<Tables>
  let admin: pg.Pool
  const events = createEvents()
  const name = `mosaic_test_${randomBytes(6).toString('hex')}`

  beforeAll(async () => {
    const { connection, template } = inject('testServer')
    admin = createPool({ ...connection, max: 1, connectionTimeoutMillis: 60_000 })
    await cloneTemplate(admin, name, template)
    pool = createPool({
      ...connection,
      database: name,
      max: options.connections ?? 1,
      connectionTimeoutMillis: (options.connections ?? 1) === 1 ? 15_000 : 60_000,
    })
    db = new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) })
    // A catalogue of its own too: what was derived from another file's must not be taken for what is in this one.
    await pool.query('update catalogue_version set id = gen_random_uuid()')
  }, 60_000)

  afterAll(async () => {
    await db?.destroy()
    await admin?.query(`drop database if exists ${name} with (force)`)
    await admin?.end()
  })

  return {
    events,
    get pool() {
      return pool
    },
    get db() {
      return db
    },
    /** What a process needs to reach this test's database as a server store. */
    get url() {
      const { host, port, user, password } = inject('testServer').connection
      const auth = password ? `${user}:${encodeURIComponent(password)}` : user
      return host.startsWith('/')
        ? `postgres://${auth}@localhost:${port ?? 5432}/${name}?host=${encodeURIComponent(host)}`
        : `postgres://${auth}@${host}:${port ?? 5432}/${name}`
    },
    get postgres() {
      return inject('testServer').postgres
    },
    ctx(overrides: Partial<Context> = {}): Context {
      return {
        db,
        actor: { kind: 'system' },
        now: systemClock,
        log: silentLog,
        business: testBusiness,
        announce: events.announce,
        ...overrides,
      }
    },
  }
}

/** Two files cloning at once meet "source database is being accessed by other users": wait for one's turn. */
async function cloneTemplate(admin: pg.Pool, name: string, template: string) {
  for (let attempt = 1; ; attempt++) {
    try {
      await admin.query(`create database ${name} template ${template} strategy file_copy`)
      return
    } catch (error) {
      if ((error as { code?: string }).code !== '55006' || attempt > 100) throw error
      await new Promise(resolve => setTimeout(resolve, 50 + Math.random() * 100))
    }
  }
}
