import { sql } from 'kysely'
import { z } from 'zod'
import { importedHash } from '../../accounts/index.ts'
import { DistinctIds } from '../core/hashes.ts'
import { idFrom } from '../core/ids.ts'
import type { Run, TableMapping } from '../core/mapping.ts'
import { Row } from '../core/row.ts'
import { findTable, hasColumns, quoted, type SourceTable } from '../core/source.ts'
import type { Raw } from '../core/values.ts'
import { KINDS } from './kinds.ts'
import { isNothing, type Persons, refOf, userPerson } from './parents.ts'

const address = z.email().max(254)
const COLUMNS = ['id', 'email', 'last_login', 'created_at'] as const

/** An e-mail as accounts have it, or undefined for what is none. */
function emailOf(row: Row): string | undefined {
  const text = row.text('email')?.trim().toLowerCase()
  return text !== undefined && address.safeParse(text).success ? text : undefined
}

/** Users become persons with accounts: e-mail unproven, password as it was hashed where its form is known. */
export function users(persons: Persons): TableMapping {
  /** By e-mail, only where several users share one: who keeps the account. */
  let keepers = new Map<string, Candidate>()
  let taken = new Set<string>()
  return {
    async begin(run, table) {
      keepers = await findKeepers(run, table)
    },
    async prepare(run, rows, table) {
      const places = placesOf(table.columns)
      const emails = rows.flatMap(({ values }) => emailOf(new Row(places, values, [], '')) ?? [])
      const own = rows.flatMap(({ values }) => {
        const id = values[places.get('id') ?? -1] ?? null
        return id === null ? [] : [run.id('account', refOf(id))]
      })
      const found = await sql<{ email: string }>`
        select email from accounts where email = any (${emails}::text[]) and id <> all (${own}::uuid[])`.execute(
        run.store.db,
      )
      taken = new Set(found.rows.map(({ email }) => email))
    },
    plan(row, out, run) {
      const id = row.raw('id')
      if (id === null) return { outcome: 'quarantined', code: 'no_key' }
      row.check(KINDS.users!)
      const ref = refOf(id)
      const person = userPerson(run, ref)
      const at = row.timestamp('created_at') ?? run.now
      persons.need(out, run, { id: person, origin: 'user', key: ref, at })
      row.home('persons', person)
      const email = emailOf(row)
      if (email === undefined) {
        row.repair('bad_email', 'email')
        return { outcome: 'imported', person }
      }
      const keeper = keepers.get(email)
      if (taken.has(email) || (keeper && keeper.ref !== ref)) {
        row.repair('duplicate_email', 'email')
        return { outcome: 'imported', person }
      }
      const secret = row.raw('password_hash')
      const hash = typeof secret === 'string' ? importedHash(secret) : undefined
      if (!hash) row.repair('reset_needed', 'password_hash')
      row.home('accounts')
      const account = run.id('account', ref)
      out.add('accounts', {
        ...{ id: account, person_id: person, email, name: email.split('@')[0]!.slice(0, 100) },
        tier: row.text('subscription_tier')?.trim().toLowerCase() === 'beta' ? 'beta' : 'free',
        created_at: at.toString(),
        ...{ credential_id: run.id('credential', ref), password_hash: hash ?? null },
      })
      return { outcome: 'imported', person }
    },
  }
}

type Candidate = { ref: string; id: Raw; seen: bigint; created: bigint }
/** Before any instant. */
const NEVER = -(10n ** 30n)

/** Two readings of the users, of which only those that share an e-mail are held in memory. */
async function findKeepers(run: Run, table: SourceTable): Promise<Map<string, Candidate>> {
  const here = COLUMNS.filter(name => hasColumns(run.source, 'users', name))
  if (!here.includes('id') || !here.includes('email')) return new Map()
  const places = placesOf(here)
  const statement = `select ${here.join(', ')} from ${quoted(findTable(run.source, 'users')!.name ?? table.name)}`
  const seen = new DistinctIds()
  const shared = new Set<string>()
  for await (const batch of run.source.query(statement))
    for (const values of batch) {
      const email = emailOf(new Row(places, values, [], ''))
      if (email !== undefined && !seen.add(idFrom('e-mail', email))) shared.add(email)
    }
  const keepers = new Map<string, Candidate>()
  if (shared.size === 0) return keepers
  for await (const batch of run.source.query(statement))
    for (const values of batch) {
      const row = new Row(places, values, [], '')
      const id = row.raw('id')
      const email = emailOf(row)
      if (email === undefined || id === null || isNothing(id) || !shared.has(email)) continue
      const time = (column: string) => row.timestamp(column)?.epochNanoseconds ?? NEVER
      const one = { ref: refOf(id), id, seen: time('last_login'), created: time('created_at') }
      const kept = keepers.get(email)
      if (!kept || isBefore(one, kept)) keepers.set(email, one)
    }
  return keepers
}

/** The latest sign-in keeps the account, then the latest begun, then the smallest id. */
function isBefore(a: Candidate, b: Candidate): boolean {
  if (a.seen !== b.seen) return a.seen > b.seen
  if (a.created !== b.created) return a.created > b.created
  if (typeof a.id === 'bigint' && typeof b.id === 'bigint') return a.id < b.id
  return a.ref < b.ref
}

function placesOf(columns: readonly string[]): Map<string, number> {
  return new Map(columns.map((name, at) => [name.toLowerCase(), at]))
}
