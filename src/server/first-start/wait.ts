import { timingSafeEqual } from 'node:crypto'
import { setTimeout as sleep } from 'node:timers/promises'
import { hashSecret, newId, newSecret } from '../../kernel/ids.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import type { Report } from '../../storage/copy/index.ts'
import { asUnavailable, type Store } from '../../storage/index.ts'
import type { Phase, State } from '../state.ts'
import { findBeside } from './beside.ts'
import { type Found, lookIntoFolder } from './folder.ts'
import { isBeingFilled, openRows, takeMoveLock } from './lock.ts'
import { findProof } from './proof.ts'
import { addDecision, countWishes, leaveRows, listOthers, type Standing, saySeen, wasLeftEmpty } from './rows.ts'
import type { Decision, Details, Progress, Shown, Told } from './schema.ts'
import { shellWord, undecidedBlock, waitsForOthers } from './words.ts'

const BEAT_MS = 1_000
/** A folder that another container holds is looked into again after so long. */
const LOOK_AGAIN_MS = 5_000
/** A move that failed for what passes is tried again after so long, where it is to happen unattended. */
const TRY_AGAIN_MS = 10_000
/** A stop does not wait longer for a database that does not answer. */
const LEAVING_MS = 500
/** So long the link of the log shows what it brought about; after that an administrator finds it in the console. */
const PROOF_MS = 60 * 60_000

/** How a database is: somebody's, nobody's, or filled in part. */
export type Condition = 'used' | 'empty' | 'unfinished'

type Say = (about: object, text: string) => void

export type Given = {
  store: Store
  state: State
  log: { info: Say; warn: Say; error: Say }
  /** The data folder that would be the embedded store, as an absolute path. */
  folder: string
  /** MOSAIC_MOVE: ask whoever has the link, move at once, or begin empty. */
  wish: 'ask' | 'on-start' | 'never'
  publicUrl: () => string
  /** Prints a block for the operator. */
  say(lines: string[]): void
  isStopping(): boolean
  condition(): Promise<Condition>
  /** Moves the folder into the store, or goes on with it. */
  move(onProgress: (progress: Progress) => void): Promise<void>
}

export type FirstStart = ReturnType<typeof createFirstStart>

/**
 * The first start on a database. `admit` resolves once the store may be served: it holds somebody's data, or it is decided, or
 * there is nothing to decide. Until then the process is `undecided` or `moving`.
 *
 * Any number of processes may stand before the same database. Only those that see a folder with data ask and move; of these
 * one moves, by an advisory lock. The others wait, and whoever serves the empty house already steps down.
 */
export function createFirstStart(given: Given) {
  const { store, state, log } = given
  const rows = openRows(store)
  const token = newSecret()
  const link = () => new URL(`/first-start#token=${token}`, given.publicUrl()).href
  const linkHash = hashSecret(token)
  /** Of every link that opened what was asked here. */
  const known = new Set([linkHash])
  let stoodSince: Temporal.Instant | undefined
  let admittedAt = Number.NEGATIVE_INFINITY
  let me: Standing = { id: newId(), phase: 'undecided', linkHash: null, told: null }
  let others: Standing[] = []
  let found: Found = { kind: 'nothing' }
  let lookedAt = Number.NEGATIVE_INFINITY
  let unfinished = false
  let announced = ''
  let clicked = false
  let askedAt = Number.NEGATIVE_INFINITY
  let wake = () => {}

  async function admit(): Promise<void> {
    const beat = startBeat()
    try {
      let wishes = await countWishes(rows)
      for (let retryAt = 0; !given.isStopping(); await pause(BEAT_MS)) {
        const condition = await given.condition()
        if (condition === 'used') return
        unfinished = condition === 'unfinished'
        await look()
        await lookAround()
        if (!unfinished && (await mayBeEmpty())) return
        const isElsewhere =
          others.some(other => other.phase === 'moving') || (unfinished && (await isBeingFilled(rows)))
        await stand(isElsewhere)
        beat.begin()
        if (isElsewhere) continue
        const isUnattended = given.wish === 'on-start' && found.kind === 'people' && performance.now() >= retryAt
        if (!me.told || !(isUnattended || clicked || (await countWishes(rows)) > wishes)) continue
        clicked = false
        const outcome = await moveOnce()
        wishes = await countWishes(rows)
        if (outcome === 'failed') retryAt = performance.now() + TRY_AGAIN_MS
        if (outcome === 'refused') retryAt = Number.POSITIVE_INFINITY
      }
    } finally {
      admittedAt = performance.now()
      await beat.end()
    }
  }

  /** Says every second that this process is there, also while it moves. */
  function startBeat() {
    let timer: NodeJS.Timeout | undefined
    let last: Promise<unknown> = Promise.resolve()
    return {
      begin() {
        timer ??= setInterval(() => {
          last = saySeen(rows, me).catch(() => {})
        }, BEAT_MS)
      },
      async end() {
        clearInterval(timer)
        await last
        await leaveRows(rows, me.id).catch(() => {})
      },
    }
  }

  async function lookAround() {
    others = await listOthers(rows, me.id)
    for (const { linkHash } of others) if (linkHash) known.add(linkHash)
  }

  async function look() {
    if (found.kind !== 'closed' && lookedAt > 0) return
    if (performance.now() - lookedAt < LOOK_AGAIN_MS) return
    found = await lookIntoFolder(given.folder)
    lookedAt = performance.now()
  }

  /** Whether the empty database may be served as it is. */
  async function mayBeEmpty(): Promise<boolean> {
    if (found.kind === 'nothing') return !others.some(other => other.told)
    if (await wasLeftEmpty(rows, found.source)) return true
    if (given.wish !== 'never') return false
    await addDecision(rows, 'empty_house', found.source, 'setting')
    return true
  }

  /** Stands where everybody can see it: in the rows, in the log, at every address. */
  async function stand(isElsewhere: boolean) {
    stoodSince ??= Temporal.Now.instant()
    const told = found.kind === 'nothing' ? null : { ...tell(found), failure: me.told?.failure ?? null }
    me = { ...me, phase: 'undecided', told, linkHash: told && linkHash }
    await saySeen(rows, me)
    state.phase = isElsewhere ? 'moving' : 'undecided'
    if (isElsewhere) return
    const saying = JSON.stringify([told, unfinished])
    if (saying === announced) return
    announced = saying
    if (!told) log.warn({}, waitsForOthers(unfinished))
    else if (given.wish !== 'on-start' || found.kind === 'closed' || told.failure)
      given.say(undecidedBlock(told, { label: store.label, from: store.from!, unfinished }, link()))
  }

  function tell(at: Exclude<Found, { kind: 'nothing' }>): Told {
    return {
      folder: {
        path: given.folder,
        source: at.source,
        holdings: at.kind === 'people' ? at.holdings : null,
        movedTo: at.kind === 'people' && at.hold?.moved ? at.hold.to : null,
        trouble: at.kind === 'closed' ? at.trouble : null,
      },
      command: `npm run -s mosaic -- move --from ${shellWord(given.folder)} --to env:${store.from}`,
      progress: null,
      failure: null,
    }
  }

  async function moveOnce(): Promise<'moved' | 'elsewhere' | 'failed' | 'refused'> {
    const told = { ...me.told!, failure: null }
    const at = (progress: Progress) => {
      me = { ...me, phase: 'moving', told: { ...told, progress } }
    }
    if (!(await standFirst(at))) {
      state.phase = 'moving'
      return 'elsewhere'
    }
    try {
      state.phase = 'moving'
      await untilNobodyServes()
      log.info({}, 'the data folder is moved into the database')
      await given.move(at)
      log.info({}, 'the data folder was moved into the database')
      return 'moved'
    } catch (error) {
      const expected = error instanceof Refusal ? error : asUnavailable(error)
      const failure = expected?.message ?? `Something went wrong on our side: ${(error as Error).message}`
      me = { ...me, phase: 'undecided', told: { ...told, failure } }
      if (given.isStopping()) return 'failed'
      state.phase = 'undecided'
      log.error({ err: error }, 'the data folder could not be moved into the database')
      return expected && expected.kind !== 'unavailable' ? 'refused' : 'failed'
    }
  }

  /** Of all that want to move one does: whoever says so first, under a lock that others wait for no longer than this takes. */
  async function standFirst(at: (progress: Progress) => void): Promise<boolean> {
    const unlock = await takeMoveLock(store)
    if (!unlock) return false
    try {
      await lookAround()
      if (others.some(other => other.phase === 'moving')) return false
      at({ step: 'It begins', rows: null, share: null, secondsLeft: null })
      await saySeen(rows, me)
      return true
    } finally {
      await unlock()
    }
  }

  /** Who serves the empty house sees within seconds that it is not to, and steps down. */
  async function untilNobodyServes() {
    while (!given.isStopping()) {
      await lookAround()
      if (!others.some(other => other.phase === 'serving')) return
      await sleep(200)
    }
  }

  function pause(ms: number): Promise<void> {
    return new Promise(resolve => {
      const timer = setTimeout(resolve, ms)
      wake = () => {
        clearTimeout(timer)
        resolve()
      }
    })
  }

  /** What is told of a folder by this process, else by one that sees it; by the one that moves before all. */
  function toldNow(): Told | null {
    const all = [me, ...others].filter(one => one.told)
    return (all.find(one => one.phase === 'moving') ?? all[0])?.told ?? null
  }

  function shown(): Shown {
    const progress = state.phase === 'moving' ? toldNow()?.progress : null
    const percent = progress?.share == null ? null : Math.min(100, Math.floor(100 * progress.share))
    return { phase: shownPhase(state.phase), percent }
  }

  return {
    admit,
    link,
    shown,

    /** For who holds the link. */
    describe: (): Details => ({ ...shown(), database: { label: store.label, unfinished }, told: toldNow() }),

    /**
     * Looks, for as long as the house that is served stays empty, whether another process asks what is to become of its
     * folder. Resolves true then: this process is to step down and to stand before `admit` again.
     */
    async watchEmpty(): Promise<boolean> {
      while (!given.isStopping()) {
        try {
          const condition = await given.condition()
          if (condition === 'used') break
          await lookAround()
          if (condition === 'unfinished' || others.some(other => other.told)) return true
          await saySeen(rows, { ...me, phase: 'serving', linkHash: null, told: null })
        } catch {
          // The database is away, and nothing is served meanwhile.
        }
        if (!given.isStopping()) await pause(2 * BEAT_MS)
      }
      await leaveRows(rows, me.id).catch(() => {})
      return false
    },

    /** What there is to know of the folder beside a database that is used, or null. */
    beside: () => findBeside(store, given.folder),

    /** Whether a token opens what is asked here: this process's own, or that of another one that asks. */
    async opens(shown: string): Promise<boolean> {
      const hash = hashSecret(shown)
      if (sameHash(hash, linkHash)) return true
      // Strangers' guesses cost one question a second, whatever their number: the same connection says that we are there.
      if (performance.now() - askedAt > BEAT_MS) {
        askedAt = performance.now()
        await lookAround()
      }
      return others.some(other => other.linkHash !== null && sameHash(hash, other.linkHash))
    },

    /**
     * For whoever has a link that opened what was asked here, for an hour after the house was opened: the report of the move that
     * filled it meanwhile. Undefined for every other token, and where nothing was moved.
     */
    async proof(shown: string): Promise<Report | undefined> {
      const hash = hashSecret(shown)
      const isKnown = [...known].some(one => sameHash(hash, one))
      if (!isKnown || !stoodSince || performance.now() - admittedAt > PROOF_MS) return undefined
      return findProof(store.pool, stoodSince)
    },

    /**
     * Does what was chosen. Refuses `first_start.decided` where there is nothing to choose any more, and
     * `first_start.unfinished` where an empty house is asked for while the database is filled in part.
     */
    async decide(decision: Decision): Promise<void> {
      const asking = toldNow()
      if (state.phase !== 'undecided' || !asking)
        refuse('conflict', 'first_start.decided', 'This is decided already: the page says what happens now.')
      if (decision === 'empty_house' && unfinished)
        refuse(
          'conflict',
          'first_start.unfinished',
          'A move into this database was begun, so it is not empty. Finish it, or give it up with “mosaic move --cancel”.',
        )
      await addDecision(rows, decision, asking.folder.source, 'link')
      clicked = decision === 'move'
      wake()
    },

    /** Ends the waiting, and what it is written with. */
    async stop() {
      wake()
      const gone = leaveRows(rows, me.id).catch(() => {})
      await Promise.race([gone, sleep(LEAVING_MS, undefined, { ref: false })])
      void rows.end().catch(() => {})
    },
  }
}

/** What of a phase concerns who waits for Mosaic. */
export function shownPhase(phase: Phase): Shown['phase'] {
  return phase === 'ready' || phase === 'undecided' || phase === 'moving' || phase === 'held' ? phase : 'starting'
}

function sameHash(one: string, other: string): boolean {
  return timingSafeEqual(Buffer.from(one), Buffer.from(other))
}
