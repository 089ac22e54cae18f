import { setTimeout as sleep } from 'node:timers/promises'
import type { Log } from '../kernel/log.ts'
import { Refusal } from '../kernel/refusal.ts'
import type { Gate } from './pool.ts'
import { asUnavailable, unreachable } from './unavailable.ts'

const FIRST_PAUSE_MS = 100
const LONGEST_PAUSE_MS = 2_000

const POOLER =
  'a pooler in front of the database lets no settings of a session pass: set ignore_startup_parameters = statement_timeout,idle_in_transaction_session_timeout,options in PgBouncer, or give DATABASE_URL the address past it; see docs/live.md'

export type Reach = Gate & {
  reachable(): boolean
  unreachableSince(): Temporal.Instant | undefined
  /** Whether it came back less than `ms` ago, by the clock that never jumps. A start at which it was there at once is no return. */
  cameBackWithin(ms: number): boolean
  /** Resolves at the first answer. Rejects only for what no waiting cures. */
  ready: Promise<void>
  /** Looks at once; the gate stays open unless the look fails. */
  suspect(): void
  stop(): void
}

/**
 * Watches whether the database can be reached. `probe` resolves when it answers; after a failure it is called again with
 * growing pauses, for ever, because a configured database is never given up. A Refusal of kind `conflict` from the probe
 * says that waiting is in vain (a server too old). `cut` is called when it did not answer twice in a row: whoever still waits
 * on an open connection, which a network that swallows everything leaves open for a quarter of an hour, is to hear of it.
 */
export function watchReach(probe: () => Promise<void>, log: Log, label: string, cut: () => void = () => {}): Reach {
  let since: Temporal.Instant | undefined = Temporal.Now.instant()
  let hopeless: Refusal | undefined
  let looking = false
  let refusedSetting = ''
  let hasBeenThere = false
  let backAt = Number.NEGATIVE_INFINITY
  let pause = FIRST_PAUSE_MS
  const stopped = new AbortController()
  const ready = Promise.withResolvers<void>()
  // Whoever waits hears of it; whoever does not is not ended by it.
  ready.promise.catch(() => {})

  function markAway(error: unknown) {
    if (since) return
    since = Temporal.Now.instant()
    log.warn({ store: label, reason: reasonOf(error) }, 'the database cannot be reached; trying again until it can')
  }

  function markBack(isReturn: boolean) {
    if (since) log.info({ store: label, seconds: secondsSince(since) }, 'the database can be reached')
    if (since && isReturn) backAt = performance.now()
    since = undefined
    hasBeenThere = true
    ready.resolve()
  }

  async function look() {
    if (looking || hopeless) return
    looking = true
    pause = FIRST_PAUSE_MS
    for (let attempt = 1; !stopped.signal.aborted; attempt++) {
      try {
        await probe()
        markBack(hasBeenThere || attempt > 1)
        break
      } catch (error) {
        if (error instanceof Refusal && error.kind === 'conflict') {
          hopeless = error
          since ??= Temporal.Now.instant()
          log.error({ store: label, code: error.code }, error.message)
          ready.reject(error)
          break
        }
        markAway(error)
        if (attempt === 2) cut()
        if (attempt === 1 || attempt % 20 === 0)
          log.warn({ store: label, attempt, reason: reasonOf(error) }, 'the database did not answer')
        await sleep(pause * (0.75 + Math.random() / 2), undefined, { signal: stopped.signal, ref: true }).catch(
          () => {},
        )
        pause = Math.min(pause * 1.6, LONGEST_PAUSE_MS)
      }
    }
    looking = false
  }

  return {
    ready: ready.promise,
    reachable: () => since === undefined,
    unreachableSince: () => since,
    cameBackWithin: ms => performance.now() - backAt < ms,
    refusal: () => hopeless ?? (since ? unreachable(Math.max(1, Math.ceil(pause / 1000))) : undefined),
    failed(error) {
      const refusal = asUnavailable(error)
      if (stopped.signal.aborted) return refusal ?? error
      if (refusal?.code === 'storage.busy') {
        // All connections are taken: by much work, or because none of them gets an answer any more.
        void look()
        return refusal
      }
      const [, setting] = /unsupported startup parameter: (\S+)/.exec((error as Error).message ?? '') ?? []
      if (setting) {
        // It is there, and a look at it, which sets nothing, would say so: away and back, twice a second.
        if (setting !== refusedSetting) log.error({ store: label, setting }, POOLER)
        refusedSetting = setting
        return unreachable()
      }
      // Whatever else keeps us from connecting, such as a changed password, is not the caller's fault.
      markAway(error)
      void look()
      return unreachable()
    },
    suspect: () => void look(),
    stop() {
      stopped.abort()
      ready.reject(unreachable())
    },
  }
}

/** For the log: a code and the driver's words, which name a host or a user and never a password. */
function reasonOf(error: unknown): string {
  const { code, message } = error as { code?: string; message?: string }
  return [code, message].filter(Boolean).join(': ') || String(error)
}

function secondsSince(since: Temporal.Instant): number {
  return Math.round(Temporal.Now.instant().since(since).total('seconds'))
}
