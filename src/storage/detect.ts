import path from 'node:path'
import { refuse } from '../kernel/refusal.ts'
import { parseDatabaseUrl } from './database-url.ts'

/** Which store the settings name. `url` holds a password: never print it. */
export type StoreChoice =
  | {
      kind: 'server'
      url: string
      from: 'DATABASE_URL' | 'POSTGRES_URL'
      /** The same database, past a pooler. */
      directUrl?: string
      /** A standby of it. */
      readUrl?: string
    }
  | { kind: 'memory' }
  | { kind: 'embedded'; folder: string }

/**
 * Decides from the settings alone: DATABASE_URL, then POSTGRES_URL, then MOSAIC_STORAGE=memory, else the embedded folder
 * MOSAIC_DATA or ./data. An empty setting is unset. A named server is never given up for another store: a malformed
 * address is refused (`storage.malformed_url`), not skipped.
 */
export function detectStore(env: Record<string, string | undefined>, cwd: string): StoreChoice {
  for (const from of ['DATABASE_URL', 'POSTGRES_URL'] as const) {
    const url = env[from]?.trim()
    if (!url) continue
    parseDatabaseUrl(url, from)
    const directUrl = readAddress(env, 'DATABASE_DIRECT_URL')
    const readUrl = readAddress(env, 'DATABASE_READ_URL')
    return { kind: 'server', url, from, ...(directUrl && { directUrl }), ...(readUrl && { readUrl }) }
  }
  const storage = env.MOSAIC_STORAGE?.trim()
  if (storage === 'memory') return { kind: 'memory' }
  if (storage && storage !== 'embedded')
    refuse('invalid', 'storage.unknown_storage', {
      field: 'MOSAIC_STORAGE',
      message:
        'MOSAIC_STORAGE may be memory (nothing is kept) or embedded (the default). For a server set DATABASE_URL.',
    })
  return { kind: 'embedded', folder: dataFolder(env, cwd) }
}

function readAddress(env: Record<string, string | undefined>, name: string): string | undefined {
  const url = env[name]?.trim()
  if (url) parseDatabaseUrl(url, name)
  return url || undefined
}

/** The folder of the embedded store, whether or not that is the store in use. */
export function dataFolder(env: Record<string, string | undefined>, cwd: string): string {
  return path.resolve(cwd, env.MOSAIC_DATA?.trim() || 'data')
}
