import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import path from 'node:path'
import { hashSecret, newId } from '../kernel/ids.ts'
import type { Log } from '../kernel/log.ts'
import { Refusal, refuse } from '../kernel/refusal.ts'
import { seal, unseal } from '../kernel/seal.ts'
import { readBlob, writeBlob } from './blob.ts'
import { type Journal, makeJournal, takeJournal } from './journal.ts'
import { type Entry, type EntryKind, entrySchema, type OutageFacts, type Speaker } from './schema.ts'

/** Entries of one speaker that wait at one time; nobody types more in an outage. */
const MOST_OF_LANE = 200
const RETRY_SECONDS = 30
/** What is on its way into the store by itself is done by then, or will never be heard of: words matter more than their order. */
const UNDER_WAY_MS = 60_000
/** Of the room: whoever sends files leaves some for words. */
const FILES_SHARE = 0.5

export type Spool = ReturnType<typeof createSpool>
/** An entry that waits in a journal of this process. */
export type Held = { entry: Entry; lane: string; at: Temporal.Instant; journal: Journal }
export type Intent = {
  kind: EntryKind
  speaker: Speaker
  at: Temporal.Instant
  content: Record<string, unknown>
  /** By which the client says that it is the same again, and what must be the same then; else the content */
  clientId?: string | undefined
  sameness?: unknown
}

/** Whose words these are, for their order: of an account in whichever session. */
export function laneOf({ keyHash, tokenHash, accountMark }: Speaker): string {
  if (accountMark) return `account ${accountMark}`
  return tokenHash ? `session ${tokenHash}` : `visitor ${keyHash}`
}

/**
 * What this process keeps on disk of what it was told while the store was away: its own journal, made with the first entry, and
 * journals that processes left which are gone. `root` is the folder of all of them, `most` the bytes that they may take.
 */
export function createSpool(options: { root: string; most: number; log: Log; underWayMs?: number }) {
  const { root, most, log, underWayMs = UNDER_WAY_MS } = options
  let secret: string | undefined
  let own: Journal | undefined
  let making: Promise<Journal> | undefined
  const journals = new Set<Journal>()
  const held = new Map<string, Held>()
  /** By lane: what waits here, on the disk or on its way to it, and when it was received */
  const lanes = new Map<string, Map<string, Temporal.Instant>>()
  /**
   * Lanes with entries that are in the store and not yet where they belong, of any process, and when the last of each was received;
   * undefined until that is known.
   */
  let behindInStore: ReadonlyMap<string, Temporal.Instant> | undefined
  /** By lane: when it was received, and what the clock that never jumps said then */
  const underWay = new Map<string, Map<Temporal.Instant, number>>()
  const promised = new Map<string, { hash: string; kept: Promise<Entry> }>()
  let reserved = 0
  /** Writes that have begun: no journal goes under them. */
  let pins = 0
  let taken = 0
  let refused = 0

  const used = () => [...journals].reduce((sum, journal) => sum + journal.bytes(), 0) + reserved

  function requireRoom(bytes: number, room = most): void {
    if (used() + bytes <= room) return
    refused++
    refuseFull()
  }

  async function ownJournal(): Promise<Journal> {
    if (own) return own
    making ??= makeJournal(root, randomUUID())
      .then(journal => {
        own = journal
        journals.add(journal)
        return journal
      })
      .finally(() => {
        making = undefined
      })
    return making
  }

  function hold(one: Held): void {
    held.set(one.entry.id, one)
    standInLane(one.lane, one.entry.id, one.at)
  }

  function standInLane(lane: string, id: string, at: Temporal.Instant): void {
    if (!lanes.has(lane)) lanes.set(lane, new Map())
    lanes.get(lane)!.set(id, at)
  }

  /** When the last of this speaker was received of which we know that it is not done, by whatever clock. */
  function lastOf(lane: string): Temporal.Instant | undefined {
    const known = [...(lanes.get(lane)?.values() ?? []), ...(underWay.get(lane)?.keys() ?? [])]
    const inStore = behindInStore?.get(lane)
    if (inStore) known.push(inStore)
    return known.reduce<Temporal.Instant | undefined>((best, at) => (best ? later(best, at) : at), undefined)
  }

  async function write({ kind, speaker, at, content }: Intent, lane: string, id: string): Promise<Entry> {
    const entry: Entry = { id, kind, at: at.toString(), speaker, content }
    const payload = Buffer.from(seal(JSON.stringify(entry), secret!, `outage entry ${id}`), 'latin1')
    requireRoom(payload.length)
    reserved += payload.length
    pins++
    // Held before it is on the disk: whoever comes next of this lane goes behind it. `bring` waits for the disk.
    standInLane(lane, id, at)
    try {
      const journal = await ownJournal()
      await journal.append(id, payload)
      hold({ entry, lane, at, journal })
      taken++
      return entry
    } catch (error) {
      letGo(lane, id)
      if (error instanceof Refusal) throw error
      refused++
      log.error({ err: error }, 'what was said while the store is away could not be written to the disk')
      return refuseFull()
    } finally {
      reserved -= payload.length
      pins--
    }
  }

  function letGo(lane: string, id: string): void {
    const all = lanes.get(lane)
    all?.delete(id)
    if (all?.size === 0) lanes.delete(lane)
  }

  return {
    root,
    /** With the secret of the store entries are sealed and opened. Before, nothing is taken. */
    open(given: string): void {
      secret = given
    },
    isOpen: () => secret !== undefined,
    /**
     * The instant of something that is received now: later than whatever waits of the same speaker, also where that was received by
     * a clock that was ahead, of this process or of one before it.
     */
    received(lane?: string): Temporal.Instant {
      const now = Temporal.Now.instant().round('microsecond')
      const last = lane === undefined ? undefined : lastOf(lane)
      return last ? later(now, last.add({ microseconds: 1 })) : now
    },
    /**
     * Whether something of this speaker waits to be written: what comes now goes behind it. Of a process that has not looked yet
     * everybody might be: one before it may have left their words in the store.
     */
    isBehind: (lane: string) => lanes.has(lane) || behindInStore === undefined || behindInStore.has(lane),
    standsInStore(lanes: ReadonlyMap<string, Temporal.Instant>): void {
      behindInStore = lanes
    },
    /** Says that something of this speaker is on its way into the store by itself; what comes after it waits until it has ended, a minute at most. */
    begin(lane: string, at: Temporal.Instant): () => void {
      const all = underWay.get(lane) ?? new Map<Temporal.Instant, number>()
      underWay.set(lane, all.set(at, performance.now()))
      return () => {
        all.delete(at)
        if (all.size === 0 && underWay.get(lane) === all) underWay.delete(lane)
      }
    },
    /**
     * Puts an intent on the disk; resolves once it is there for good. The same client id of the same speaker is the same entry.
     * Refuses `outage.full` where there is no room or the disk takes nothing, `outage.id_reused` for the same id with other
     * content, `outage.too_many` for one speaker.
     */
    async keep(intent: Intent): Promise<Entry> {
      const lane = laneOf(intent.speaker)
      if ((lanes.get(lane)?.size ?? 0) >= MOST_OF_LANE)
        refuse('limit', 'outage.too_many', {
          message: 'We have kept all of that. Please wait until we can read it.',
          retryAfterSeconds: RETRY_SECONDS,
        })
      const id = newId()
      if (intent.clientId === undefined) return write(intent, lane, id)
      const name = `${lane}\n${intent.kind}\n${intent.clientId}`
      const hash = hashSecret(JSON.stringify(intent.sameness ?? intent.content))
      const same = promised.get(name)
      if (same && same.hash !== hash)
        refuse('conflict', 'outage.id_reused', 'Another request has this id. Make a new id for each.')
      if (same) return same.kept
      const kept = write(intent, lane, id)
      promised.set(name, { hash, kept })
      kept.catch(() => promised.delete(name))
      return kept
    },
    /** Keeps the journals where they are until the returned function is called: between the bytes of a file and its entry. */
    pin(): () => void {
      pins++
      return () => {
        pins--
      }
    },
    /** Takes the bytes of a file; they are on the disk, sealed, once this resolves. `look` sees them as they came. */
    async keepBytes(stream: AsyncIterable<Uint8Array>, look: (piece: Uint8Array) => void): Promise<string> {
      requireRoom(0, FILES_SHARE * most)
      const id = newId()
      let size = 0
      try {
        const journal = await ownJournal()
        const file = path.join(journal.folder, `${id}.blob`)
        const counted = (piece: Uint8Array) => {
          requireRoom(piece.length, FILES_SHARE * most)
          size += piece.length
          reserved += piece.length
          look(piece)
        }
        await writeBlob(file, { id, secret: secret!, stream, look: counted })
        journal.addBytes((await fs.stat(file)).size)
        return id
      } catch (error) {
        if (!isDisk(error)) throw error
        refused++
        log.error({ err: error }, 'a file could not be written to the disk while the store is away')
        return refuseFull()
      } finally {
        reserved -= size
      }
    },
    async dropBytes(id: string): Promise<void> {
      for (const journal of journals) await removeBlob(journal, id)
    },
    bytesOf: ({ journal }: Held, id: string) =>
      readBlob(path.join(journal.folder, `${id}.blob`), { id, secret: secret! }),
    /** Journals of processes that are gone are ours from now on. Gives how many entries came with them. */
    async adopt(): Promise<number> {
      let found = 0
      const folders = await fs.readdir(root, { withFileTypes: true }).catch(() => [])
      for (const folder of folders) {
        if (!folder.isDirectory() || !/^[0-9a-f-]{36}$/.test(folder.name)) continue
        found += await adoptFolder(path.join(root, folder.name)).catch(error => {
          log.error({ err: error }, 'a journal that a process left cannot be read; it stays where it is')
          return 0
        })
      }
      return found
    },
    /** What waits in journals and may be brought now, the earliest first: not what comes after something that is still under way. */
    waiting(): Held[] {
      const all = [...held.values()].sort((a, b) => Temporal.Instant.compare(a.at, b.at))
      const since = performance.now() - underWayMs
      return all.filter(({ lane, at }) => {
        for (const [began, clock] of underWay.get(lane) ?? [])
          if (clock > since && Temporal.Instant.compare(began, at) < 0) return false
        return true
      })
    },
    /** They are in the store for good. A journal of which nothing is left goes. */
    async brought(done: readonly Held[]): Promise<void> {
      // Nobody may come in between: they stand in the store now, and wait there.
      if (behindInStore) {
        const behind = new Map(behindInStore)
        for (const { entry, lane, at } of done)
          if (entry.kind !== 'file') behind.set(lane, later(behind.get(lane) ?? at, at))
        behindInStore = behind
      }
      const byJournal = Map.groupBy(done, ({ journal }) => journal)
      for (const [journal, entries] of byJournal) {
        // On a full disk too: what is brought a second time is found by its id, and only what goes makes room.
        await journal.markDone(entries.map(({ entry }) => entry.id)).catch(error => {
          log.warn({ err: error }, 'what is written already could not be crossed out in its journal')
        })
        for (const { entry, lane } of entries) {
          held.delete(entry.id)
          letGo(lane, entry.id)
          if (entry.kind === 'file') await removeBlob(journal, String(entry.content.blob))
        }
      }
      await tidy()
    },
    facts(): OutageFacts {
      const oldest = [...held.values()].reduce<Temporal.Instant | null>(
        (best, { at }) => (best && Temporal.Instant.compare(best, at) < 0 ? best : at),
        null,
      )
      return { entries: held.size, bytes: used(), oldest, taken, refused }
    },
    async close(): Promise<void> {
      await making?.catch(() => {})
      await Promise.all([...journals].map(journal => journal.close()))
      journals.clear()
    },
  }

  async function adoptFolder(folder: string): Promise<number> {
    if ([...journals].some(journal => journal.folder === folder)) return 0
    const found = await takeJournal(folder)
    if (!found) return 0
    const { journal, entries, damaged } = found
    journals.add(journal)
    if (damaged > 0)
      log.error(
        { folder, bytes: damaged },
        'a journal of an outage has been damaged on the disk; what is whole is read',
      )
    let unreadable = 0
    for (const { id, payload } of entries) {
      const text = unseal(payload.toString('latin1'), secret!, `outage entry ${id}`)
      const parsed = text === undefined ? undefined : entrySchema.safeParse(JSON.parse(text))
      if (!parsed?.success) unreadable++
      else {
        const entry = parsed.data
        hold({ entry, lane: laneOf(entry.speaker), at: Temporal.Instant.from(entry.at), journal })
      }
    }
    if (unreadable > 0) {
      // Sealed with another secret: of another store, or from before MOSAIC_SECRET was changed. Not ours to throw away.
      log.error({ folder, entries: unreadable }, 'entries of an outage cannot be opened with the secret of this store')
      strange.add(journal)
    }
    if (entries.length > 0) log.info({ folder, entries: entries.length }, 'a journal that a process left is taken over')
    await tidy()
    return entries.length
  }

  async function tidy(): Promise<void> {
    for (const journal of journals) {
      if (strange.has(journal) || pins > 0) continue
      if ([...held.values()].some(one => one.journal === journal)) continue
      journals.delete(journal)
      if (own === journal) {
        own = undefined
        promised.clear()
      }
      await journal.remove().catch(error => log.warn({ err: error }, 'an empty journal could not be taken away'))
    }
  }
}

const strange = new WeakSet<Journal>()

const later = (one: Temporal.Instant, other: Temporal.Instant) =>
  Temporal.Instant.compare(one, other) > 0 ? one : other

async function removeBlob(journal: Journal, id: string): Promise<void> {
  const file = path.join(journal.folder, `${id}.blob`)
  const found = await fs.stat(file).catch(() => undefined)
  if (!found) return
  await fs.rm(file, { force: true })
  journal.addBytes(-found.size)
}

function refuseFull(): never {
  refuse('unavailable', 'outage.full', {
    message: 'We cannot take this just now. Please keep it and try again in a moment.',
    retryAfterSeconds: RETRY_SECONDS,
  })
}

/** What the disk says, not who sends. */
function isDisk(error: unknown): boolean {
  return [
    'ENOSPC',
    'EDQUOT',
    'EIO',
    'EROFS',
    'EACCES',
    'EPERM',
    'EMFILE',
    'ENFILE',
    'ENOENT',
    'ENOTDIR',
    'EFBIG',
    // The lock of a journal's folder could not be written.
    'ERR_SQLITE_ERROR',
  ].includes(String((error as { code?: unknown }).code))
}
