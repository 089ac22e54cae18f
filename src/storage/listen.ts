import { randomUUID } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import type { Log } from '../kernel/log.ts'
import { createHints, decode, encode } from './hints.ts'
import type { Store } from './open.ts'
import type { Change } from './tell.ts'

const CHANNEL = 'mosaic_live'
const PATIENCE_MS = 5_000
const FIRST_PAUSE_MS = 200
const LONGEST_PAUSE_MS = 5_000
/** Where notifications do not arrive it is tried again in case that changes. */
const DEAF_PAUSE_MS = 60_000
const PROBE_EVERY_MS = 20_000
/** Each notification wakes every process: of a busy one all that comes meanwhile goes together. */
const BATCH_MS = 10

/** `notify`: what other processes tell arrives; `poll`: it does not, and whoever waits must look; `starting`: not known yet. */
export type WireMode = 'starting' | 'notify' | 'poll'

export type Wire = {
  /** Tells the other processes. Neither waits nor fails: a hint may be lost. */
  send(changes: readonly Change[]): void
  mode(): WireMode
  close(): Promise<void>
}

/**
 * Connects this process with the others on its store: one connection of its own that LISTENs, and NOTIFYs in statements of
 * their own. Never within a transaction: a commit that notifies takes a lock of the whole server, and turns would wait for each
 * other.
 *
 * It proves to itself that notifications arrive, by one sent through the pool: behind a pooler in transaction mode LISTEN
 * succeeds and nothing comes. A connection that breaks is made anew for ever; `missed` is called each time it hears again.
 */
export function openWire(
  store: Pick<Store, 'connection' | 'pool' | 'ready'>,
  hooks: {
    log: Log
    heard(changes: readonly Change[]): void
    /** Anything may have changed unheard */
    missed(): void
    changed?(mode: WireMode): void
    probeEveryMs?: number
    /** How long a word to ourselves may take */
    patienceMs?: number
  },
): Wire {
  const { log } = hooks
  const me = randomUUID()
  const hints = createHints()
  const stopped = new AbortController()
  const probes = new Map<string, () => void>()
  let mode: WireMode = 'starting'
  let client: pg.Client | undefined
  let sending = false
  let last = 0
  const running = run()

  function turn(next: WireMode) {
    if (mode === next) return
    if (next === 'poll') log.warn({}, 'changes of other processes are not heard; open pages look every few seconds')
    else if (mode === 'poll') log.info({}, 'changes of other processes are heard')
    mode = next
    hooks.changed?.(next)
  }

  async function run() {
    await store.ready.catch(() => {})
    let pause = FIRST_PAUSE_MS
    while (!stopped.signal.aborted) {
      let isWell = false
      let deaf = false
      try {
        await hear(() => {
          isWell = true
          pause = FIRST_PAUSE_MS
        })
      } catch (error) {
        // One that heard before was cut without a word; one that never did will not by itself.
        deaf = error instanceof Deaf && !isWell
        log.debug({ err: error }, 'the connection that listens ended')
      }
      client = undefined
      if (stopped.signal.aborted) return
      turn('poll')
      await sleep(deaf ? DEAF_PAUSE_MS : pause * (0.75 + Math.random() / 2), undefined, {
        signal: stopped.signal,
        ref: false,
      }).catch(() => {})
      pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
    }
  }

  /** Until the connection ends. */
  async function hear(well: () => void): Promise<void> {
    const connection = new pg.Client({
      ...store.connection,
      application_name: 'mosaic live',
      keepAlive: true,
      keepAliveInitialDelayMillis: 10_000,
      connectionTimeoutMillis: PATIENCE_MS,
      query_timeout: PATIENCE_MS,
    })
    const over = Promise.withResolvers<never>()
    over.promise.catch(() => {})
    const end = () => over.reject(new Error('ended'))
    connection.on('error', over.reject)
    connection.on('end', end)
    connection.on('notification', ({ payload }) => receive(payload ?? ''))
    stopped.signal.addEventListener('abort', end)
    let timer: NodeJS.Timeout | undefined
    try {
      await Promise.race([connection.connect(), over.promise])
      await Promise.race([connection.query(`listen ${CHANNEL}`), over.promise])
      if (!(await Promise.race([probe(), over.promise]))) throw new Error('the store is away')
      client = connection
      well()
      turn('notify')
      hooks.missed()
      void drain()
      timer = setInterval(() => probe().catch(over.reject), hooks.probeEveryMs ?? PROBE_EVERY_MS)
      timer.unref()
      await over.promise
    } finally {
      clearInterval(timer)
      client = undefined
      stopped.signal.removeEventListener('abort', end)
      // Whoever does not answer is not waited for.
      void connection.end().catch(() => {})
    }
  }

  /** Sends a word to ourselves through the pool; false when it could not be sent. Throws `Deaf` when it did not come. */
  async function probe(): Promise<boolean> {
    const word = randomUUID()
    const came = Promise.withResolvers<void>()
    probes.set(word, came.resolve)
    let timer: NodeJS.Timeout | undefined
    try {
      try {
        await store.pool.query('select pg_notify($1, $2)', [CHANNEL, `probe ${word}`])
      } catch {
        // The store is away or busy, which the connection itself will tell.
        return false
      }
      const late = new Promise<never>((_, reject) => {
        timer = setTimeout(() => reject(new Deaf()), hooks.patienceMs ?? PATIENCE_MS)
        timer.unref()
      })
      await Promise.race([came.promise, late])
      return true
    } finally {
      clearTimeout(timer)
      probes.delete(word)
    }
  }

  function receive(payload: string) {
    if (payload.startsWith('probe ')) return probes.get(payload.slice(6))?.()
    const said = decode(payload)
    if (!said || said.from === me) return
    if (said.changes) hooks.heard(said.changes)
    else hooks.missed()
  }

  async function drain(): Promise<void> {
    if (sending) return
    sending = true
    try {
      while (client && !hints.isEmpty) {
        const wait = last + BATCH_MS - performance.now()
        if (wait > 0) await sleep(wait)
        const speaking = client
        if (!speaking) break
        last = performance.now()
        const changes = hints.take()
        try {
          await speaking.query('select pg_notify($1, said) from unnest($2::text[]) said', [
            CHANNEL,
            encode(me, changes),
          ])
        } catch (error) {
          // Said again once there is a connection: hearing something twice does no harm.
          if (changes) for (const change of changes) hints.add(change)
          else hints.addAll()
          speaking.connection.stream.destroy(error as Error)
          break
        }
      }
    } finally {
      sending = false
    }
  }

  return {
    send(changes) {
      if (stopped.signal.aborted) return
      for (const change of changes) hints.add(change)
      void drain()
    },
    mode: () => mode,
    async close() {
      for (let tries = 0; client && (sending || !hints.isEmpty) && tries < 20; tries++) await sleep(10)
      stopped.abort()
      await running
    },
  }
}

class Deaf extends Error {
  constructor() {
    super('notifications do not arrive')
  }
}
