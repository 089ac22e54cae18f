import { createHash } from 'node:crypto'
import type pg from 'pg'
import { MosaicClient } from './values.ts'

/** Search builds its statements from the wish: past so many different texts of a pool, further ones are not prepared. */
const MOST = 500

/** Schema changed under a plan (a newer release migrated), or a pooler gave us another's connection. */
const STALE = new Set(['0A000', '26000', '42P05'])

/**
 * The clients of one pool, which prepare what has parameters: the server parses and plans a statement once for a connection
 * instead of at each call. A connection whose prepared statement no longer fits is left after the failed call; the next one
 * is new.
 */
export function preparingClients(): new () => pg.ClientBase {
  const names = new Map<string, string>()
  const nameOf = (text: string): string | undefined => {
    const known = names.get(text)
    if (known !== undefined || names.size >= MOST) return known
    const name = nameOfStatement(text)
    names.set(text, name)
    return name
  }
  class PreparingClient extends MosaicClient {
    // biome-ignore lint/suspicious/noExplicitAny: the driver has ten overloads
    override query(config: any, values?: any, callback?: any): any {
      if (callback || typeof config !== 'string' || !Array.isArray(values) || values.length === 0)
        return super.query(config, values, callback)
      const name = nameOf(config)
      if (name === undefined) return super.query(config, values)
      const answer = super.query({ name, text: config, values }) as Promise<unknown>
      return answer.catch((error: { code?: string }) => {
        if (STALE.has(error.code ?? '')) void this.end().catch(() => {})
        throw error
      })
    }
  }
  return PreparingClient as new () => pg.ClientBase
}

/**
 * One name for a text, in every process: behind a pooler that shares connections between clients, a name that is there already
 * stands for the same statement.
 */
function nameOfStatement(text: string): string {
  return `mosaic_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
}
