import { sql } from 'kysely'
import type { Context, Events } from '../../storage/index.ts'
import { readAppointments } from '../row.ts'
import type { By } from './record.ts'

type Changed = Events['appointment.changed']

/** Each change of a person's appointments as it was announced then, oldest first: the row has the status and the period it had. */
export async function listChanges(
  ctx: Context,
  { personId }: { personId: string },
): Promise<(Changed & { at: Temporal.Instant; by: By })[]> {
  const rows = await readAppointments(ctx, sql`a.person_id = ${personId}::uuid`)
  const { rows: events } = await sql<{
    id: string
    kind: Changed['change'] | 'noted'
    status: Changed['row']['status']
    start: Temporal.Instant | null
    end: Temporal.Instant | null
    by: By
    at: Temporal.Instant
  }>`
    select e.appointment_id as id, e.kind, e.status, lower(e.period) as start, upper(e.period) as end, e.acted_by as by, e.at
    from appointment_events e join appointments a on a.id = e.appointment_id
    where a.person_id = ${personId}::uuid order by e.at, e.appointment_id, e.number`.execute(ctx.db)
  return events.flatMap(({ id, kind: change, status, start, end, by, at }) => {
    const row = rows.find(row => row.id === id)
    return row && change !== 'noted' ? { change, row: { ...row, status, start, end }, at, by } : []
  })
}
