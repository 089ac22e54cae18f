import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentSettings } from '../schema.ts'
import { actedBy } from './record.ts'

/**
 * Refuses `appointments.too_many` to a visitor who has `visitsPerPerson` visits ahead: nobody books the calendar full. Staff may.
 * Call it with the person locked.
 */
export async function requireFew(
  ctx: Context,
  personId: string,
  { visitsPerPerson }: Pick<AppointmentSettings, 'visitsPerPerson'>,
): Promise<void> {
  if (actedBy(ctx) !== 'visitor') return
  const ahead = await sql`
    select from appointments
    where person_id = ${personId}::uuid and kind = 'site_visit' and status in ('pending', 'confirmed')
      and upper(period) > ${ctx.now()}
    limit ${visitsPerPerson}`.execute(ctx.db)
  if (ahead.rows.length < visitsPerPerson) return
  refuse('limit', 'appointments.too_many', {
    message: `You have ${visitsPerPerson} visits ahead. Please cancel one before you book another.`,
  })
}
