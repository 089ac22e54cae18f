import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { actingAs, makeAccount } from '../../accounts/testing.ts'
import { newId } from '../../kernel/ids.ts'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import { AppointmentSettings } from '../schema.ts'
import { setHolidays } from './holidays.ts'
import { listStaff, listTimeOff, staffOfAccount } from './queries.ts'
import { saveStaff } from './save-staff.ts'
import { seedSampleStaff } from './seed-sample-staff.ts'
import { setWorkingHours } from './set-working-hours.ts'
import { readAppointmentSettings, writeAppointmentSettings } from './settings.ts'
import { addTimeOff, removeTimeOff } from './time-off.ts'

const store = testStore({ connections: 6 })
const at = (text: string) => Temporal.Instant.from(text)
const off = { start: at('2026-12-24T00:00:00+05:30'), end: at('2026-12-27T00:00:00+05:30') }
let ctx: Context
let audited: number

beforeEach(async () => {
  ctx = store.ctx()
  await store.pool.query('truncate appointments, staff, holidays, settings cascade')
  audited = (await actions(0)).length
})

async function book(staffId: string, status = 'confirmed') {
  const id = newId()
  const code = id.replaceAll('-', '').toUpperCase().slice(-12)
  const personId = await createPerson(ctx)
  await sql`
    insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, source, ics_uid, created_at, updated_at)
    values (${id}, ${code}, 'site_visit', ${personId}, ${staffId}, ${status},
      tstzrange(${off.start}, ${off.start.add({ hours: 1 })}), 'Asia/Kolkata', 'form', ${id}, now(), now())`.execute(
    ctx.db,
  )
  return code
}

async function actions(after = audited): Promise<string[]> {
  const { rows } = await sql<{ action: string }>`select action from audit_log order by number`.execute(ctx.db)
  return rows.slice(after).map(row => row.action)
}

describe('the sample', () => {
  test('comes once, however many replicas start together, and not beside anybody', async () => {
    const seeded = await Promise.all(Array.from({ length: 6 }, () => seedSampleStaff(ctx)))
    expect(seeded.map(result => result.seeded).sort()).toEqual([0, 0, 0, 0, 0, 5])
    const staff = await listStaff(ctx)
    expect(staff.map(({ role }) => role).toSorted()).toEqual(['agent', 'agent', 'agent', 'agent', 'coach'])
    for (const member of staff) {
      expect(member).toMatchObject({ sample: true, active: true, timeZone: 'Asia/Kolkata' })
      expect([member.email, member.phone], 'nobody is written to').toEqual([null, null])
      expect(new Set(member.hours.map(({ weekday }) => weekday)).size).toBe(5)
    }
  })

  test('leaves when the first real member comes, but for whom somebody is to meet', async () => {
    await seedSampleStaff(ctx)
    const [first] = await listStaff(ctx)
    await book(first!.id)
    const { samples, ...member } = await saveStaff(ctx, { name: 'Asha' })
    expect(samples).toEqual({ retired: ['Farah Siddiqui', 'Kabir Menon', 'Rohan Pillai'], kept: ['Anika Verma'] })
    expect(member.hours).toHaveLength(7)
    expect((await listStaff(ctx, { active: true })).map(({ name }) => name)).toEqual([
      'Anika Verma',
      'Asha',
      'Meera Iyer',
    ])
    expect((await saveStaff(ctx, { name: 'Bela' })).samples).toBeUndefined()
    expect(await seedSampleStaff(ctx)).toEqual({ seeded: 0 })
    const noor = await saveStaff(ctx, { name: 'Noor', role: 'coach', videoLink: 'https://meet.example/noor' })
    expect(noor).toMatchObject({
      samples: { retired: ['Meera Iyer'], kept: [] },
      videoLink: 'https://meet.example/noor',
    })
    expect(noor.hours).toEqual([1, 2, 3, 4, 5].map(weekday => ({ weekday, opens: '09:00', closes: '17:00' })))
  })

  test('gets a coach where a sample of agents was seeded before there were any', async () => {
    await seedSampleStaff(ctx)
    await sql`delete from staff where role = 'coach'`.execute(ctx.db)
    expect(await seedSampleStaff(ctx)).toEqual({ seeded: 1 })
  })
})

describe('a member of staff', () => {
  test('is added, changed at their version, and keeps what is not told', async () => {
    const added = await saveStaff(ctx, {
      name: ' Asha ',
      email: 'Asha@Example.com',
      phone: '098765 43210',
      hours: [{ weekday: 1, opens: '22:00', closes: '24:00' }],
    })
    expect(added).toMatchObject({ name: 'Asha', email: 'asha@example.com', phone: '+919876543210', version: 1 })
    expect(added.hours).toEqual([{ weekday: 1, opens: '22:00', closes: '24:00' }])
    const changed = await saveStaff(ctx, { id: added.id, version: 1, visitsPerDay: 9, timeZone: 'Europe/London' })
    expect(changed).toEqual({ ...added, visitsPerDay: 9, timeZone: 'Europe/London', version: 2 })
    await expect(saveStaff(ctx, { id: added.id, version: 1, active: false })).rejects.toMatchObject({
      code: 'appointments.version',
    })
    expect(await actions()).toEqual(['staff.added', 'staff.changed'])
  })

  test('is added once for a key, however often it is sent', async () => {
    const admin = actingAs(ctx, await makeAccount(ctx, 'admin'))
    const wish = { name: 'Asha', email: 'asha@homes.example', requestKey: 'key:one' }
    const [first, ...again] = await Promise.all([1, 2, 3].map(() => saveStaff(admin, wish)))
    for (const one of again) expect(one.id).toBe(first!.id)
    expect(await listStaff(ctx)).toHaveLength(1)
    await expect(saveStaff(admin, { ...wish, name: 'Bela' })).rejects.toMatchObject({ code: 'appointments.key_reused' })
    await saveStaff(admin, { id: first!.id, name: 'Asha Rao' })
    expect(await saveStaff(admin, wish)).toMatchObject({ id: first!.id, name: 'Asha Rao' })
    const other = actingAs(ctx, await makeAccount(ctx, 'admin'))
    expect((await saveStaff(other, wish)).id).not.toBe(first!.id)
  })

  test('has a sign-in of staff that is nobody else’s', async () => {
    const [account, member] = [await makeAccount(ctx, 'agent'), await makeAccount(ctx, 'member')]
    const asha = await saveStaff(ctx, { name: 'Asha', accountId: account.id })
    expect((await staffOfAccount(ctx, account.id))?.id).toBe(asha.id)
    const results = await Promise.allSettled([
      saveStaff(ctx, { name: 'Bela', accountId: account.id }),
      saveStaff(ctx, { name: 'Bela', accountId: member.id }),
      saveStaff(ctx, { name: 'Bela', accountId: newId() }),
      saveStaff(ctx, { id: newId(), name: 'Bela' }),
    ])
    expect(results.map(result => result.status === 'rejected' && result.reason.code)).toEqual([
      'appointments.account_taken',
      'appointments.account',
      'appointments.account',
      'appointments.staff_not_found',
    ])
    expect((await saveStaff(ctx, { id: asha.id, name: 'Asha Rao', accountId: account.id })).name).toBe('Asha Rao')
  })

  test.each([
    [{ name: ' ' }, 'appointments.staff'],
    [{ email: 'here' }, 'appointments.staff'],
    [{ slotMinutes: 1 }, 'appointments.staff'],
    [{ phone: '12345' }, 'appointments.phone'],
    [{ timeZone: '+05:30' }, 'appointments.time_zone'],
    [{ timeZone: 'Asia/Atlantis' }, 'appointments.time_zone'],
    [{ hours: [{ weekday: 1, opens: '10:00', closes: '09:00' }] }, 'appointments.hours'],
    [
      {
        hours: [
          { weekday: 1, opens: '12:00', closes: '18:00' },
          { weekday: 1, opens: '09:00', closes: '12:30' },
        ],
      },
      'appointments.hours',
    ],
  ])('is refused with %j', async (more, code) => {
    await expect(saveStaff(ctx, { name: 'Asha', ...more })).rejects.toMatchObject({ code })
    expect(await listStaff(ctx)).toEqual([])
  })
})

describe('rights', () => {
  test('staff change their own week and time off, administrators anybody’s, members nobody’s', async () => {
    const accounts = { agent: await makeAccount(ctx, 'agent'), admin: await makeAccount(ctx, 'admin') }
    const mine = await saveStaff(ctx, { name: 'Asha', accountId: accounts.agent.id })
    const other = await saveStaff(ctx, { name: 'Bela' })
    const [agent, admin] = [actingAs(ctx, accounts.agent), actingAs(ctx, accounts.admin)]
    const hours = [{ weekday: 1, opens: '09:00', closes: '12:00' }]
    expect(await setWorkingHours(agent, { staffId: mine.id, hours })).toMatchObject({ hours, version: 2 })
    expect(await setWorkingHours(admin, { staffId: other.id, hours })).toMatchObject({ hours })
    const { id } = await addTimeOff(admin, { staffId: other.id, ...off })
    const attempts = await Promise.allSettled([
      setWorkingHours(agent, { staffId: other.id, hours }),
      addTimeOff(agent, { staffId: other.id, ...off }),
      removeTimeOff(agent, id),
      saveStaff(agent, { name: 'Chand' }),
      saveStaff(agent, { id: mine.id, visitsPerDay: 1 }),
      setHolidays(agent, []),
      writeAppointmentSettings(agent, AppointmentSettings.parse({})),
      setWorkingHours(store.ctx({ actor: { kind: 'visitor', keyHash: 'x' } }), { staffId: mine.id, hours }),
    ])
    expect(attempts.map(result => result.status === 'rejected' && result.reason.code)).toEqual([
      ...Array(3).fill('appointments.not_yours'),
      ...Array(4).fill('accounts.not_allowed'),
      'accounts.sign_in',
    ])
    await removeTimeOff(admin, id)
    expect(await listTimeOff(ctx, {})).toEqual([])
  })
})

test('time off names what is booked in it, is one row however often it is said, and is listed until it ends', async () => {
  const { id } = await saveStaff(ctx, { name: 'Asha', timeZone: 'Europe/London' })
  const code = await book(id)
  await book(id, 'completed')
  const [one, two] = await Promise.all([1, 2].map(() => addTimeOff(ctx, { staffId: id, ...off, note: ' away\0 ' })))
  expect(one).toEqual({
    id: two!.id,
    start: '2026-12-23T18:30:00+00:00',
    end: '2026-12-26T18:30:00+00:00',
    note: 'away',
    booked: [code],
  })
  expect(await listTimeOff(ctx, { staffId: id, from: off.end.subtract({ seconds: 1 }) })).toHaveLength(1)
  expect(await listTimeOff(ctx, { staffId: id, from: off.end })).toEqual([])
  await expect(addTimeOff(ctx, { staffId: id, start: off.end, end: off.end })).rejects.toMatchObject({
    code: 'appointments.period',
  })
  await expect(addTimeOff(ctx, { staffId: newId(), ...off })).rejects.toMatchObject({
    code: 'appointments.staff_not_found',
  })
  await removeTimeOff(ctx, one!.id)
  await expect(removeTimeOff(ctx, one!.id)).rejects.toMatchObject({ code: 'appointments.time_off_not_found' })
  expect(await actions()).toEqual(['staff.added', 'staff.time_off_added', 'staff.time_off_removed'])
})

test('settings and holidays are replaced whole, or not at all', async () => {
  await writeAppointmentSettings(ctx, AppointmentSettings.parse({ opens: '10:00', confirm: 'staff' }))
  expect(await readAppointmentSettings(ctx)).toMatchObject({ opens: '10:00', closes: '18:00', confirm: 'staff' })
  for (const wrong of [{ opens: '18:00' }, { callsFrom: '20:00' }])
    await expect(writeAppointmentSettings(ctx, AppointmentSettings.parse(wrong))).rejects.toMatchObject({
      code: 'appointments.settings',
    })
  const days = [
    { day: '2027-01-26', name: 'Republic Day' },
    { day: '2027-01-01', name: 'New Year' },
  ]
  expect(await setHolidays(ctx, days)).toEqual(days.toReversed())
  for (const wrong of [[days[0]!, days[0]!], [{ day: '2027-01-01', name: ' ' }], [{ day: '2027-02-30', name: 'x' }]])
    await expect(setHolidays(ctx, wrong)).rejects.toMatchObject({ code: 'appointments.holiday' })
  expect(await setHolidays(ctx, [days[1]!])).toEqual([days[1]])
})
