import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { seenBy } from './reading.ts'

/** Listings that a person has rejected and not shown interest in since. */
export function rejectedBy(ctx: Context, personId: string): Promise<string[]> {
  const seen = seenBy(ctx)?.rejected
  const known = seen?.get(personId) ?? load(ctx, personId)
  seen?.set(personId, known)
  return known
}

async function load(ctx: Context, personId: string): Promise<string[]> {
  const { rows } = await sql<{ listing_id: string }>`
    select listing_id from (
      select distinct on (listing_id) listing_id, kind from listing_events
      where person_id = ${personId}::uuid and kind in ('interest', 'rejection')
      order by listing_id, number desc) as standing
    where kind = 'rejection' order by listing_id`.execute(ctx.db)
  return rows.map(row => row.listing_id)
}
