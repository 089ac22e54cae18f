import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import pg from 'pg'
import { systemClock } from '../src/kernel/clock.ts'
import { silentLog } from '../src/kernel/log.ts'
import { type Running, start } from '../src/server/start.ts'
import { openEngine } from '../src/storage/engine/index.ts'
import { type Context, createEvents } from '../src/storage/index.ts'

export type BenchServer = Awaited<ReturnType<typeof startServer>>

/** A PostgreSQL server with fsync on, as an operator's would be; gone at `close`. */
export async function startServer() {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-bench-server-'))
  const engine = await openEngine(folder, { settings: { max_connections: '100', shared_buffers: '256MB' } })
  const { host, port, user, password } = engine.connection
  const admin = new pg.Pool({ host, port, user, password, database: 'postgres', max: 1 })
  const { rows } = await admin.query<{ version: string }>(
    `select split_part(current_setting('server_version'), ' ', 1) as version`,
  )
  let made = 0

  const urlOf = (name: string) =>
    host.startsWith('/')
      ? `postgres://${user}@localhost:${port ?? 5432}/${name}?host=${encodeURIComponent(host)}`
      : `postgres://${user}:${password}@${host}:${port}/${name}`

  async function make(template?: string): Promise<{ name: string; url: string }> {
    const name = `bench_${++made}`
    await admin.query(`create database ${name}${template ? ` template ${template} strategy file_copy` : ''}`)
    return { name, url: urlOf(name) }
  }

  return {
    make,
    /** Its release, such as `18.4`. */
    version: rows[0]!.version,
    /** Of its first process. */
    pid: Number(fs.readFileSync(path.join(folder, 'postgresql', 'postmaster.pid'), 'utf8').split('\n')[0]),
    /** Runs `work` on a copy of `template`, and drops the copy. */
    async onClone<Result>(template: string, work: (url: string) => Promise<Result>): Promise<Result> {
      const { name, url } = await make(template)
      try {
        return await work(url)
      } finally {
        await admin.query(`drop database ${name} with (force)`)
      }
    },
    async close() {
      await admin.end()
      await engine.close()
      fs.rmSync(folder, { recursive: true, force: true })
    },
  }
}

/** The whole server in this process on that database, spoken to without a socket. */
export async function startMosaic(url: string) {
  const running = await start(
    {
      DATABASE_URL: url,
      // No folder at all: what lies in the working directory is nobody's to move here.
      MOSAIC_DATA: '/dev/null/none',
      PORT: '0',
      HOST: '127.0.0.1',
      LOG_LEVEL: 'error',
      RATE_LIMIT_PER_MINUTE: '1000000',
      BOOKINGS_PER_HOUR: '1000000',
      VISITOR_UPLOADS_PER_HOUR: '1000000',
      MESSAGES_PER_MINUTE: '1000000',
    },
    process.cwd(),
  )
  await running.ready
  return {
    running,
    /** A visitor's key, as a Cookie header. */
    async visitor(): Promise<string> {
      const reply = await running.app.inject({ url: '/api/sales/conversation' })
      return reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
    },
    async say(cookie: string, message: { id: string; text: string }): Promise<void> {
      const reply = await running.app.inject({
        method: 'POST',
        url: '/api/sales/messages',
        headers: { cookie, accept: 'application/json' },
        payload: message,
      })
      if (reply.statusCode !== 200) throw new Error(`a message was answered ${reply.statusCode}: ${reply.body}`)
    },
    close: () => running.close(),
  }
}

export function systemContext(running: Running): Context {
  const { store, house } = running.state
  return { ...systemBench(store!.db), business: house!.business }
}

/** A database's address in the driver's words. */
export function connectionOf(url: string) {
  const { searchParams, hostname, port, username, password, pathname } = new URL(url)
  return {
    host: searchParams.get('host') ?? hostname,
    port: Number(port || 5432),
    user: username,
    password: decodeURIComponent(password) || undefined,
    database: pathname.slice(1),
  }
}

/** What verbs need that are called without a server. */
export function systemBench(db: Context['db']): Context {
  return {
    db,
    actor: { kind: 'system' },
    now: systemClock,
    log: silentLog,
    business: {
      name: 'Mosaic Homes',
      timeZone: 'Asia/Kolkata',
      currency: 'INR',
      mails: true,
      publicUrl: 'http://localhost',
    },
    announce: createEvents().announce,
  }
}
