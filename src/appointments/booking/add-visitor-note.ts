import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import { storable } from '../../kernel/text.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { lockAppointment } from './lock.ts'
import { requireAppointment } from './queries.ts'
import { recordChange } from './record.ts'

const LONGEST = 1_000

/**
 * Adds what the visitor said about an active appointment to its notes, where staff read it. The same key adds it once. Refuses
 * `appointments.state` for what is over.
 */
export async function addVisitorNote(
  ctx: Context,
  { code, text, requestKey }: { code: string; text: string; requestKey: string },
): Promise<AppointmentRow> {
  const found = await requireAppointment(ctx, code)
  return transact(ctx, async ctx => {
    const row = await lockAppointment(ctx, found)
    const known = await sql`
      select from appointment_events where appointment_id = ${row.id}::uuid and request_key = ${requestKey}`.execute(
      ctx.db,
    )
    if (known.rows.length > 0) return row
    if (!['pending', 'confirmed', 'no_answer'].includes(row.status))
      refuse('conflict', 'appointments.state', { message: 'This appointment is over.', currentStatus: row.status })
    // The newest words stay where there are too many.
    const notes = [row.visitorNotes, storable(text).trim()].filter(Boolean).join('\n').slice(-LONGEST)
    await sql`
      update appointments set visitor_notes = ${notes}, updated_at = ${ctx.now()} where id = ${row.id}::uuid`.execute(
      ctx.db,
    )
    return recordChange(ctx, row.id, { change: 'noted', note: 'The visitor added a note.', requestKey })
  })
}
