import { sql } from 'kysely'

/** Leads `l` that began between two instants. Who became somebody else is counted as them, once. */
export const begun = (begins: Temporal.Instant, ends: Temporal.Instant) =>
  sql`l.created_at >= ${begins} and l.created_at < ${ends} and l.merged_at is null`

/** Steps that a lead `l` has taken by now. */
export const reachable = sql`exists (
  select from facts f where f.person_id = l.person_id and f.key in ('phone', 'email')
    and f.superseded_at is null and f.erased_at is null)`

const visited = (and: ReturnType<typeof sql>) => sql`exists (
  select from appointments a where a.person_id = l.person_id and a.kind = 'site_visit' and ${and})`

export const booked = visited(sql`a.status not in ('held', 'expired')`)
export const came = visited(sql`a.status = 'completed'`)
