import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

/** The persons of those visitor keys that live, by the hash of the key: what holds a stream open asks now and then. */
export async function personsOfKeys(ctx: Context, keyHashes: readonly string[]): Promise<Map<string, string>> {
  if (keyHashes.length === 0) return new Map()
  const found = await sql<{ key_hash: string; person_id: string }>`
    select k.key_hash, k.person_id from visitor_keys k join persons p on p.id = k.person_id
    where k.key_hash = any(${keyHashes}::text[]) and k.ended_at is null and p.erased_at is null`.execute(ctx.db)
  return new Map(found.rows.map(row => [row.key_hash, row.person_id]))
}
