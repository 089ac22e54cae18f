import fs from 'node:fs'
import path from 'node:path'
import type pg from 'pg'
import { refuse } from '../../kernel/refusal.ts'
import { type DatabaseAddress, parseDatabaseUrl } from '../database-url.ts'
import { detectStore, type StoreChoice } from '../detect.ts'
import { type OpenOptions, openStore, type Store } from '../open.ts'
import { openCopyPool } from './session.ts'

export type OpenSettings = Omit<OpenOptions, 'where'>

const PATIENCE_MS = 20_000

/**
 * Which store is meant on a command line: `current` (what the settings name), `env:NAME` (what that variable holds, so that a
 * password stays out of the command), a postgres:// address, or a folder. By whatever name, the database of the settings is
 * reached as the settings say: past its pooler by DATABASE_DIRECT_URL. Refuses `move.store_name`.
 */
export function readStoreName(
  text: string,
  env: Record<string, string | undefined>,
  cwd: string,
): Exclude<StoreChoice, { kind: 'memory' }> {
  if (text === 'current') {
    const where = detectStore(env, cwd)
    if (where.kind !== 'memory') return where
    refuse('invalid', 'move.store_name', 'MOSAIC_STORAGE=memory keeps nothing. Name a folder or a postgres:// address.')
  }
  const name = /^env:([A-Za-z_]\w*)$/.exec(text)?.[1]
  const meant = name ? env[name]?.trim() : text.trim()
  if (!meant)
    refuse('invalid', 'move.store_name', {
      message: name
        ? `The variable ${name} is not set. Set it to a postgres:// address or a folder.`
        : 'Name a store: a folder, a postgres:// address, env:NAME or current.',
    })
  if (/^postgres(ql)?:/.test(meant)) {
    const address = parseDatabaseUrl(meant, name ?? 'The address')
    const current = detectStore(env, cwd)
    const directUrl =
      current.kind === 'server' && isSame(address, parseDatabaseUrl(current.url, current.from))
        ? current.directUrl
        : undefined
    return { kind: 'server', url: meant, from: 'DATABASE_URL', ...(directUrl && { directUrl }) }
  }
  if (/^[a-z][a-z0-9+.-]*:\/\//i.test(meant))
    refuse('invalid', 'move.store_name', 'A store is a folder or an address that begins with postgres://.')
  return { kind: 'embedded', folder: path.resolve(cwd, meant) }
}

/** The same database as the same user: how it is written does not matter. */
function isSame(one: DatabaseAddress, other: DatabaseAddress): boolean {
  return (['host', 'port', 'database', 'user'] as const).every(part => one[part] === other[part])
}

/** A store that is open, one connection that lasts, and what else is needed. */
export type Side = { store: Store; main: pg.PoolClient; pool(max: number): pg.Pool; close(): Promise<void> }

/** Opens one side of a move. An embedded source must be there: none is made. Refuses `move.no_source` and what opening refuses. */
export async function openSide(where: StoreChoice, settings: OpenSettings, role: 'source' | 'target'): Promise<Side> {
  if (
    role === 'source' &&
    where.kind === 'embedded' &&
    !fs.existsSync(path.join(where.folder, 'postgresql', 'PG_VERSION'))
  )
    refuse('not_found', 'move.no_source', {
      message: `There is no embedded store in ${where.folder}. Name the folder that holds “postgresql”.`,
    })
  const store = await openStore({ ...settings, where, poolMax: 1, statementTimeoutMs: 0 })
  const pools: pg.Pool[] = []
  const close = async () => {
    await Promise.allSettled(pools.map(pool => pool.end()))
    await store.close()
  }
  try {
    const timer = setTimeout(() => void store.close(), PATIENCE_MS)
    await store.ready.finally(() => clearTimeout(timer))
    const pool = (max: number) => {
      const made = openCopyPool(store, max)
      pools.push(made)
      return made
    }
    const main = await pool(1).connect()
    // What puts a cluster aside closes its side first, and whoever opened it closes it at the end: once is enough.
    let closed: Promise<void> | undefined
    return {
      store,
      main,
      pool,
      close: () => {
        if (!closed) {
          main.release(true)
          closed = close()
        }
        return closed
      },
    }
  } catch (error) {
    await close()
    throw error
  }
}
