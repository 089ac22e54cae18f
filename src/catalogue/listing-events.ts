import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import type { ListingEventKind, ListingEvents } from './schema.ts'

const SHOWN = 50

type Row = {
  kind: ListingEventKind
  id: string
  slug: string
  name: string
  count: number
  first_at: Temporal.Instant
  last_at: Temporal.Instant
  reason: string | null
  level: 'low' | 'medium' | 'high' | null
}

/**
 * How a person took listings, newest first, the last fifty of each kind; counts and times come from all rows. A listing is
 * interesting or rejected by the newer of the two.
 */
export async function listingEventsOf(ctx: Context, personId: string): Promise<ListingEvents> {
  const { rows } = await sql<Row>`
    with events as (select * from listing_events where person_id = ${personId}::uuid),
    standing as (
      select distinct on (listing_id) listing_id, kind from events
      where kind in ('interest', 'rejection') order by listing_id, number desc),
    summed as (
      select e.kind, e.listing_id, count(*), min(e.created_at) as first_at, max(e.created_at) as last_at,
        max(e.number) as last_number,
        (array_agg(e.reason order by e.number desc) filter (where e.reason is not null))[1] as reason,
        (array_agg(e.level order by e.number desc))[1] as level
      from events e left join standing s on s.listing_id = e.listing_id
      where e.kind not in ('interest', 'rejection') or e.kind = s.kind
      group by e.kind, e.listing_id),
    numbered as (select *, row_number() over (partition by kind order by last_number desc) as place from summed)
    select n.kind, l.id, l.slug, l.name, n.count, n.first_at, n.last_at, n.reason, n.level
    from numbered n join listings l on l.id = n.listing_id
    where n.place <= ${SHOWN} order by n.last_number desc`.execute(ctx.db)
  const of = (kind: ListingEventKind) => rows.filter(row => row.kind === kind).map(toSummary)
  return { viewed: of('view'), interested: of('interest'), rejected: of('rejection'), brochures: of('brochure') }
}

function toSummary(row: Row) {
  return {
    listing: { id: row.id, slug: row.slug, name: row.name },
    count: row.count,
    firstAt: row.first_at.toString(),
    lastAt: row.last_at.toString(),
    reason: row.reason,
    level: row.level,
  }
}
