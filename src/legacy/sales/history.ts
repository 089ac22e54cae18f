import {
  interestDeed,
  interestTakenBack,
  type PastDeed,
  type SignalInput,
  stageOfImported,
  viewDeed,
} from '../../leads/index.ts'
import type { Out, Run } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import type { Lookups } from './lookups.ts'
import { entryStamp, type SalesOptions } from './options.ts'
import { readEntries, wordsOf } from './values.ts'

type Deed = {
  at: Temporal.Instant
  key: string
  kind: 'view' | 'interest' | 'rejection' | 'objection'
  name: string
  listingId: string | null
  level?: string
  reason?: string | null
  /** Of a view: when they looked last, where that is another time */
  again?: Temporal.Instant | null
  times?: number
}

const LEVELS = new Set(['low', 'medium', 'high'])
/** A key of the ledger has 200 characters. */
const keyPart = (text: string) => [...text].slice(0, 120).join('')

/** What somebody looked at, liked, turned down and doubted, each dated entry as one deed in the order of time. */
export function deedsOf(row: Row, lookups: Lookups, options: SalesOptions): Deed[] {
  const deeds: Deed[] = []
  const listed = (
    column: string,
    dated: string,
    kind: Deed['kind'],
    more: (entry: Record<string, unknown>) => Partial<Deed>,
  ) => {
    for (const entry of readEntries(row, column)) {
      const at = entryStamp(row, column, entry[dated], options)
      const name = wordsOf(kind === 'objection' ? entry.type : (entry.name ?? entry.id))
      if (name === null) row.repair('bad_entry', column)
      if (at === null || name === null) continue
      const listingId = kind === 'objection' ? null : lookups.listing(entry.id, entry.name)
      const key = listingId === null ? keyPart(wordsOf(entry.id) ?? name) : listingId
      deeds.push({ at, key, kind, name, listingId, ...more(entry) })
    }
  }
  listed('properties_viewed', 'viewed_at', 'view', entry => ({
    again: entryStamp(row, 'properties_viewed', entry.last_viewed_at, options),
  }))
  listed('interested_projects', 'marked_at', 'interest', entry => {
    const level = String(entry.interest_level ?? '').toLowerCase()
    return { level: LEVELS.has(level) ? level : 'medium' }
  })
  listed('properties_rejected', 'rejected_at', 'rejection', entry => ({ reason: wordsOf(entry.reason, 2000) }))
  listed('objections_history', 'first_raised_at', 'objection', entry => ({
    times: typeof entry.count === 'number' && Number.isInteger(entry.count) ? entry.count : 1,
  }))
  return deeds.sort((a, b) => Temporal.Instant.compare(a.at, b.at))
}

/** Asks for a person's deeds: the rows of the ledger, and what the catalogue keeps of homes that it has. */
export function addDeeds(out: Out, run: Run, person: string, row: Row, deeds: readonly Deed[]): void {
  const liked = new Set<string>()
  for (const [n, deed] of deeds.entries()) {
    const { kind, key, at } = deed
    const past: PastDeed = { personId: person, at, signals: [], remarks: [] }
    if (kind === 'view') past.signals = [named(viewDeed, deed)]
    else if (kind === 'interest') {
      past.signals = [named(interestDeed, deed)]
      liked.add(key)
    } else if (kind === 'rejection' && liked.delete(key)) past.signals = [named(interestTakenBack, deed)]
    else past.remarks = [remarkOf(deed)]
    out.add('deed', { ...past, at: at.toString() })
    row.home('signals')
    if (deed.listingId === null || kind === 'objection') continue
    const times = deed.again && Temporal.Instant.compare(deed.again, at) > 0 ? [at, deed.again] : [at]
    for (const [nth, when] of times.entries())
      out.add('listing event', {
        id: run.id('listing event', row.key, String(n), String(nth)),
        personId: person,
        listingId: deed.listingId,
        kind,
        level: kind === 'interest' ? deed.level : null,
        reason: deed.reason ?? null,
        at: when.toString(),
      })
  }
}

type Of = (of: { listingId: string }) => SignalInput

/** A deed about a home that the catalogue has not names it itself. */
function named(make: Of, { listingId, key, name }: Deed): SignalInput {
  if (listingId !== null) return make({ listingId })
  const { component, sentence, takesBack } = make({ listingId: '' })
  return { component, key: `import/${key}`, sentence: sentence.replace('{listing}', name), takesBack }
}

function remarkOf({ kind, key, name, listingId, reason, times = 1 }: Deed) {
  if (kind === 'objection') {
    const often = times > 1 ? `, ${times} times` : ''
    return { key: `import/objection/${keyPart(key)}`, sentence: `objected: ${name.replaceAll('_', ' ')}${often}` }
  }
  const why = reason ? `: ${[...reason].slice(0, 150).join('')}` : ''
  const sentence = `turned down ${listingId === null ? name : '{listing}'}${why}`
  return { key: `import/rejection/${key}`, sentence, listingId }
}

/** Asks for the stages somebody went through; a word that nobody knows is `unknown_stage`. */
export function addStages(
  out: Out,
  run: Run,
  person: string,
  row: Row,
  times: { createdAt: Temporal.Instant; lastActiveAt: Temporal.Instant },
  options: SalesOptions,
): void {
  const read = (word: unknown, column: string) => {
    const said = typeof word === 'string' ? word : ''
    const stage = stageOfImported(said)
    if (!stage && word !== null && word !== undefined && said.trim() !== '') row.repair('unknown_stage', column)
    return stage
  }
  let last: string | null = null
  let lastAt = times.createdAt
  let n = 0
  const add = (stage: string, at: Temporal.Instant) => {
    if (stage === last) return
    // The history is in the order of its list: no row is older than the one before.
    lastAt = n > 0 && Temporal.Instant.compare(at, lastAt) < 0 ? lastAt : at
    const id = run.id('stage', row.key, String(n++))
    out.add('stage', { id, personId: person, from: last, to: stage, at: lastAt.toString() })
    last = stage
  }
  for (const entry of readEntries(row, 'stage_history')) {
    const stage = read(entry.stage, 'stage_history')
    const at = entryStamp(row, 'stage_history', entry.entered_at, options)
    if (stage) add(stage, at ?? lastAt)
  }
  const current = read(row.text('current_stage'), 'current_stage')
  if (current) add(current, times.lastActiveAt)
}
