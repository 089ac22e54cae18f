import { sql } from 'kysely'
import { type Context, transact } from '../../storage/index.ts'
import { type AppointmentRow, readAppointments } from '../row.ts'
import { freeStaff } from '../slots/free-staff.ts'
import { readAppointmentSettings } from '../staff/settings.ts'
import { attempt } from './attempt.ts'
import { lockAppointment, lockPerson } from './lock.ts'
import { actedBy, type By, recordChange } from './record.ts'
import { refuseStart } from './refusals.ts'
import { findRequest } from './request-key.ts'
import { requireOffered, takeStart } from './take-start.ts'
import { statusAt } from './transitions.ts'

type HoldStartInput = {
  personId: string
  start: Temporal.Instant
  listingId?: string
  conversationId?: string
  source: AppointmentRow['source']
  requestKey?: string
}

/**
 * Keeps a start for the visitor while they decide, for `holdMinutes`. A visitor has one hold: an earlier one ends, if the new start
 * could be had; of the same start, it stays as it is. Refuses `appointments.taken` (with `alternatives`), `appointments.start` (`why`:
 * past, notice, beyond, holiday, closed, no_slot), `appointments.listing`, `appointments.key_reused`.
 */
export async function holdStart(ctx: Context, input: HoldStartInput): Promise<AppointmentRow> {
  const { personId, start } = input
  await requireOffered(ctx, input.listingId)
  const same = await findSame(ctx, input)
  if (same) return same
  const { holdMinutes } = await readAppointmentSettings(ctx)
  const [old] = await readHolds(ctx, personId)
  const look = await freeStaff(ctx, { start, personId, moving: old?.id, byStaff: actedBy(ctx) === 'staff' })
  for (const staffId of look.staffIds) {
    const held = await attempt(ctx, async ctx => {
      await lockPerson(ctx, personId)
      const same = await findSame(ctx, input)
      if (same) return same
      for (const hold of await readHolds(ctx, personId)) await endHold(ctx, hold)
      const holdUntil = ctx.now().add({ minutes: holdMinutes })
      const id = await takeStart(ctx, { ...input, status: 'held', staffId, end: look.ends[staffId]!, holdUntil })
      return id && recordChange(ctx, id, { change: 'held', requestKey: input.requestKey })
    })
    if (held) return held
  }
  return refuseStart(ctx, look.why ?? 'taken', { start })
}

/** What the same request made already, or the hold that the person has of this start and home. */
async function findSame(ctx: Context, input: HoldStartInput): Promise<AppointmentRow | undefined> {
  const { personId, start, requestKey, listingId } = input
  const known = await findRequest(ctx, { personId, requestKey, kind: 'site_visit', start, listingId })
  if (known) return known
  const [hold] = await readHolds(ctx, personId)
  if (!hold || statusAt(hold, ctx.now()) !== 'held' || !hold.start?.equals(start)) return undefined
  return listingId === undefined || listingId === hold.listingId ? hold : undefined
}

/** Lets a hold go. Nothing happens where it has ended already. */
export async function releaseHold(ctx: Context, { code }: { code: string }): Promise<void> {
  const [hold] = await readAppointments(ctx, sql`a.code = ${code} and a.status = 'held'`)
  if (hold) await transact(ctx, ctx => endHold(ctx, hold))
}

/** Ends a hold, if it still is one. Within a transaction. */
export async function endHold(ctx: Context, hold: AppointmentRow, by?: By): Promise<void> {
  const row = await lockAppointment(ctx, hold)
  if (row.status !== 'held') return
  await sql`
    update appointments set status = 'expired', hold_until = null, updated_at = ${ctx.now()}
    where id = ${row.id}::uuid`.execute(ctx.db)
  await recordChange(ctx, row.id, { change: 'expired', by, unspoken: true })
}

function readHolds(ctx: Context, personId: string): Promise<AppointmentRow[]> {
  return readAppointments(ctx, sql`a.person_id = ${personId}::uuid and a.status = 'held'`)
}
