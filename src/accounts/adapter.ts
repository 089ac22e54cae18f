import { kyselyAdapter } from '@better-auth/kysely-adapter'
import type { BetterAuthOptions } from 'better-auth'
import type { DBAdapter, DBTransactionAdapter, Where } from 'better-auth/adapters'
import { hashSecret } from '../kernel/ids.ts'
import type { Database } from '../storage/index.ts'

type Row = Record<string, unknown>

/**
 * Better Auth's adapter with three rules of ours:
 * - a session's token rests as its hash, and a stored hash is never taken for a token;
 * - an account that was switched off is not there, so that signing in to it costs and answers like an unknown e-mail;
 * - times come out as the `Date` that Better Auth reckons with, where our pool gives `Temporal.Instant`.
 */
export function accountsAdapter(db: Database) {
  const open = kyselyAdapter(db, { type: 'postgres', transaction: true })
  return (options: BetterAuthOptions): DBAdapter => {
    const adapter = open(options)
    return {
      ...wrap(adapter),
      transaction: work => adapter.transaction(inside => work(wrap(inside))),
    }
  }
}

function wrap<Adapter extends DBTransactionAdapter>(adapter: Adapter): Adapter {
  const read = (model: string, row: unknown, where?: Where[]): Row | null => {
    if (row === null || row === undefined) return null
    const dated = toDates(row as Row)
    if (model === 'user' && dated.disabledAt) return null
    const token = model === 'session' && tokenIn(where)
    return token ? { ...dated, token } : dated
  }
  const wrapped: DBTransactionAdapter = {
    ...adapter,
    async create(query) {
      const token = query.model === 'session' ? (query.data.token as string) : undefined
      const data = token === undefined ? query.data : { ...query.data, token: hashSecret(token) }
      const row = toDates((await adapter.create({ ...query, data })) as Row)
      return (token === undefined ? row : { ...row, token }) as never
    },
    async findOne(query) {
      return read(query.model, await adapter.findOne(hashed(query)), query.where) as never
    },
    async findMany(query) {
      const rows = await adapter.findMany<Row>(hashed(query))
      return rows.map(row => read(query.model, row)).filter(row => row !== null) as never
    },
    async update(query) {
      const update = query.model === 'session' ? hashedToken(query.update) : query.update
      return read(query.model, await adapter.update({ ...hashed(query), update }), query.where) as never
    },
    updateMany: query =>
      adapter.updateMany({
        ...hashed(query),
        update: query.model === 'session' ? hashedToken(query.update) : query.update,
      }),
    count: query => adapter.count(hashed(query)),
    delete: query => adapter.delete(hashed(query)),
    deleteMany: query => adapter.deleteMany(hashed(query)),
    async consumeOne(query) {
      return read(query.model, await adapter.consumeOne(hashed(query)), query.where) as never
    },
    async incrementOne(query) {
      return read(query.model, await adapter.incrementOne(hashed(query)), query.where) as never
    },
  }
  return wrapped as Adapter
}

function hashed<Query extends { model: string; where?: Where[] }>(query: Query): Query {
  if (query.model !== 'session' || !query.where) return query
  return { ...query, where: query.where.map(clause => (clause.field === 'token' ? hashedClause(clause) : clause)) }
}

function hashedClause(clause: Where): Where {
  const value = Array.isArray(clause.value)
    ? clause.value.map(token => hashSecret(String(token)))
    : hashSecret(String(clause.value))
  return { ...clause, value }
}

function hashedToken(update: Row): Row {
  return typeof update.token === 'string' ? { ...update, token: hashSecret(update.token) } : update
}

/** The raw token is known only to who asked by it. */
function tokenIn(where: Where[] | undefined): string | undefined {
  const clause = where?.find(({ field, operator = 'eq' }) => field === 'token' && operator === 'eq')
  return typeof clause?.value === 'string' ? clause.value : undefined
}

function toDates(row: Row): Row {
  return Object.fromEntries(Object.entries(row).map(([key, value]) => [key, toDate(value)]))
}

function toDate(value: unknown): unknown {
  if (value instanceof Temporal.Instant) return new Date(value.epochMilliseconds)
  if (Array.isArray(value)) return value.map(item => (isRow(item) ? toDates(item) : item))
  return isRow(value) ? toDates(value) : value
}

function isRow(value: unknown): value is Row {
  return typeof value === 'object' && value !== null && Object.getPrototypeOf(value) === Object.prototype
}
