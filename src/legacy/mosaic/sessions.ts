import type { Run, TableMapping } from '../core/mapping.ts'
import type { Row } from '../core/row.ts'
import { type Beside, quoted, type Source, same } from '../core/source.ts'
import { KINDS } from './kinds.ts'
import { besideUser, isNothing, isTrue, type Persons, refOf, sessionPerson, userPerson } from './parents.ts'
import { planProgramme } from './programme.ts'

/** Sessions are their user's, or a person of their own. An expired one is somebody still; its id opens nothing. */
export function sessions(persons: Persons): TableMapping {
  return {
    beside(run, table) {
      const hasUser = table.columns.some(column => column.toLowerCase() === 'user_id')
      const user = hasUser ? besideUser(run.source) : { select: ['null', 'null'], joins: '' }
      const named = besideNamed(run.source)
      return { select: [...user.select, ...named.select], joins: `${user.joins} ${named.joins}` }
    },
    plan(row, out, run) {
      const id = row.raw('id')
      if (id === null) return { outcome: 'quarantined', code: 'no_key' }
      const [hasUser, userRef, isNamed] = row.beside
      const ref = refOf(id)
      const wanted = row.raw('user_id')
      const user = isTrue(hasUser!) ? refOf(userRef as string) : null
      if (user === null && isNothing(wanted) && isEmpty(row) && !isTrue(isNamed!)) return { outcome: 'archived' }
      row.check(KINDS.sessions!)
      if (user === null && !isNothing(wanted)) row.repair('orphan_user', 'user_id')
      const at = row.timestamp('created_at') ?? run.now
      const expiry = row.timestamp('expires_at')
      const expiredAt = expiry && Temporal.Instant.compare(expiry, run.now) < 0 ? expiry : null
      const person = user === null ? sessionPerson(run, ref) : userPerson(run, user)
      persons.need(out, run, {
        ...{ id: person, origin: user === null ? ('session' as const) : ('user' as const), key: user ?? ref, at },
        expiredAt: user === null ? expiredAt : null,
      })
      row.home('persons', person)
      planProgramme(row, out, run, { person: run.person(person) ?? person, session: ref, at })
      return { outcome: 'imported', person, ...(expiredAt && { code: 'expired' }) }
    },
  }
}

/** Nothing was ever said in it. What cannot be read may have been something. */
function isEmpty(row: Row): boolean {
  const value = row.raw('user_data')
  if (value === null) return true
  if (typeof value !== 'string') return false
  const text = value.trim()
  return text === '' || text === 'null' || /^\{\s*\}$/.test(text)
}

/** Whether any row of the source names the session. */
function besideNamed(source: Source): Beside {
  const children = source.tables.filter(
    ({ name, columns }) =>
      name.toLowerCase() !== 'sessions' && columns.some(column => column.toLowerCase() === 'session_id'),
  )
  if (children.length === 0) return { select: ['0'], joins: '' }
  const id = source.dialect === 'sqlite' ? 'session_id' : 'session_id::text as session_id'
  const names = children.map(({ name }) => `select distinct ${id} from ${quoted(name)} where session_id is not null`)
  return {
    select: ['case when n.session_id is null then 0 else 1 end'],
    joins: `left join (${names.join(' union ')}) n on ${same(source, 'n.session_id', 't.id')}`,
  }
}

export type Enrolled = { person: string; session: string; at: Temporal.Instant }
export type { Run }
