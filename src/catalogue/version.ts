import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import { type Context, inTransaction, tell } from '../storage/index.ts'
import { seenBy } from './reading.ts'

export type CatalogueVersion = { id: string; version: number }

/** The state of the catalogue: everything derived from it may be kept as long as this stays the same. */
export function readVersion(ctx: Context): Promise<CatalogueVersion> {
  const seen = seenBy(ctx)
  if (!seen) return load(ctx)
  return (seen.version ??= load(ctx))
}

async function load(ctx: Context): Promise<CatalogueVersion> {
  // With a parameter it is prepared: it is asked in every turn and every search.
  const { rows } = await sql<CatalogueVersion>`select id, version from catalogue_version limit ${1}`.execute(ctx.db)
  return rows[0] ?? refuse('unavailable', 'catalogue.not_migrated', 'Migrate the database first.')
}

/** The first statement of every writer: the row lock makes writers take turns, in one order. */
export async function bumpVersion(ctx: Context): Promise<void> {
  await sql`update catalogue_version set version = version + 1`.execute(ctx.db)
  tell(ctx, { topic: 'catalogue', id: 'homes', desk: 'sales' })
}

/** A small cache of what is derived from one version; the least recently used goes first. */
export function createVersionCache<Value>(limit: number) {
  const entries = new Map<string, Value>()
  const keyOf = (at: CatalogueVersion, key: string) => `${at.id} ${at.version} ${key}`
  return {
    async read(ctx: Context, at: CatalogueVersion, key: string, load: () => Promise<Value>): Promise<Value> {
      // Inside a transaction the version may be one that never commits.
      if (inTransaction(ctx)) return load()
      const full = keyOf(at, key)
      const known = entries.get(full)
      const value = known ?? (await load())
      entries.delete(full)
      entries.set(full, value)
      if (entries.size > limit) entries.delete(entries.keys().next().value!)
      return value
    },
  }
}
