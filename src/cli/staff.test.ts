import { beforeEach, describe, expect, it } from 'vitest'
import { makeAccount } from '../accounts/testing.ts'
import { listStaff, seedSampleStaff } from '../appointments/index.ts'
import { testStore } from '../storage/testing/index.ts'
import { staffCommand } from './staff.ts'

const store = testStore()
let out: string[]
let err: string[]
const run = (...args: string[]) =>
  staffCommand(store.ctx(), args, { out: line => out.push(line), err: line => err.push(line) })
const json = () => JSON.parse(out.splice(0).join('\n'))

beforeEach(() => {
  out = []
  err = []
})

describe('mosaic staff', () => {
  it('adds, lists and changes; the first real member takes the place of the sample', async () => {
    await run('list')
    expect(out).toEqual(['There is nobody on staff yet.'])
    await seedSampleStaff(store.ctx())
    const account = await makeAccount(store.ctx())
    const { email } = await store.db
      .selectFrom('accounts')
      .select('email')
      .where('id', '=', account.id)
      .executeTakeFirstOrThrow()
    expect(await run('add', '--name', 'Asha Rao', '--phone', '98765 43210', '--account', email)).toBe(0)
    expect(out.at(-1)).toMatch(/^Sample staff switched off: Anika Verma, /)
    out = []
    await run('set', 'asha rao', '--per-day', '3', '--zone', 'Europe/London', '--json')
    expect(json()).toMatchObject({
      visitsPerDay: 3,
      timeZone: 'Europe/London',
      phone: '+919876543210',
      accountId: account.id,
    })
    await run('set', 'asha rao', '--phone', '', '--active', 'no')
    expect(out.join('\n')).toContain('Asha Rao  agent, switched off, signs in')
    expect((await listStaff(store.ctx(), { active: true })).map(({ name }) => name)).toEqual(['Meera Iyer'])
  })

  it('sets hours and says them as they are written', async () => {
    await run('hours', 'Asha Rao', 'fri-mon', '09:00-13:00,14:00-24:00', 'tue', '10:00-12:00')
    expect(out.join('\n')).toContain('mon,fri,sat,sun 09:00-13:00,14:00-24:00 tue 10:00-12:00')
    out = []
    await run('hours', 'Asha Rao', 'none', '--json')
    expect(json().hours).toEqual([])
  })

  it('adds time off by days and by the clock of who is off, and takes it back', async () => {
    await run('off', 'Asha Rao', '2027-03-27', '2027-03-28', '--note', 'away', '--json')
    const added = json()
    expect(added).toMatchObject({ start: '2027-03-27T00:00:00+00:00', end: '2027-03-29T00:00:00+01:00', booked: [] })
    await run('off', 'Asha Rao', '2027-04-01T09:00', '2027-04-01T12:30')
    expect(out.splice(0)[0]).toMatch(/^Asha Rao is off from 2027-04-01T09:00:00\+01:00 to 2027-04-01T12:30:00\+01:00/)
    await run('off', 'Asha Rao', '--json')
    expect(json()).toHaveLength(2)
    await run('off', '--remove', added.id)
    out = []
    await run('off', 'Asha Rao', '--json')
    expect(json()).toHaveLength(1)
  })

  it('keeps holidays', async () => {
    await run('holidays', 'add', '2027-01-26', 'Republic', 'Day')
    await run('holidays', 'add', '2027-01-01', 'New Year')
    out = []
    await run('holidays')
    expect(out.splice(0)).toEqual(['2027-01-01  New Year', '2027-01-26  Republic Day'])
    await run('holidays', 'remove', '2027-01-01', '--json')
    expect(json()).toEqual([{ day: '2027-01-26', name: 'Republic Day' }])
  })

  it.each([
    [['set', 'nobody', '--active', 'yes'], 'appointments.staff_not_found'],
    [['set', 'Asha Rao', '--active', 'perhaps'], 'appointments.arguments'],
    [['set', 'Asha Rao', '--role', 'king'], 'appointments.staff'],
    [['set', 'Asha Rao', '--minutes', 'long'], 'appointments.staff'],
    [['set', 'Asha Rao', '--phone', '123'], 'appointments.phone'],
    [['set', 'Asha Rao', '--zone', 'Mars/Olympus'], 'appointments.time_zone'],
    [['add', '--name', ' '], 'appointments.staff'],
    [['add', '--nom', 'x'], 'appointments.arguments'],
    [['hours', 'Asha Rao', 'mon'], 'appointments.arguments'],
    [['hours', 'Asha Rao', 'someday', '09:00-10:00'], 'appointments.arguments'],
    [['hours', 'Asha Rao', 'mon', '9-10'], 'appointments.arguments'],
    [['hours', 'Asha Rao', 'mon', '09:00-12:00,11:00-13:00'], 'appointments.hours'],
    [['off', 'Asha Rao', '2027-02-30', '2027-03-01'], 'appointments.arguments'],
    [['off', 'Asha Rao', '2027-03-02', '2027-03-01'], 'appointments.period'],
    [['off', '--remove', 'x'], 'appointments.time_off_not_found'],
    [['holidays', 'add', '2027-02-30', 'Never'], 'appointments.holiday'],
    [['holidays', 'remove', '2027-02-03'], 'appointments.holiday_not_found'],
    [['holidays', 'burn'], 'appointments.arguments'],
  ])('refuses %j', async (args, code) => {
    await expect(run(...args)).rejects.toMatchObject({ code })
  })

  it.each([[[]], [['dance']], [['add']], [['hours', 'Asha Rao']]])('shows how it is used for %j', async args => {
    expect(await run(...args)).toBe(2)
    expect(err[0]).toMatch(/^staff list/)
  })
})
