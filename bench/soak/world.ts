import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'
import { pathToFileURL } from 'node:url'
import pg from 'pg'
import { type Postgres, startPostgres, watchEngine } from '../../faults/postgres.ts'
import { type MailServer, startMailServer } from '../../tests/counterparts/mail.ts'
import { type Server, startServer } from '../../tests/processes/server.ts'
import type { Looked } from './sample.ts'

export type SoakStore = 'embedded' | 'server'

const TOKEN = 'only-the-soak-knows-this'

/** A mail server, a store, and `mosaic serve` with the probe; all of it is gone at `close`. */
export async function openSoakWorld(store: SoakStore) {
  const folder = fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-soak-world-'))
  const [data, own, temporary] = ['store', 'own', 'temporary'].map(name => path.join(folder, name)) as [
    string,
    string,
    string,
  ]
  for (const made of [own, temporary]) fs.mkdirSync(made)
  // Started by root, the engine runs as somebody else, who makes its socket there.
  fs.chmodSync(folder, 0o755)
  fs.chmodSync(temporary, 0o1777)
  const probe = path.join(folder, 'probe.jsonl')
  let mail: MailServer | undefined
  let postgres: Postgres | undefined
  let server: Server | undefined
  let database: pg.Client | undefined
  let isClosed = false

  async function close() {
    if (isClosed) return
    isClosed = true
    await database?.end().catch(() => {})
    await server?.stop()
    await postgres?.close()
    await mail?.close()
    fs.rmSync(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 100 })
  }

  try {
    mail = await startMailServer()
    postgres = store === 'server' ? await startPostgres(data) : watchEngine(data)
    const name = store === 'server' ? 'desk' : 'mosaic'
    server = await startServer({
      store,
      folder: store === 'server' ? own : data,
      ...(store === 'server' && {
        databaseUrl: `postgres://mosaic@localhost/${name}?host=${encodeURIComponent(postgres.socket()!)}`,
      }),
      env: {
        NODE_OPTIONS: `--import=${pathToFileURL(path.join(import.meta.dirname, 'probe.ts')).href}`,
        MOSAIC_SOAK_PROBE: probe,
        METRICS_TOKEN: TOKEN,
        TMPDIR: temporary,
        SMTP_URL: mail.url,
        MAIL_FROM: 'Mosaic <desk@example.com>',
        BUSINESS_TIME_ZONE: 'UTC',
        // Everybody of the crew says where they come from: what is kept for each address is kept for many.
        TRUST_PROXY: '1',
        REGISTRATIONS_PER_MINUTE: '1000000',
        SIGN_INS_PER_MINUTE: '1000000',
      },
    })
    database = new pg.Client({ host: postgres.socket()!, user: 'mosaic', database: name })
    await database.connect()
  } catch (error) {
    await close()
    throw error
  }
  const running = server
  const looked: Looked = {
    url: running.url,
    token: TOKEN,
    pid: running.pid,
    probe,
    database,
    folders: { data: store === 'server' ? own : data, temporary },
    logBytes: () => running.output().length,
  }
  return {
    looked,
    link: running.firstAdministratorLink!,
    /** What the server wrote so far. */
    output: running.output,
    /** The next look writes one. */
    snapshot: (file: string) => fs.writeFileSync(`${probe}.snapshot`, file),
    close,
  }
}
