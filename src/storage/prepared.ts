import { createHash } from 'node:crypto'
import type pg from 'pg'
import { keepStatements, type Room } from './kept-statements.ts'
import { type Asked, isHear, withOneQuery } from './one-query.ts'
import { MosaicClient } from './values.ts'

/** Search builds its statements from the wish: so many texts of a pool have their name at hand, for others it is worked out. */
const NAMES = 1_000

/** A pooler gave us another's connection, which knows no such statement or has one of that name. */
const ANOTHERS = new Set(['26000', '42P05'])

/**
 * The clients of one pool, which prepare what has parameters: the server parses and plans a statement once for a connection
 * instead of at each call. Where a prepared statement no longer fits, since a newer release changed the schema under its plan or a
 * pooler lends us other connections, nothing of it was carried out: outside of a transaction it is sent again without being
 * prepared, and the connection is left after that. `isOn` may change with what is learned of the way to the database; `lent`
 * hears of a pooler that shows by this. `room`: how many of them a connection keeps.
 */
export function preparingClients(
  isOn: () => boolean = () => true,
  lent: () => void = () => {},
  room?: Room,
): typeof pg.Client {
  const names = new Map<string, string>()
  const nameOf = (text: string): string => {
    const known = names.get(text)
    if (known !== undefined) return known
    const name = nameOfStatement(text)
    if (names.size >= NAMES) names.delete(names.keys().next().value!)
    names.set(text, name)
    return name
  }
  class PreparingClient extends withOneQuery(MosaicClient) {
    private isStale = false
    private readonly used = keepStatements(this as unknown as pg.Client, room)

    override query(config: Asked, values?: unknown, callback?: unknown): unknown {
      // Its transaction has ended: now it may go.
      if (this.isStale && config === 'rollback' && !callback && !isHear(values))
        return (super.query(config) as Promise<unknown>).finally(() => void this.end().catch(() => {}))
      if (callback || typeof config !== 'string' || !Array.isArray(values) || values.length === 0)
        return super.query(config, values, callback)
      if (!isOn()) return super.query(config, values)
      const name = nameOf(config)
      this.used(name, config)
      const answer = super.query({ name, text: config, values } as Asked) as Promise<unknown>
      return answer.catch(async (error: Failure) => {
        const isAnothers = ANOTHERS.has(error.code ?? '')
        if (isAnothers) lent()
        if (!isAnothers && !isStalePlan(error)) throw error
        if (this.getTransactionStatus() !== 'I') {
          this.isStale = true
          throw error
        }
        return await (super.query(config, values) as Promise<unknown>).finally(() => void this.end().catch(() => {}))
      })
    }
  }
  return PreparingClient as unknown as typeof pg.Client
}

type Failure = { code?: string; routine?: string }

/** What PostgreSQL says where a statement's rows would have other columns than when it was prepared. */
export function isStalePlan({ code, routine }: Failure): boolean {
  return code === '0A000' && routine === 'RevalidateCachedQuery'
}

/**
 * One name for a text, in every process: behind a pooler that shares connections between clients, a name that is there already
 * stands for the same statement.
 */
function nameOfStatement(text: string): string {
  return `mosaic_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
}
