import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import type { AppointmentRow } from '../row.ts'
import { AppointmentStatus } from '../schema.ts'
import { addAttempt } from './add-attempt.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { newCode } from './links.ts'
import { moveAppointment } from './move-appointment.ts'
import { findAppointment } from './queries.ts'
import { rateAppointment } from './rate-appointment.ts'
import { setStatus } from './set-status.ts'
import { actor, MONDAY, makeClock, onlyAgents, wall } from './testing/desk.ts'
import { nextStatuses, statusesByHand } from './transitions.ts'
import { toAppointment } from './view.ts'

const store = testStore()
const clock = makeClock()
let ctx: Context
let staff: Context
let admin: Context
let agent = ''

beforeEach(async () => {
  clock.at = MONDAY
  ctx = store.ctx({ now: clock.now })
  staff ??= await actor(ctx)
  admin ??= await actor(ctx, 'admin')
  ;[agent] = (await onlyAgents(ctx, ['Ana'])) as [string]
})

/** A row as it is after a life that led to this status. */
async function make(kind: AppointmentRow['kind'], status: AppointmentStatus, start = wall('2026-11-25', 10)) {
  const code = newCode()
  const isCall = kind === 'callback'
  await sql`
    insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, hold_until, source, contact_name,
      contact_email, reason, urgency, due_at, cancelled_by, ics_uid, created_at, updated_at)
    values (${newId()}, ${code}, ${kind}, ${await createPerson(ctx)}, ${agent}, ${status},
      tstzrange(${start}, ${start.add({ hours: 1 })}), 'Asia/Kolkata', ${status === 'held' ? start : null}, 'form',
      ${status === 'held' ? null : 'Asha'}, 'asha@example.com', ${isCall ? 'general' : null}, ${isCall ? 'low' : null},
      ${isCall ? start : null}, ${status === 'cancelled' ? 'visitor' : null}, ${newId()}, ${MONDAY}, ${MONDAY})`.execute(
    ctx.db,
  )
  return (await findAppointment(ctx, code))!
}

const ofVisits = AppointmentStatus.options.filter(status => status !== 'contacted' && status !== 'no_answer')
const ofCalls = ['pending', 'no_answer', 'contacted', 'completed', 'cancelled'] as const
const every = [
  ...ofVisits.flatMap(from => AppointmentStatus.options.map(to => ['site_visit', from, to] as const)),
  ...ofVisits.flatMap(from => AppointmentStatus.options.map(to => ['coaching_session', from, to] as const)),
  ...ofCalls.flatMap(from => AppointmentStatus.options.map(to => ['callback', from, to] as const)),
]

/** The specification's table, written out once more. */
const TABLE: Record<string, string> = {
  'site_visit held': 'pending confirmed expired',
  'site_visit pending': 'confirmed cancelled expired',
  'site_visit confirmed': 'completed no_show cancelled',
  'callback pending': 'no_answer contacted completed cancelled',
  'callback no_answer': 'no_answer contacted completed cancelled',
  'callback contacted': 'completed cancelled',
}

test.for(every)('the table: %s from %s to %s', ([kind, from, to]) => {
  const allowed = TABLE[`${kind === 'callback' ? kind : 'site_visit'} ${from}`]?.split(' ') ?? []
  expect(nextStatuses(kind, from).includes(to)).toBe(allowed.includes(to))
})

describe('by hand, after the start', () => {
  test.for(every)('%s from %s to %s', async ([kind, from, to]) => {
    const row = await make(kind, from)
    // A pending visit waits for its confirmation only until its start.
    if (from !== 'pending' && from !== 'held') clock.at = wall('2026-11-25', 12)
    const acting = kind === 'coaching_session' ? await actor(ctx, 'coach') : staff
    const done = setStatus(acting, { code: row.code, version: 1, status: to })
    if (statusesByHand(kind, from).includes(to)) {
      expect(await done).toMatchObject({ status: to, version: to === 'cancelled' ? 2 : 1 })
      const { rows } = await sql<{ kind: string; acted_by: string }>`
        select kind, acted_by from appointment_events where appointment_id = ${row.id}`.execute(ctx.db)
      expect(rows).toEqual([{ kind: to, acted_by: 'staff' }])
    } else if (from === 'cancelled' && to === 'cancelled') {
      expect(await done).toMatchObject({ status: 'cancelled', version: 1 })
    } else {
      await expect(done).rejects.toMatchObject({ kind: 'conflict', code: 'appointments.state' })
      expect(await findAppointment(ctx, row.code)).toEqual(row)
    }
  })
})

test.for(['completed', 'no_show'] as const)('before the start nothing is %s', async to => {
  const row = await make('site_visit', 'confirmed')
  await expect(setStatus(staff, { code: row.code, version: 1, status: to })).rejects.toMatchObject({
    code: 'appointments.not_yet',
  })
})

test('a pending visit is not confirmed after its start, nor a held one by hand', async () => {
  const row = await make('site_visit', 'pending')
  clock.at = wall('2026-11-25', 10)
  await expect(setStatus(staff, { code: row.code, version: 1, status: 'confirmed' })).rejects.toMatchObject({
    code: 'appointments.state',
  })
  expect(toAppointment(ctx, row).status).toBe('expired')
  expect((await findAppointment(ctx, row.code))?.status, 'looking writes nothing').toBe('pending')
})

test('an administrator puts a wrong mark right within 24 hours, and that is on record', async () => {
  const row = await make('site_visit', 'confirmed')
  clock.at = wall('2026-11-25', 12)
  await setStatus(staff, { code: row.code, version: 1, status: 'no_show' })
  const swap = { code: row.code, version: 1, status: 'completed' as const }
  await expect(setStatus(staff, swap)).rejects.toMatchObject({ code: 'appointments.state' })
  clock.pass({ hours: 23, minutes: 59 })
  expect(await setStatus(admin, swap)).toMatchObject({ status: 'completed', version: 1 })
  const { rows } =
    await sql`select from audit_log where action = 'appointment.corrected' and subject_id = ${row.id}`.execute(ctx.db)
  expect(rows).toHaveLength(1)
  clock.pass({ minutes: 1 })
  await expect(setStatus(admin, { ...swap, status: 'no_show' })).rejects.toMatchObject({ code: 'appointments.state' })
})

test('statuses are for staff', async () => {
  const row = await make('site_visit', 'confirmed')
  const member = await actor(ctx, 'member')
  const input = { code: row.code, version: 1, status: 'cancelled' as const }
  await expect(setStatus(member, input)).rejects.toMatchObject({ code: 'accounts.not_allowed' })
  await expect(setStatus(store.ctx({ actor: { kind: 'nobody' } }), input)).rejects.toMatchObject({
    code: 'accounts.sign_in',
  })
  await expect(addAttempt(member, { code: row.code, outcome: 'busy' })).rejects.toMatchObject({
    code: 'accounts.not_allowed',
  })
  await expect(setStatus(staff, { ...input, version: 7 })).rejects.toMatchObject({ code: 'appointments.version' })
})

describe('what a visitor may do', () => {
  const member = () => actor(ctx, 'member')
  const cases = [
    ...ofVisits.map(status => ['site_visit', status] as const),
    ...ofCalls.map(status => ['callback', status] as const),
  ]
  test.for(cases)('%s %s: move, cancel and rate as the view says, before and after', async ([kind, status]) => {
    const visitor = await member()
    for (const at of [wall('2026-11-25', 9), wall('2026-11-25', 12)]) {
      await sql`delete from appointment_events`.execute(ctx.db)
      await sql`delete from reminders`.execute(ctx.db)
      await sql`delete from appointments`.execute(ctx.db)
      clock.at = MONDAY
      const row = await make(kind, status)
      clock.at = at
      const { can } = toAppointment(visitor, row)
      const { code } = row
      const outcome = async (deed: Promise<AppointmentRow>) => {
        const done = await deed.catch(error => error)
        if (done instanceof Error)
          expect(['appointments.state', 'appointments.not_yet']).toContain((done as unknown as { code: string }).code)
        return !(done instanceof Error) && (done.version > row.version || done.rating !== null)
      }
      expect(await outcome(moveAppointment(visitor, { code, start: wall('2026-11-26', 11) })), 'move').toBe(can.move)
      if (!can.move)
        expect(await outcome(rateAppointment(visitor, { code, rating: 5, text: 'fine' })), 'rate').toBe(can.rate)
      if (!can.move && !can.rate) expect(await outcome(cancelAppointment(visitor, { code })), 'cancel').toBe(can.cancel)
    }
  })

  test('a confirmed visit can be cancelled until its start', async () => {
    const visitor = await member()
    const row = await make('site_visit', 'confirmed')
    clock.at = wall('2026-11-25', 10).subtract({ milliseconds: 1 })
    expect(await cancelAppointment(visitor, { code: row.code })).toMatchObject({ cancelledBy: 'visitor' })
    clock.at = MONDAY
    const late = await make('site_visit', 'confirmed')
    clock.at = wall('2026-11-25', 10)
    await expect(cancelAppointment(visitor, { code: late.code })).rejects.toMatchObject({ code: 'appointments.state' })
    expect(await cancelAppointment(staff, { code: late.code })).toMatchObject({ cancelledBy: 'staff' })
  })

  test('what was said last of a visit counts', async () => {
    const row = await make('site_visit', 'completed')
    await rateAppointment(ctx, { code: row.code, rating: 2, text: 'late' })
    expect(await rateAppointment(ctx, { code: row.code, rating: 4 })).toMatchObject({ rating: 4, feedback: null })
  })
})
