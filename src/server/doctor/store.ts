import type { Store } from '../../storage/index.ts'
import type { Patient } from './patient.ts'
import type { Finding } from './schema.ts'

const KIND = { embedded: 'Embedded PostgreSQL', memory: 'Throwaway PostgreSQL', server: 'PostgreSQL server' }
/** From here on a turn, which asks some thirty times, is felt as slow. */
const SLOW_MS = 20

type Session = {
  tls: string | null
  recovery: boolean
  read_only: string
  encoding: string
  connections: number
  mine: number
  reserved: number
  can_create: boolean
  superuser: boolean
}

/** Whether the store can be written by us, how far away it is, how it is spoken to, and how many may speak at once. */
export async function checkStore({ store, config }: Patient): Promise<Finding[]> {
  if (!store) return []
  const findings: Finding[] = []
  const tell = (check: string, state: Finding['state'], says: string, todo: string | null = null) =>
    findings.push({ check, state, says, todo })
  const latency = await measure(() => store.pool.query('select 1'))
  const { rows } = await store.pool.query<Session>(
    `select (select version from pg_stat_ssl where pid = pg_backend_pid() and ssl) as tls, pg_is_in_recovery() as recovery,
       current_setting('default_transaction_read_only') as read_only, current_setting('server_encoding') as encoding,
       current_setting('max_connections')::int as connections, (select count(*)::int from pg_stat_activity where datname = current_database()) as mine,
       current_setting('superuser_reserved_connections')::int as reserved,
       has_schema_privilege(current_user, 'public', 'create') as can_create,
       (select rolsuper from pg_roles where rolname = current_user) as superuser`,
  )
  const session = rows[0]!
  tell('store', 'ok', `${KIND[store.kind]} ${store.version}, ${store.label}, answers in ${latency.toFixed(1)} ms.`)
  if (latency > SLOW_MS)
    tell(
      'latency',
      'note',
      `${latency.toFixed(0)} ms to the database and back: a message asks it some thirty times.`,
      'Run Mosaic in the region of its database, on the private network.',
    )
  if (session.recovery)
    tell(
      'store',
      'problem',
      'This is a standby server, which takes no writes.',
      'Name the primary server in DATABASE_URL.',
    )
  else if (session.read_only === 'on')
    tell(
      'store',
      'problem',
      'The database takes no writes: it is held, by a move or by its owner.',
      'After a finished move set DATABASE_URL to where the data went; `mosaic move --release current` lifts a hold.',
    )
  if (session.encoding !== 'UTF8')
    tell(
      'store',
      'problem',
      `The database keeps text as ${session.encoding}, which cannot hold every name.`,
      'Make a database with encoding UTF8 and move into it.',
    )
  if (!session.can_create)
    tell(
      'rights',
      'problem',
      'The user of the database may not make tables: the next upgrade will fail.',
      'As the owner of the database: grant create on schema public to this user, or make it the owner.',
    )
  else tell('rights', 'ok', 'The user of the database may do all that upgrades need.')
  if (store.kind === 'server') {
    if (session.tls) tell('tls', 'ok', `The connection is encrypted (${session.tls}).`)
    else if (isPrivate(store.label)) tell('tls', 'ok', 'Not encrypted, on a private network.')
    else
      tell(
        'tls',
        'note',
        'The connection to the database is not encrypted.',
        'Add ?sslmode=verify-full to DATABASE_URL, with DATABASE_CA_FILE where the server signs for itself.',
      )
    // The pools of the server's own libraries and of the commands come on top.
    const wanted = (config?.DATABASE_POOL_MAX ?? 10) + 5
    const free = session.connections - session.reserved
    if (wanted > free)
      tell(
        'connections',
        'problem',
        `The server gives ${free} connections; one process may want ${wanted}.`,
        'Set DATABASE_POOL_MAX lower, or let the server give more.',
      )
    else tell('connections', 'ok', `${session.mine} of ${free} are open; ${Math.floor(free / wanted)} processes fit.`)
  }
  findings.push(...checkPooler(store), ...(await checkStandby(store)))
  return findings
}

/** A pooler that lends sessions, and whether there is a way past it. */
function checkPooler({ pooler }: Store): Finding[] {
  if (!pooler) return []
  const finding = { check: 'pooler', says: 'A pooler stands before the database; nothing is left to its sessions.' }
  return pooler.direct
    ? [{ ...finding, state: 'ok', todo: null }]
    : [
        {
          ...finding,
          state: 'note',
          todo: 'Name the address of the database itself in DATABASE_DIRECT_URL: for backups and moves, and so that open pages hear of each other at once.',
        },
      ]
}

/** The standby that long lists are read from. */
async function checkStandby({ replica }: Store): Promise<Finding[]> {
  if (!replica) return []
  await replica.looked
  const isCurrent = (await replica.current()) !== undefined
  const { reason, used } = replica.facts()
  if (isCurrent)
    return [
      {
        check: 'standby',
        state: 'ok',
        says: `${replica.label} is as far as the primary; it answered ${used} reads here.`,
        todo: null,
      },
    ]
  return [
    {
      check: 'standby',
      state: 'problem',
      says: `${replica.label} is not read from: ${reason ?? 'it is behind the primary'}. The primary answers instead.`,
      todo: 'See that the standby runs, replays, and is the one that DATABASE_READ_URL should name.',
    },
  ]
}

/** The middle one of five, in milliseconds: the first pays for a new connection. */
async function measure(ask: () => Promise<unknown>): Promise<number> {
  await ask()
  const times: number[] = []
  for (let turn = 0; turn < 5; turn++) {
    const began = performance.now()
    await ask()
    times.push(performance.now() - began)
  }
  return times.sort((a, b) => a - b)[2]!
}

function isPrivate(label: string): boolean {
  return /^(local socket|localhost|127\.|10\.|192\.168\.|172\.(1[6-9]|2\d|3[01])\.|::1)|^[^/]*\.(internal|flycast|local|svc)\b|^[^./]+\//.test(
    label,
  )
}
