import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { refuseKeyReused } from './refusals.ts'

/**
 * What this person's request of the same key made, or undefined. Refuses `appointments.key_reused` where that was another wish:
 * another kind, another start than the one first agreed on, or another listing.
 */
export async function findRequest(
  ctx: Context,
  wish: {
    personId: string
    requestKey: string | undefined
    kind: AppointmentRow['kind']
    start: Temporal.Instant | undefined
    listingId: string | undefined
  },
): Promise<AppointmentRow | undefined> {
  const { personId, requestKey, kind, start, listingId } = wish
  if (requestKey === undefined) return undefined
  const [row] = await readAppointments(
    ctx,
    sql`a.person_id = ${personId}::uuid and (a.request_key = ${requestKey} or exists (
      select from appointment_events e where e.appointment_id = a.id and e.request_key = ${requestKey}))
      order by a.request_key is distinct from ${requestKey}, a.id limit 1`,
  )
  if (!row) return undefined
  const first = await sql<{ start: Temporal.Instant | null }>`
    select lower(period) as start from appointment_events where appointment_id = ${row.id}::uuid
    order by request_key is distinct from ${requestKey}, number limit 1`.execute(ctx.db)
  const agreed = first.rows[0]?.start ?? null
  const sameStart = start === undefined || agreed?.equals(start) === true
  const sameListing = listingId === undefined || listingId === row.listingId
  if (row.kind !== kind || !sameStart || !sameListing) refuseKeyReused()
  return row
}
