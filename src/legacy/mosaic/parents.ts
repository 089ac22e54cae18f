import { DistinctIds } from '../core/hashes.ts'
import type { Out, Run } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { type Beside, findTable, hasColumns, quoted, type Source, same } from '../core/source.ts'
import { codeValue, type Raw } from '../core/values.ts'

/** How one row names another, whatever type its column has. */
export function refOf(value: Exclude<Raw, null>): string {
  return typeof value === 'object' ? codeValue(value) : String(value).toWellFormed()
}

/** Whether a cell names nothing. */
export function isNothing(value: Raw): boolean {
  return value === null || value === ''
}

/** The columns of the beside part, in this order. */
const SESSION = { found: 0, id: 1, createdAt: 2, userId: 3, user: 4, userRef: 5 } as const
export const SESSION_COLUMNS = 6

const NOTHING: Beside = { select: Array.from({ length: SESSION_COLUMNS }, () => 'null'), joins: '' }

/** The session that a row names, and that session's user, as the source has them. */
export function besideSession(
  source: Source,
  on = 't.session_id',
  [s, u]: readonly [string, string] = ['s', 'u'],
): Beside {
  if (!hasColumns(source, 'sessions', 'id')) return NOTHING
  const withUser = hasColumns(source, 'sessions', 'user_id')
  const users = withUser ? besideUser(source, `${s}.user_id`, u) : { select: ['null', 'null'], joins: '' }
  const created = hasColumns(source, 'sessions', 'created_at') ? `${s}.created_at` : 'null'
  const user = withUser ? `${s}.user_id` : 'null'
  return {
    select: [`case when ${s}.id is null then 0 else 1 end`, `${s}.id`, created, user, ...users.select],
    joins: `left join ${onceEach(source, 'sessions')} ${s} on ${same(source, `${s}.id`, on)} ${users.joins}`,
  }
}

/** Brings the rows of one session together, one after another, where `besideSession` is beside them. */
export function orderBySession(source: Source, on = 't.session_id'): string {
  const id = hasColumns(source, 'sessions', 'id') ? 's.id' : 'null'
  return source.dialect === 'sqlite' ? `cast(coalesce(${id}, ${on}) as text)` : `coalesce((${id})::text, (${on})::text)`
}

/** Whether the user that a row names is there, and their key. */
export function besideUser(source: Source, on = 't.user_id', alias = 'u'): Beside {
  if (!hasColumns(source, 'users', 'id')) return { select: ['null', 'null'], joins: '' }
  return {
    select: [`case when ${alias}.id is null then 0 else 1 end`, `${alias}.id`],
    joins: `left join ${onceEach(source, 'users')} ${alias} on ${same(source, `${alias}.id`, on)}`,
  }
}

/** A table whose ids stand once: with any other a join would double rows. */
function onceEach(source: Source, name: string): string {
  const table = findTable(source, name)!
  if (table.key.length === 1 && table.key[0]!.toLowerCase() === 'id') return quoted(table.name)
  const rest = table.columns.filter(column => ['user_id', 'created_at'].includes(column.toLowerCase()))
  const columns = ['id', ...rest.map(column => `min(${quoted(column)}) as ${column}`)]
  return `(select ${columns.join(', ')} from ${quoted(table.name)} group by id)`
}

export type Parent = {
  person: string
  /** What the session is known by; a person of its own, or one of a user's */
  session: string
  /** When the session began */
  at: Temporal.Instant | null
  isRestored: boolean
  user: string | null
}

/** Who a row hangs on by its session; undefined where it names none. A missing session is somebody all the same. */
export function parentOf(row: Row, run: Run, from = 0, named = row.raw('session_id')): Parent | undefined {
  if (isNothing(named)) return undefined
  const beside = (place: number) => row.beside[from + place]!
  const isFound = isTrue(beside(SESSION.found) ?? null)
  const session = refOf(isFound ? (beside(SESSION.id) as Exclude<Raw, null>) : named!)
  const user = isTrue(beside(SESSION.user) ?? null) ? refOf(beside(SESSION.userRef) as Exclude<Raw, null>) : null
  const created = isFound ? (beside(SESSION.createdAt) ?? null) : null
  return {
    person: user === null ? sessionPerson(run, session) : userPerson(run, user),
    session,
    at: created === null ? null : quietly(row, created),
    isRestored: !isFound,
    user,
  }
}

/** A time of another row: what is wrong with it is that row's repair. */
function quietly(row: Row, value: Raw): Temporal.Instant | null {
  const before = row.repairs.length
  const at = row.timestampOf(value, 'created_at')
  row.repairs.length = before
  return at
}

export function isTrue(flag: Raw): boolean {
  return flag === 1n || flag === '1'
}

/** Of the run and the session that was asked for last: rows of one come together as a rule. */
let last: { run: Run; ref: string; id: string } | undefined

export function sessionPerson(run: Run, ref: string): string {
  if (last?.ref !== ref || last.run !== run) last = { run, ref, id: run.id('session', ref) }
  return last.id
}

export function userPerson(run: Run, ref: string): string {
  return run.id('user', ref)
}

/** Whom this run has seen made, so that later rows need not ask for them again. */
export class Persons {
  readonly #made = new DistinctIds()
  readonly #restored = new DistinctIds()

  /** Asks for a person once a run. */
  need(
    out: Out,
    run: Run,
    person: {
      id: string
      origin: 'user' | 'session' | 'restored'
      key: string
      at: Temporal.Instant
      expiredAt?: Temporal.Instant | null
    },
  ): void {
    const id = run.person(person.id)
    if (id === null || !this.#made.add(person.id)) return
    const key =
      Buffer.byteLength(person.key) > 512 ? `h${run.id('key', person.key)}` : person.key.replaceAll('\0', '\u2400')
    out.add('persons', {
      ...{ id: person.id, origin: person.origin, key, created_at: person.at },
      expired_at: person.expiredAt ?? null,
    })
  }

  /** Whose row it is that is only kept: a missing session is not rebuilt for it, but may have been for another row. */
  keep(out: Out, run: Run, { person, session, user, at, isRestored }: Parent): string | null {
    if (isRestored) return this.#restored.has(person) ? person : null
    this.need(out, run, {
      id: person,
      origin: user === null ? 'session' : 'user',
      key: user ?? session,
      at: at ?? run.now,
    })
    return person
  }

  /** Asks for the person that a row hangs on; a missing session is rebuilt, and noted once. */
  hang(row: Row, out: Out, run: Run, parent: Parent, at: Temporal.Instant): string {
    const { person, session, user, isRestored } = parent
    const origin = user !== null ? 'user' : isRestored ? 'restored' : 'session'
    this.need(out, run, { id: person, origin, key: user ?? session, at: parent.at ?? at })
    if (isRestored && this.#restored.add(person)) row.repair('restored_parent', 'session_id')
    row.home('persons', person)
    return person
  }
}
