import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { StoreChoice } from '../detect.ts'
import { migrate } from '../migrate.ts'
import { emptyDatabase, findContent, notCarried, notesOnFiles } from './content.ts'
import { endFill, type Fill, finishFill, lockFill, prepareFill, readFill, refuseHalfFilled } from './fill.ts'
import { fullDisk, type Left, lostConnection, onDiskOf } from './full-disk.ts'
import { endSessions, type Hold, lockTables, markMoved, readHold, releaseHold, restoreHold, takeHold } from './hold.ts'
import { listSequences, listTables } from './inventory.ts'
import { levelOf, refuseSameStore, refuseUnfitTarget } from './preconditions.ts'
import { keepReport, listReports, type Report, reportTables } from './report.ts'
import { refuseOtherSchema } from './same-schema.ts'
import { type OpenSettings, openSide, type Side } from './sides.ts'
import { type TransferProgress, transferTables } from './transfer.ts'
import { makeRoom, refuseForeignContent } from './way-back.ts'

export type MoveInput = {
  from: StoreChoice
  to: StoreChoice
  settings: OpenSettings
  release: string
  now: () => Temporal.Instant
  /** What the report should say beyond what the stores tell. */
  notes?: string[]
  /** A sentence for who waits: what is done next. */
  say?: (sentence: string) => void
  onProgress?: (progress: TransferProgress) => void
}

export type Moved = { report: Report /** It was complete before; nothing was done. */; already: boolean }

/**
 * Moves a whole store into another one, with proof; see the door of this folder and docs/moves.md. The source is read only; it
 * takes no writes from the beginning on, and none afterwards. Interrupted at any moment, the same call goes on.
 *
 * Refuses `move.no_source`, `move.same_store`, `move.held`, `move.moved`, `move.not_owner`, `move.no_rights`, `move.encoding`,
 * `move.sessions`, `move.target_not_empty`, `move.target_changed`, `move.schema_differs`, `move.unequal`, `move.interrupted`,
 * `move.disk_full`, `storage.half_filled`, `storage.being_filled`, `storage.newer_schema`, `storage.name_taken`,
 * `storage.leaned_on`, and what opening a store refuses.
 */
export async function moveStore(input: MoveInput): Promise<Moved> {
  const source = await openSide(input.from, input.settings, 'source')
  let target: Side | undefined
  // What has become of the move when it ends before its end.
  let left: Left = 'let go'
  try {
    // One mover at a time: a second one would take the hold over, and let it go when it is refused.
    await lockFill(source.main)
    target = await openSide(input.to, input.settings, 'target')
    await refuseSameStore(source.main, target.main)
    await lockFill(target.main)
    await refuseUnfitTarget(target.main)
    const level = (await levelOf(source.main, source.store.label)) ?? refuseNothing(source)
    const half = await readFill(source.main)
    if (half) refuseHalfFilled(half)
    await levelOf(target.main, target.store.label)
    const hold = await readHold(source.main)
    const done = hold && (await listReports(target.main)).find(report => report.id === hold.id)
    if (done) {
      await onDiskOf(source, 'arrived', () => markMoved(source.main))
      return { report: done, already: true }
    }
    const fill = await readFill(target.main)
    refuseOthers(source, target, hold, fill)
    if (hold) left = 'held'
    if (!fill) await refuseForeignContent(source, target, await findContent(target.main))
    const plan = { id: hold?.id ?? newId(), level, startedAt: input.now() }
    const before = await readHold(target.main)
    left = 'held'
    target = await makeReady(source, target, input, plan, { resumed: hold !== undefined, fill, before })
    const onArrival = () => {
      left = 'arrived'
    }
    return { report: await carry(source, target, input, plan, onArrival), already: false }
  } catch (error) {
    const sides = target ? [target, source] : [source]
    throw fullDisk(error, sides[0]!, left) ?? (await lostConnection(error, sides, left)) ?? error
  } finally {
    await target?.close()
    await source.close()
  }
}

type Plan = { id: string; level: string; startedAt: Temporal.Instant }

/** Holds both sides and brings the target to where rows can come in. What was held for it is let go when it is refused. */
async function makeReady(
  source: Side,
  first: Side,
  { from, to, settings, now, say = () => {} }: MoveInput,
  { id, level }: Plan,
  { resumed, fill, before }: { resumed: boolean; fill: Fill | undefined; before: Hold | undefined },
): Promise<Side> {
  let target = first
  try {
    await onDiskOf(source, resumed ? 'held' : 'let go', () => takeHold(source.main, { id, to: first.store.label }))
    say(
      `${source.store.label} takes no writes from now on${from.kind === 'server' ? ', whoever serves it' : ''}; reading goes on.`,
    )
    await takeHold(target.main, { id, to: target.store.label }, { instead: before })
    if (fill) {
      say(`Going on with the move that began at ${fill.since.toString({ smallestUnit: 'second' })}.`)
      return target
    }
    if ((await findContent(target.main)).length > 0) {
      say('Comparing what the target holds with what once left it.')
      const room = await makeRoom(source, target, to, now())
      if ('putAside' in room) {
        say(`What was there is kept as ${room.putAside}.`)
        target = await openSide(to, settings, 'target')
        await takeHold(target.main, { id, to: target.store.label })
      } else say('What was there is in the past of the source, row by row; it was emptied.')
    }
    await endSessions(target.main, { copying: true })
    const at = await levelOf(target.main, target.store.label)
    if (at !== undefined && at > level) await emptyDatabase(target.main)
    await migrate(target.pool(1), { upTo: level, filling: id })
    await refuseOtherSchema(source.main, target.main)
  } catch (error) {
    if (resumed) throw error
    await letGo(source, target, before)
    throw fullDisk(error, target, 'let go') ?? (await lostConnection(error, [target, source], 'let go')) ?? error
  }
  const tables = new Set((await listTables(source.main)).map(({ name }) => name))
  await prepareFill(target.main, { id, by: 'move', from: source.store.label }, tables)
  return target
}

/** Each side by itself: that one of them cannot, for want of room or of a connection, does not keep the other held. */
async function letGo(source: Side, target: Side, before: Hold | undefined): Promise<void> {
  const free = async ({ main }: Side) => {
    await releaseHold(main)
    await endSessions(main)
  }
  await Promise.allSettled([free(source), before ? restoreHold(target.main, before) : free(target)])
}

/** From a target that is ready to one that may be served. */
async function carry(
  source: Side,
  target: Side,
  input: MoveInput,
  { id, level, startedAt }: Plan,
  onArrival: () => void,
): Promise<Report> {
  const { say = () => {}, onProgress } = input
  const began = performance.now()
  await lockTables(source.main, await listTables(source.main))
  const sequences = await listSequences(source.main)
  const pools = [source.pool(2), target.pool(2)] as const
  const tables = reportTables(await transferTables(...pools, onProgress))
  const wrong = tables.filter(({ equal }) => !equal).map(({ name }) => name)
  if (wrong.length > 0)
    refuse('conflict', 'move.unequal', {
      message: `These tables are not the same on both sides: ${wrong.join(', ')}. The target is not handed over. Run the command again; it carries them anew.`,
    })
  say('All rows are there and equal. Building the indexes.')
  await finishFill(pools[1], sequences, what => say(`Finishing: ${what}.`))
  const raised = await migrate(pools[1], { filling: id })
  const sum = (of: 'rows' | 'bytes') => tables.reduce((total, table) => total + table[of], 0)
  const hold = await readHold(source.main)
  const report: Report = {
    kind: 'mosaic-move',
    format: 1,
    id,
    release: input.release,
    level,
    handedOverAt: raised.at(-1) ?? level,
    startedAt: startedAt.toString(),
    heldSince: (hold?.since ?? startedAt).toString(),
    finishedAt: input.now().toString(),
    source: sideOf(source),
    target: sideOf(target),
    tables,
    totals: {
      tables: tables.length,
      rows: sum('rows'),
      bytes: sum('bytes'),
      seconds: Math.round((performance.now() - began) / 100) / 10,
    },
    notCarried: notCarried(),
    notes: [...(await notesOnFiles(target.main)), ...(input.notes ?? [])],
  }
  // Whoever could write to the source in spite of the hold could not while its tables were locked: they still are.
  await source.main.query('select 1')
  await endFill(target.main, async () => {
    await keepReport(target.main, report)
    await releaseHold(target.main)
  })
  onArrival()
  // Who stays can only read until it connects anew: no reason to call a move failed that is complete.
  await endSessions(target.main).catch(() => {})
  await onDiskOf(source, 'arrived', async () => {
    await source.main.query('commit')
    await markMoved(source.main)
  })
  return report
}

function sideOf({ store }: Side): Report['source'] {
  return { label: store.label, kind: store.kind, postgres: store.version }
}

function refuseOthers(source: Side, target: Side, hold: Hold | undefined, fill: Fill | undefined): void {
  if (fill && fill.id !== hold?.id) refuseHalfFilled(fill)
  if (!hold || fill) return
  if (hold.moved)
    refuse('conflict', 'move.moved', {
      message: `The data of ${source.store.label} has moved to ${hold.to}. Move it from there; or, to move it from here once more, lift the hold with: move --release.`,
    })
  if (hold.to !== target.store.label)
    refuse('conflict', 'move.held', {
      message: `${source.store.label} is held by a move to ${hold.to}. Finish that one, or give it up with: move --cancel.`,
    })
}

function refuseNothing({ store }: Side): never {
  refuse('not_found', 'move.no_source', {
    message: `${store.label} holds no data of Mosaic. Name the store that does.`,
  })
}
