import { expect, test } from 'vitest'
import { makeAccount } from '../../accounts/testing.ts'
import { newId } from '../../kernel/ids.ts'
import type { Claimed } from '../../reminders/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import type { AppointmentRow } from '../row.ts'
import { appointmentSubject } from './handler.ts'
import { makeStaff, sparse, writeAppointment } from './testing.ts'

const store = testStore()
const now = Temporal.Instant.from('2026-11-27T10:00:00+05:30')
const ctx = () => store.ctx({ now: () => now })

function claim(row: AppointmentRow, kind: string, overrides: Partial<Claimed> = {}): Claimed {
  const audience = overrides.audience ?? 'visitor'
  return {
    id: newId(),
    subjectKind: 'appointment',
    subjectId: row.id,
    subjectVersion: row.version,
    kind,
    audience,
    recipientId: audience === 'visitor' ? row.personId : row.staffId!,
    channel: 'email',
    timeZone: 'Asia/Kolkata',
    ...overrides,
  }
}

async function compose(row: AppointmentRow, kind: string, overrides: Partial<Claimed> = {}) {
  const claimed = claim(row, kind, overrides)
  return (await appointmentSubject.compose(ctx(), [claimed])).get(claimed.id)!
}

const visit = async (overrides: Partial<AppointmentRow> = {}) =>
  writeAppointment(ctx(), { staffId: await makeStaff(ctx()), ...overrides })

test('a confirmation carries the invitation and the link; a cancellation withdraws it by a higher sequence', async () => {
  const row = await visit()
  const said = await compose(row, 'confirmation')
  if (!said.holds) throw new Error(said.reason)
  expect(said.to).toEqual({
    name: 'Ravi Kumar',
    email: 'ravi@mail.example',
    phone: '+919845012345',
    accountId: null,
  })
  expect(said.text).toMatch(new RegExp(`http://localhost:3000/appointments/${row.code}#[\\w-]{43}\n`))
  expect(said.calendar!.method).toBe('REQUEST')
  expect(said.calendar!.content).toContain('SEQUENCE:1')
  expect(said.calendar!.content).toMatch(/DTSTART;TZID=Asia\/Kolkata:20261128T100000/)

  const gone = await writeAppointment(ctx(), { ...row, version: 2, status: 'cancelled' })
  const cancelled = await compose(gone, 'cancellation')
  if (!cancelled.holds) throw new Error(cancelled.reason)
  expect(cancelled.calendar!.method).toBe('CANCEL')
  expect(cancelled.calendar!.content).toContain('METHOD:CANCEL')
  expect(cancelled.calendar!.content).toContain('SEQUENCE:2')
  const uid = (content: string) => /UID:(.*)\r/.exec(content)![1]
  expect(uid(cancelled.calendar!.content)).toBe(uid(said.calendar!.content))
})

test('an old version, an ended status and what is not there any more are taken back', async () => {
  const row = await visit({ version: 3 })
  const gone = { holds: false, status: 'cancelled' }
  expect(await compose(row, 'visit_24h', { subjectVersion: 2 })).toEqual({ ...gone, reason: 'version' })
  expect(await compose({ ...row, id: newId() }, 'visit_24h')).toEqual({ ...gone, reason: 'erased' })
  for (const [status, kinds] of [
    ['pending', ['confirmation', 'visit_24h', 'visit_1h', 'new_visit', 'follow_up']],
    ['confirmed', ['received', 'cancellation', 'cancelled', 'to_confirm', 'follow_up', 'unheard_of']],
    ['completed', ['visit_24h', 'visit_1h', 'confirmation', 'change', 'moved', 'cancellation']],
    ['no_show', ['visit_24h', 'visit_1h', 'follow_up', 'change']],
    ['cancelled', ['visit_24h', 'visit_1h', 'follow_up', 'change', 'moved', 'confirmation', 'new_visit']],
  ] as const) {
    const changed = await writeAppointment(ctx(), { ...row, status })
    for (const kind of kinds) {
      const audience = ['new_visit', 'to_confirm', 'moved', 'cancelled'].includes(kind) ? 'staff' : 'visitor'
      const said = await compose(changed, kind, { audience })
      expect([status, kind, said]).toEqual([status, kind, { ...gone, reason: 'status' }])
    }
  }
  const call = await writeAppointment(ctx(), { kind: 'callback', status: 'contacted', staffId: row.staffId })
  expect(await compose(call, 'callback_overdue', { audience: 'staff' })).toEqual({ ...gone, reason: 'status' })
})

test('of a visit that was never confirmed no invitation is withdrawn', async () => {
  const row = await visit({ status: 'expired' })
  const said = await compose(row, 'cancellation')
  expect(said).toMatchObject({ holds: true, subject: expect.stringMatching(/^Not confirmed/) })
  expect(said).not.toHaveProperty('calendar')
  expect(await compose(row, 'cancelled', { audience: 'staff' })).toMatchObject({ holds: true })
})

test('consent taken back keeps it in the house, and its address from a channel that steps in', async () => {
  const row = await visit({ remindEmail: false })
  expect(await compose(row, 'visit_24h')).toEqual({ holds: false, status: 'suppressed', reason: 'no_consent' })
  const phone = await compose(row, 'visit_1h', { channel: 'phone' })
  expect(phone).toMatchObject({ holds: true, to: { email: null, phone: '+919845012345' } })
  const both = await visit()
  expect(await compose(both, 'visit_1h', { channel: 'phone' })).toMatchObject({ holds: true })
  expect(await compose(both, 'visit_1h')).toMatchObject({ holds: false, reason: 'status' })
  expect(await compose(both, 'change')).toMatchObject({ holds: true })
  const nowhere = await compose(await visit({ contactEmail: null, contactPhone: null }), 'visit_24h')
  expect(nowhere).toMatchObject({ holds: true, to: { email: null, phone: null } })
})

test('how was it: after the end, once, also where staff forgot to say how it ended', async () => {
  const over = { start: now.subtract({ hours: 4 }) }
  expect(await compose(await visit({ ...over, status: 'completed' }), 'follow_up')).toMatchObject({ holds: true })
  expect(await compose(await visit(over), 'follow_up')).toMatchObject({ holds: true })
  expect(await compose(await visit({ ...over, status: 'completed', rating: 5 }), 'follow_up')).toMatchObject({
    holds: false,
  })
})

test('staff are told at their address or that of their sign-in; who left is told nothing', async () => {
  const account = await makeAccount(ctx())
  const staff = await makeStaff(ctx(), { email: null, accountId: account.id })
  const row = await writeAppointment(ctx(), { kind: 'callback', staffId: staff })
  const told = await compose(row, 'callback_due', { audience: 'staff' })
  const { email } = await store.db
    .selectFrom('accounts')
    .select('email')
    .where('id', '=', account.id)
    .executeTakeFirstOrThrow()
  expect(told).toMatchObject({ holds: true, to: { email, phone: null, accountId: account.id } })
  expect(told.holds && told.short).toContain('Call Ravi Kumar on +919845012345 by Sat 28 Nov, 2:30 pm')
  expect(told.holds && told.path).toContain(row.code)
  await store.db.updateTable('accounts').set({ disabled_at: now }).where('id', '=', account.id).execute()
  const kept = { holds: false, status: 'suppressed', reason: 'no_address' }
  expect(await compose(row, 'callback_due', { audience: 'staff' })).toEqual(kept)
  const gone = await makeStaff(ctx(), { active: false })
  const other = await writeAppointment(ctx(), { kind: 'callback', staffId: gone })
  expect(await compose(other, 'callback_due', { audience: 'staff' })).toEqual(kept)
})

test('administrators are told as such while they are; who had it before learns who has it, and no number', async () => {
  const admin = await makeAccount(ctx(), 'admin')
  const call = await writeAppointment(ctx(), { kind: 'callback', staffId: await makeStaff(ctx()) })
  const told = await compose(call, 'callback_overdue', { audience: 'staff', recipientId: admin.id })
  expect(told.holds && told.text).toContain('You are told as an administrator.')
  await store.db.updateTable('accounts').set({ role: 'agent' }).where('id', '=', admin.id).execute()
  expect(await compose(call, 'callback_overdue', { audience: 'staff', recipientId: admin.id })).toMatchObject({
    holds: false,
  })

  const before = await makeStaff(ctx(), { name: 'Vikram' })
  const row = await visit({ version: 2 })
  const passed = await compose(row, 'cancelled', { audience: 'staff', recipientId: before })
  expect(passed.holds && passed.text).toMatch(/is no longer yours. Asha Rao has it now/)
  expect(JSON.stringify(passed)).not.toContain('9845012345')
  expect(await compose(row, 'new_visit', { audience: 'staff', recipientId: before })).toMatchObject({ holds: false })
})

test('many are read together', async () => {
  const rows = await Promise.all([1, 2, 3].map(() => visit({ ...sparse })))
  let reads = 0
  const counting = store.db.withPlugin({
    transformQuery({ node }) {
      reads += 1
      return node
    },
    transformResult: async ({ result }) => result,
  })
  const claimed = rows.flatMap(row => ['new_visit', 'moved'].map(kind => claim(row, kind, { audience: 'staff' })))
  const composed = await appointmentSubject.compose(store.ctx({ now: () => now, db: counting }), claimed)
  expect(composed.size).toBe(6)
  expect([...composed.values()].every(one => one.holds)).toBe(true)
  expect(reads).toBe(2)
})

test('the ledger names what and whom', async () => {
  const admin = await makeAccount(ctx(), 'admin')
  const row = await visit()
  const call = await writeAppointment(ctx(), { ...sparse, kind: 'callback', staffId: row.staffId })
  const labels = await appointmentSubject.label(ctx(), [row.id, call.id, newId()])
  expect(labels.size).toBe(2)
  const { label, code, recipient } = labels.get(row.id)!
  expect([label, code]).toEqual(['Site visit · Ravi Kumar', row.code])
  expect([recipient(row.personId, 'visitor'), recipient(row.staffId!, 'staff'), recipient(admin.id, 'staff')]).toEqual([
    'Ravi Kumar',
    'Asha Rao',
    'Asha',
  ])
  expect(labels.get(call.id)!.label).toBe('Callback')
  expect(labels.get(call.id)!.recipient(call.personId, 'visitor')).toBe('Visitor')
})

test("a number is of whoever's newest appointment has it", async () => {
  const first = await visit({ contactPhone: '+14155550100' })
  const second = await writeAppointment(store.ctx({ now: () => now.add({ hours: 1 }) }), {
    staffId: await makeStaff(ctx()),
    contactPhone: '+14155550100',
  })
  expect(await appointmentSubject.personOfPhone!(ctx(), '+14155550100')).toBe(second.personId)
  expect(second.personId).not.toBe(first.personId)
  expect(await appointmentSubject.personOfPhone!(ctx(), '+14155550199')).toBeUndefined()
})
