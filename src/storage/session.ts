import pg from 'pg'
import { type Asked, type Hear, isHear, textOf, withOneQuery } from './one-query.ts'
import { MosaicClient } from './values.ts'

/**
 * What the connections of a store may rely on. `pooled`: a pooler stands between, which lends one session of the database to many
 * in turn (PgBouncer in transaction mode and its like). What a session keeps is then lost or, worse, somebody else's.
 */
export type Session = {
  pooled: boolean
  /** `auto`: prepared statements where no pooler stands between. */
  prepare: boolean | 'auto'
  statementTimeoutMs: number
  idleInTransactionMs: number
  /** What the address itself asks for beside our own settings. */
  options?: string | undefined
  /** Where a statement is called off. */
  where: () => pg.ClientConfig
}

/** A statement that its server should have ended by now, or that a pooler still keeps waiting, is called off a little later. */
const SLACK_MS = 1_000
/** Whoever does not hear that it was called off is left. */
const DEAF_MS = 3_000

/** The first release of PostgreSQL that Mosaic takes. */
export const OLDEST = 15

const BEGINS = /^\s*(begin|start transaction)\b/i

export function isPreparing({ prepare, pooled }: Session): boolean {
  return prepare === true || (prepare === 'auto' && !pooled)
}

/** Parts of the driver that its types leave out. */
type Inner = {
  processID: number
  secretKey: number
  connection: {
    stream: { destroy(): void }
    connect(port: number | string, host?: string): void
    requestSsl(): void
    cancel(processID: number, secretKey: number): void
    on(name: string, hear: () => void): void
  }
}

/**
 * Clients that need nothing of a session where a pooler lends it. Time zone and date style go as parameters of their own, which
 * poolers carry from session to session, and no other does; the limits of time are set by each transaction for itself, in the
 * statement that begins it; a statement outside of one is called off from here.
 */
export function sessionClients(session: Session, Base: typeof pg.Client = MosaicClient): new () => pg.ClientBase {
  class SessionClient extends withOneQuery(Base) {
    override getStartupConf(): Record<string, string> {
      const whole = super.getStartupConf()
      if (!session.pooled) return whole
      const { statement_timeout: _s, lock_timeout: _l, idle_in_transaction_session_timeout: _i, ...rest } = whole
      const { options: _o, ...plain } = rest
      return { ...plain, ...(session.options && { options: session.options }), TimeZone: 'UTC', DateStyle: 'ISO' }
    }

    override query(asked: Asked, values?: unknown, callback?: unknown): unknown {
      const text = session.pooled ? textOf(asked) : undefined
      if (text === undefined) return super.query(asked, values, callback)
      if (BEGINS.test(text) && !text.includes(';'))
        return super.query(`${text}; ${limits(session)}`, undefined, isHear(values) ? values : callback)
      const done = watch(this as unknown as Inner, session)
      const wrap =
        (hear: Hear): Hear =>
        (...answer) => {
          done()
          hear(...answer)
        }
      if (isHear(callback)) return super.query(asked, values, wrap(callback))
      if (isHear(values)) return super.query(asked, wrap(values))
      if (typeof asked === 'object' && isHear(asked.callback))
        return super.query({ ...asked, callback: wrap(asked.callback) }, values)
      return (super.query(asked, values) as Promise<unknown>).finally(done)
    }
  }
  return SessionClient as unknown as new () => pg.ClientBase
}

function limits({ statementTimeoutMs, idleInTransactionMs }: Session): string {
  return `set local statement_timeout = ${statementTimeoutMs}; set local idle_in_transaction_session_timeout = ${idleInTransactionMs}; set local intervalstyle = postgres`
}

/** Gives what ends the watch. */
function watch(client: Inner, { statementTimeoutMs, where }: Session): () => void {
  if (!statementTimeoutMs) return () => {}
  let timer = setTimeout(() => {
    callOff(client, where())
    timer = setTimeout(() => client.connection.stream.destroy(), DEAF_MS)
  }, statementTimeoutMs + SLACK_MS)
  return () => clearTimeout(timer)
}

/** Asks the database, by a connection of its own as the protocol wants it, to end what a client waits for. */
function callOff({ processID, secretKey }: Inner, where: pg.ClientConfig): void {
  const { connection } = new pg.Client(where) as unknown as Inner
  const send = () => connection.cancel(processID, secretKey)
  connection.on('error', () => {})
  connection.on('connect', () => (where.ssl ? connection.requestSsl() : send()))
  connection.on('sslconnect', send)
  const { host = 'localhost', port = 5432 } = where
  if (host.startsWith('/')) connection.connect(`${host}/.s.PGSQL.${port}`)
  else connection.connect(port, host)
}

/** What a connection shows of the settings that the meaning of our statements depends on. */
type Shown = { marked: boolean; zone: string; dates: string; intervals: string; number: string }

/** How the way to a database is; `wrong`: what the database itself would have to set. */
export type Way = { version: number; pooled: boolean; wrong: string[] }

/**
 * Connects and says how the way is: which release answers, and whether the settings of a session pass. They do not where a
 * pooler refuses them, or takes them and forgets them.
 */
export async function probeSession(config: pg.ClientConfig): Promise<Way> {
  const { options } = config
  const marked = await show(
    new pg.Client({ ...config, options: `${options ?? ''} -c mosaic.session=ours`.trim() }),
  ).catch(refusedSetting)
  // Of one that is too old nothing more is asked.
  if (marked && (marked.marked || Number(marked.number) < OLDEST * 10_000))
    return { version: Number(marked.number), pooled: false, wrong: [] }
  const session = { pooled: true, prepare: false, statementTimeoutMs: 0, idleInTransactionMs: 0, options } as const
  const Client = sessionClients({ ...session, where: () => config }, pg.Client) as unknown as typeof pg.Client
  const { zone, dates, intervals, number } = await show(new Client(config))
  const wrong = [
    ...(/^(UTC|Etc\/UTC|GMT)$/i.test(zone) ? [] : [`timezone = 'UTC'`]),
    ...(dates.startsWith('ISO') ? [] : [`datestyle = 'ISO'`]),
    ...(intervals === 'postgres' ? [] : [`intervalstyle = 'postgres'`]),
  ]
  return { version: Number(number), pooled: true, wrong }
}

async function show(client: pg.Client): Promise<Shown> {
  client.on('error', () => {})
  try {
    await client.connect()
    const { rows } = await client.query<Shown>(
      `select current_setting('mosaic.session', true) is not distinct from 'ours' as marked,
         current_setting('server_version_num') as number, current_setting('timezone') as zone,
         current_setting('datestyle') as dates, current_setting('intervalstyle') as intervals`,
    )
    return rows[0]!
  } finally {
    await client.end().catch(() => {})
  }
}

function refusedSetting(error: Error): undefined {
  if (!/unsupported startup parameter/.test(error.message)) throw error
}
