import { sql } from 'kysely'
import { moveRows, moveRowsBack, type PersonPart } from '../people/index.ts'
import { listingEventsOf } from './listing-events.ts'
import type { ListingEvents } from './schema.ts'

/** What the catalogue keeps about a person: how they took listings. */
export const cataloguePart: PersonPart = {
  name: 'catalogue',
  async export(ctx, personId) {
    const { rows } = await sql<object>`
      select e.id, e.kind, e.level, e.reason, e.message_id, e.created_at, e.listing_id, l.name as listing
      from listing_events e join listings l on l.id = e.listing_id
      where e.person_id = ${personId}::uuid order by e.number`.execute(ctx.db)
    return { listing_events: rows }
  },
  async erase(ctx, personId) {
    const gone = await sql`delete from listing_events where person_id = ${personId}::uuid`.execute(ctx.db)
    return { listing_events: Number(gone.numAffectedRows ?? 0) }
  },
  async merge(ctx, { from, to }) {
    return { listing_events: await moveRows(ctx, { table: 'listing_events', from, to }) }
  },
  async unmerge(ctx, { from, to, moved }) {
    await moveRowsBack(ctx, { table: 'listing_events', from, to, ids: moved.listing_events ?? [] })
  },
  async recallListings(ctx, personId) {
    const { viewed, interested, rejected } = await listingEventsOf(ctx, personId)
    return { viewed: viewed.map(toMention), interested: interested.map(toMention), rejected: rejected.map(toMention) }
  },
}

function toMention({ listing, count, lastAt, level, reason }: ListingEvents['viewed'][number]) {
  return { ...listing, times: count, lastAt, level, reason }
}
