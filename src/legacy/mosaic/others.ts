import type { Run, TableMapping } from '../core/mapping.ts'
import type { SourceTable } from '../core/source.ts'
import {
  besideSession,
  besideUser,
  isTrue,
  type Persons,
  parentOf,
  refOf,
  SESSION_COLUMNS,
  userPerson,
} from './parents.ts'

/** Everything else is kept as it is, under the session's person where it has one, else under the user's. */
export function others(persons: Persons, run: Run, table: SourceTable): TableMapping | undefined {
  const has = (name: string) => table.columns.some(column => column.toLowerCase() === name)
  const hasSession = has('session_id')
  const hasUser = has('user_id')
  if (!hasSession && !hasUser) return undefined
  const none = { select: Array.from({ length: SESSION_COLUMNS }, () => 'null'), joins: '' }
  const session = hasSession ? besideSession(run.source) : none
  const user = hasUser ? besideUser(run.source, 't.user_id', 'o') : { select: ['null', 'null'], joins: '' }
  return {
    beside: () => ({ select: [...session.select, ...user.select], joins: `${session.joins} ${user.joins}` }),
    plan(row, out, run) {
      const parent = hasSession ? parentOf(row, run) : undefined
      const kept = parent && persons.keep(out, run, parent)
      if (kept) return { outcome: 'archived', person: kept }
      if (hasUser && isTrue(row.beside[SESSION_COLUMNS] ?? null)) {
        const ref = refOf(row.beside[SESSION_COLUMNS + 1] as string)
        persons.need(out, run, { id: userPerson(run, ref), origin: 'user', key: ref, at: run.now })
        return { outcome: 'archived', person: userPerson(run, ref) }
      }
      return { outcome: 'archived' }
    },
  }
}
