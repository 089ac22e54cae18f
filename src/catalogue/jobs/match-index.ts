import { sql } from 'kysely'
import { type Context, inTransaction } from '../../storage/index.ts'

/** What matching reads of postings, by column; numbers stand for the words that `names` knows. */
export type MatchIndex = {
  size: number
  number: Int32Array
  /** Where the terms of each begin within `skill` and `value`; one more than there are postings */
  skillStart: Int32Array
  skill: Int32Array
  valueStart: Int32Array
  value: Int32Array
  /** 0 where the posting does not say */
  city: Int32Array
  country: Int32Array
  currency: Int32Array
  /** 0 not said, 1 onsite, 2 hybrid, 3 remote */
  remote: Uint8Array
  /** −1 not said, 0 entry … 3 lead */
  level: Int8Array
  /** Minor units for a year; NaN where not said */
  pay: Float64Array
  /** Milliseconds since 1970 */
  listed: Float64Array
  names: Map<string, number>
}

export type MeasuredRow = {
  number: number
  skill_ids: number[]
  value_ids: number[]
  city_key: string | null
  country: string | null
  remote: string | null
  level: string
  pay_year: number | null
  pay_currency: string | null
  listed_at: Temporal.Instant
}

export const measuredColumns = sql.raw(
  [
    'number',
    'skill_ids',
    'value_ids',
    'city_key',
    'country',
    'remote',
    'level',
    'pay_year',
    'pay_currency',
    'listed_at',
  ]
    .map(name => `p.${name}`)
    .join(', '),
)
export const REMOTES = ['', 'onsite', 'hybrid', 'remote']
export const LEVELS = ['entry', 'mid', 'senior', 'lead']
/** Rows at a time: other requests get their turn between. */
const BATCH = 5_000

/** Columns for rows. */
export function toIndex(rows: readonly MeasuredRow[]): MatchIndex {
  const size = rows.length
  const count = (of: (row: MeasuredRow) => number) => rows.reduce((sum, row) => sum + of(row), 0)
  const ints = (length: number) => new Int32Array(length)
  const index: MatchIndex = {
    ...{ size, number: ints(size), skillStart: ints(size + 1), valueStart: ints(size + 1), city: ints(size) },
    ...{ skill: ints(count(row => row.skill_ids.length)), value: ints(count(row => row.value_ids.length)) },
    ...{ country: ints(size), currency: ints(size), remote: new Uint8Array(size), level: new Int8Array(size) },
    ...{ pay: new Float64Array(size), listed: new Float64Array(size), names: new Map() },
  }
  rows.forEach((row, at) => {
    index.number[at] = row.number
    index.skill.set(row.skill_ids, index.skillStart[at])
    index.skillStart[at + 1] = index.skillStart[at]! + row.skill_ids.length
    index.value.set(row.value_ids, index.valueStart[at])
    index.valueStart[at + 1] = index.valueStart[at]! + row.value_ids.length
    index.city[at] = nameIn(index, 'city', row.city_key)
    index.country[at] = nameIn(index, 'country', row.country)
    index.currency[at] = nameIn(index, 'currency', row.pay_currency)
    index.remote[at] = REMOTES.indexOf(row.remote ?? '')
    index.level[at] = LEVELS.indexOf(row.level)
    index.pay[at] = row.pay_year ?? Number.NaN
    index.listed[at] = row.listed_at.epochMilliseconds
  })
  return index
}

function nameIn({ names }: MatchIndex, kind: string, name: string | null): number {
  if (name === null) return 0
  const key = `${kind} ${name}`
  const known = names.get(key)
  if (known !== undefined) return known
  names.set(key, names.size + 1)
  return names.size
}

/** One is kept: who has several stores in a process is a test. */
let kept: { key: string; index: Promise<MatchIndex> } | undefined

/** All open postings as they are now; kept until a posting changes. */
export async function readMatchIndex(ctx: Context): Promise<MatchIndex> {
  // Inside a transaction the version may be one that never commits.
  if (inTransaction(ctx)) return load(ctx)
  const { rows } = await sql<{ id: string; version: number }>`select id, version from posting_catalogue`.execute(ctx.db)
  const key = `${rows[0]!.id} ${rows[0]!.version}`
  if (kept?.key !== key) {
    const index = load(ctx)
    kept = { key, index }
    index.catch(() => {
      if (kept?.index === index) kept = undefined
    })
  }
  return kept.index
}

async function load(ctx: Context): Promise<MatchIndex> {
  const all: MeasuredRow[] = []
  for (let after = 0; ; ) {
    const { rows } = await sql<MeasuredRow>`
      select ${measuredColumns} from postings p where p.closed_at is null and p.number > ${after}
      order by p.number limit ${sql.raw(String(BATCH))}`.execute(ctx.db)
    all.push(...rows)
    if (rows.length < BATCH) return toIndex(all)
    after = rows.at(-1)!.number
  }
}
