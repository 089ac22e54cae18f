import { createHash } from 'node:crypto'
import { MosaicClient } from './values.ts'

/** Search builds its statements from the wish: past so many different texts in a process, further ones are not prepared. */
const MOST = 500

/**
 * One name for a text, in every process: behind a pooler that shares connections between clients, a name that is there already
 * stands for the same statement.
 */
const names = new Map<string, string>()

/** Schema changed under a plan (a newer release migrated), or a pooler gave us another's connection. */
const STALE = new Set(['0A000', '26000', '42P05'])

/**
 * A client that prepares what has parameters: the server parses and plans a statement once for a connection instead of at
 * each call. A connection whose prepared statement no longer fits is left after the failed call; the next one is new.
 */
export class PreparingClient extends MosaicClient {
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

function nameOf(text: string): string | undefined {
  const known = names.get(text)
  if (known !== undefined || names.size >= MOST) return known
  const name = `mosaic_${createHash('sha256').update(text).digest('base64url').slice(0, 22)}`
  names.set(text, name)
  return name
}
