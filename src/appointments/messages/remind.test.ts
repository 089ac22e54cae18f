import { expect, test } from 'vitest'
import { actingAs, makeAccount } from '../../accounts/testing.ts'
import { testStore } from '../../storage/testing/index.ts'
import { remind } from './remind.ts'
import { makeStaff, writeAppointment, writeEvent } from './testing.ts'

const store = testStore()
const now = Temporal.Instant.from('2026-11-20T12:00:00+05:30')
const ctx = () => store.ctx({ now: () => now })

async function ledger(subjectId: string) {
  const rows = await store.db
    .selectFrom('reminders')
    .select(['kind', 'audience', 'channel', 'status', 'reason', 'subject_version', 'recipient_id', 'planned_at'])
    .where('subject_id', '=', subjectId)
    .orderBy('subject_version')
    .orderBy('kind')
    .orderBy('audience', 'desc')
    .execute()
  return rows.map(row => ({ ...row, line: `${row.kind} ${row.audience} v${row.subject_version} ${row.status}` }))
}

const lines = async (id: string, match: RegExp) =>
  (await ledger(id)).map(({ line }) => line).filter(line => match.test(line))

test('booking plans, moving takes back the old version and plans the new, cancelling leaves only its notices', async () => {
  const staff = await makeStaff(ctx())
  const row = await writeAppointment(ctx(), { staffId: staff })
  await remind(ctx(), row, 'booked', 'visitor')
  expect(await lines(row.id, /visit_24h|visit_1h|follow_up/)).toEqual([
    'follow_up visitor v1 scheduled',
    'visit_1h visitor v1 scheduled',
    'visit_1h staff v1 scheduled',
    'visit_24h visitor v1 scheduled',
  ])
  await remind(ctx(), row, 'booked', 'visitor')
  expect(await ledger(row.id)).toHaveLength(7)

  const later = row.start!.add({ hours: 24 })
  const moved = await writeAppointment(ctx(), { staffId: staff, id: row.id, version: 2, start: later })
  await remind(ctx(), moved, 'moved', 'visitor')
  const both = await ledger(row.id)
  for (const one of both) expect(one.status).toBe(one.subject_version === 1 ? 'cancelled' : 'scheduled')
  expect(both.filter(one => one.kind === 'visit_24h').map(one => `${one.planned_at}`)).toEqual([
    `${row.start!.subtract({ hours: 24 })}`,
    `${row.start}`,
  ])

  const cancelled = await writeAppointment(ctx(), {
    staffId: staff,
    id: row.id,
    version: 3,
    start: later,
    status: 'cancelled',
  })
  await remind(ctx(), cancelled, 'cancelled', 'visitor')
  expect(await lines(row.id, /scheduled/)).toEqual([
    'cancellation visitor v3 scheduled',
    'cancelled staff v3 scheduled',
    'cancelled staff v3 scheduled',
  ])
})

test('passed on: the last event of an older version says who had it', async () => {
  const [before, after] = [await makeStaff(ctx()), await makeStaff(ctx())]
  const row = await writeAppointment(ctx(), { staffId: before })
  await writeEvent(ctx(), row, 'booked')
  await remind(ctx(), row, 'booked', 'visitor')
  const passed = await writeAppointment(ctx(), { id: row.id, staffId: after, version: 2 })
  await writeEvent(ctx(), passed, 'reassigned')
  await remind(ctx(), passed, 'reassigned', 'staff')
  const open = (await ledger(row.id)).filter(one => one.status === 'scheduled' && one.audience === 'staff')
  expect(new Set(open.filter(one => one.recipient_id === before).map(one => one.kind))).toEqual(new Set(['cancelled']))
  expect(new Set(open.filter(one => one.recipient_id === after).map(one => one.kind))).toEqual(
    new Set(['new_visit', 'visit_1h']),
  )
})

test('a visit that was completed is asked about, one that was missed is not', async () => {
  for (const [status, left] of [
    ['completed', ['follow_up visitor v1 scheduled']],
    ['no_show', []],
  ] as const) {
    const row = await writeAppointment(ctx(), { staffId: await makeStaff(ctx()) })
    await remind(ctx(), row, 'booked', 'visitor')
    await remind(store.ctx({ now: () => row.start!.add({ minutes: 50 }) }), { ...row, status }, status, 'staff')
    expect(await lines(row.id, /scheduled/)).toEqual(left)
  }
})

test('confirming takes back what asked for it, and the same rows stand', async () => {
  const staff = await makeStaff(ctx())
  const row = await writeAppointment(ctx(), { staffId: staff, status: 'pending' })
  await remind(ctx(), row, 'booked', 'visitor')
  await remind(ctx(), { ...row, status: 'confirmed' }, 'confirmed', 'staff')
  expect(await lines(row.id, /received|to_confirm/)).toEqual([
    'received visitor v1 cancelled',
    'to_confirm staff v1 cancelled',
    'to_confirm staff v1 cancelled',
  ])
  expect(await lines(row.id, /confirmation|visit_24h/)).toEqual([
    'confirmation visitor v1 scheduled',
    'visit_24h visitor v1 scheduled',
  ])
})

test('a callback reaches administrators where its member of staff cannot be told, and ends when contacted', async () => {
  const admin = await makeAccount(ctx(), 'admin')
  const staff = await makeStaff(ctx(), { email: null })
  const row = await writeAppointment(ctx(), { kind: 'callback', staffId: staff })
  await remind(ctx(), row, 'requested', 'visitor')
  const due = (await ledger(row.id)).filter(one => one.kind === 'callback_due')
  expect(new Set(due.map(one => one.recipient_id))).toEqual(new Set([staff, admin.id]))
  await remind(ctx(), row, 'no_answer', 'staff')
  expect((await ledger(row.id)).every(one => one.status === 'scheduled')).toBe(true)
  await remind(ctx(), { ...row, status: 'contacted' }, 'contacted', 'staff')
  expect((await ledger(row.id)).every(one => one.status === 'cancelled' && one.reason === 'status')).toBe(true)
})

test('a member of staff who does it themselves is not told', async () => {
  const account = await makeAccount(ctx())
  const staff = await makeStaff(ctx(), { accountId: account.id })
  const row = await writeAppointment(ctx(), { staffId: staff })
  await remind(actingAs(ctx(), { id: account.id, role: 'agent', name: 'Asha' }), row, 'booked', 'staff')
  expect(await lines(row.id, / staff /)).toEqual(['visit_1h staff v1 scheduled'])
})
