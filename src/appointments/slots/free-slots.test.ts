import fc from 'fast-check'
import { sql } from 'kysely'
import { beforeEach, describe, expect, test } from 'vitest'
import { newId } from '../../kernel/ids.ts'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { runs, testBusiness, testStore } from '../../storage/testing/index.ts'
import type { AppointmentSettings, StaffMember } from '../schema.ts'
import { setHolidays } from '../staff/holidays.ts'
import { saveStaff } from '../staff/save-staff.ts'
import { seedSampleStaff } from '../staff/seed-sample-staff.ts'
import { readAppointmentSettings, writeAppointmentSettings } from '../staff/settings.ts'
import { addTimeOff } from '../staff/time-off.ts'
import { freeSlots } from './free-slots.ts'
import { freeStaff } from './free-staff.ts'
import { nextFree } from './next-free.ts'
import { datesOf, zones } from './testing/zones.ts'

const store = testStore()
const at = (text: string) => Temporal.Instant.from(text)
/** Saturday 28 November 2026 is the day most of this looks at; now is the Thursday before, 10:00 in Kolkata. */
const NOW = at('2026-11-26T10:00:00+05:30')
const DAY = '2026-11-28'
const on = (clock: string, date = DAY) => at(`${date}T${clock}:00+05:30`)
const ctxAt = (now = NOW, timeZone = testBusiness.timeZone): Context =>
  store.ctx({ now: () => now, business: { ...testBusiness, timeZone } })

let ctx: Context
let personId: string

beforeEach(async () => {
  ctx = ctxAt()
  await store.pool.query(
    'truncate calendar_busy, staff_calendars, appointments, time_off, working_hours, staff, holidays, settings cascade',
  )
  personId = await createPerson(ctx)
})

const agent = (name: string, more: Partial<Parameters<typeof saveStaff>[1]> = {}): Promise<StaffMember> =>
  saveStaff(ctx, { name, ...more } as Parameters<typeof saveStaff>[1])

const settings = async (more: Partial<AppointmentSettings>) =>
  writeAppointmentSettings(ctx, { ...(await readAppointmentSettings(ctx)), ...more })

type Visit = { start: Temporal.Instant; minutes?: number; status?: string; holdUntil?: Temporal.Instant; kind?: string }

async function visit(
  staffId: string,
  { start, minutes = 60, status = 'confirmed', holdUntil, kind = 'site_visit' }: Visit,
) {
  const id = newId()
  // One hold a person: each of these is of its own.
  const owner = status === 'held' ? await createPerson(ctx) : personId
  const call = kind === 'callback' ? { reason: 'general', urgency: 'low', due: start } : undefined
  await sql`
    insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, hold_until, source, ics_uid,
      cancelled_by, reason, urgency, due_at, created_at, updated_at)
    values (${id}, ${id.replaceAll('-', '').toUpperCase().slice(-12)}, ${kind}, ${owner}, ${staffId}, ${status},
      tstzrange(${start}, ${start.add({ minutes })}), 'Asia/Kolkata', ${holdUntil ?? null}, 'form', ${id},
      ${status === 'cancelled' ? 'visitor' : null}, ${call?.reason ?? null}, ${call?.urgency ?? null}, ${call?.due ?? null},
      ${NOW}, ${NOW})`.execute(store.db)
  return id
}

const clocks = async (input: Parameters<typeof freeSlots>[1] = {}) => {
  const { days } = await freeSlots(ctx, { from: DAY, days: 1, ...input })
  return days[0]!.slots.map(slot => slot.start.slice(11, 16))
}
const ALL = ['09:00', '10:00', '11:00', '12:00', '13:00', '14:00', '15:00', '16:00', '17:00']
const without = (...missing: string[]) => ALL.filter(clock => !missing.includes(clock))
const why = async (start: Temporal.Instant, more: Partial<Parameters<typeof freeStaff>[1]> = {}) =>
  (await freeStaff(ctx, { start, ...more })).why

describe('free starts', () => {
  test('are each hour of the business, told with the offset, in their part of the day', async () => {
    await agent('Asha')
    const { days, next, ...rest } = await freeSlots(ctx, { from: DAY, days: 2 })
    expect(rest).toEqual({ timeZone: 'Asia/Kolkata', slotMinutes: 60, firstDay: '2026-11-26', lastDay: '2027-01-25' })
    expect(days.map(day => [day.date, day.closed, day.slots.length])).toEqual([
      [DAY, null, 9],
      ['2026-11-29', null, 9],
    ])
    expect(days[0]!.slots[3]).toEqual({
      start: '2026-11-28T12:00:00+05:30',
      end: '2026-11-28T13:00:00+05:30',
      date: DAY,
      part: 'afternoon',
      free: 1,
    })
    expect(days[0]!.slots.map(({ part }) => part[0]).join('')).toBe('mmmaaaeee')
    expect(next.map(({ start }) => start.slice(0, 16))).toEqual([
      '2026-11-26T12:00',
      '2026-11-26T13:00',
      '2026-11-26T14:00',
    ])
  })

  test('of the sample staff: two people at least at every start of every day', async () => {
    await seedSampleStaff(ctx)
    const { days } = await freeSlots(ctx, { from: '2026-11-27', days: 14 })
    for (const { slots } of days) {
      expect(slots).toHaveLength(9)
      expect(Math.min(...slots.map(({ free }) => free))).toBeGreaterThanOrEqual(2)
    }
    expect(new Set(days.map(({ slots }) => slots[0]!.free)).size).toBeGreaterThan(1)
  })

  test('keep the notice and the horizon', async () => {
    await agent('Asha')
    await settings({ noticeMinutes: 120, horizonDays: 3 })
    ctx = ctxAt(on('12:00'))
    expect(await clocks()).toEqual(['14:00', '15:00', '16:00', '17:00'])
    ctx = ctxAt(on('12:00').add({ nanoseconds: 1 }))
    expect(await clocks()).toEqual(['15:00', '16:00', '17:00'])
    const { days } = await freeSlots(ctx, { from: '2026-11-27', days: 6 })
    expect(days.map(({ closed }) => closed)).toEqual(['past', null, null, null, null, 'beyond'])
    ctx = ctxAt(on('17:30'))
    expect((await freeSlots(ctx, { from: DAY, days: 1 })).days[0]!.closed).toBe('past')
    expect(await why(on('17:00'))).toBe('past')
    expect(await why(on('09:00', '2026-11-29').subtract({ hours: 15 }))).toBe('notice')
    expect(await why(on('09:00', '2026-12-01'))).toBeNull()
    expect(await why(on('09:00', '2026-12-02'))).toBe('beyond')
    expect(await why(on('09:00', '2026-12-02'), { byStaff: true })).toBeNull()
    ctx = ctxAt(on('12:30'))
    expect(await why(on('13:00'))).toBe('notice')
    expect(await why(on('13:00'), { byStaff: true })).toBeNull()
  })

  test('leave out holidays and days on which nobody is met', async () => {
    await agent('Asha', { hours: [6, 7].map(weekday => ({ weekday, opens: '09:00', closes: '18:00' })) })
    await setHolidays(ctx, [{ day: DAY, name: 'Founders’ Day' }])
    await settings({ weekdays: [1, 2, 3, 4, 5, 6] })
    const { days } = await freeSlots(ctx, { from: DAY, days: 3 })
    expect(days.map(({ closed, holiday, slots }) => [closed, holiday, slots.length])).toEqual([
      ['holiday', 'Founders’ Day', 0],
      ['closed', null, 0],
      ['closed', null, 0],
    ])
    expect(await why(on('10:00'))).toBe('holiday')
    expect(await why(on('10:00', '2026-11-29'))).toBe('closed')
    expect(await why(on('10:00', '2026-11-30'))).toBe('closed')
  })

  test('end by closing time and lie within one row of the hours', async () => {
    const row = (opens: string, closes: string) => ({ weekday: 6, opens, closes })
    await agent('Asha', { hours: [row('09:00', '12:30'), row('13:30', '24:00')], slotMinutes: 90 })
    const { days } = await freeSlots(ctx, { from: DAY, days: 1 })
    expect(days[0]!.slots.map(({ start, end }) => `${start.slice(11, 16)}-${end.slice(11, 16)}`)).toEqual([
      '09:00-10:30',
      '10:00-11:30',
      '11:00-12:30',
      '14:00-15:30',
      '15:00-16:30',
      '16:00-17:30',
    ])
    await settings({ opens: '22:00', closes: '24:00', stepMinutes: 30 })
    expect(await clocks()).toEqual(['22:00', '22:30'])
    expect(await why(on('23:00'))).toBe('closed')
    expect(await why(on('22:10'))).toBe('no_slot')
    expect(await why(on('22:30').add({ nanoseconds: 5 }))).toBe('no_slot')
    expect(await why(on('21:00'))).toBe('closed')
  })

  test('count what is held, pending or confirmed; not what is over, called off or a call', async () => {
    const { id } = await agent('Asha', { visitsPerDay: 20 })
    await visit(id, { start: on('09:00'), status: 'held', holdUntil: NOW.add({ seconds: 1 }) })
    await visit(id, { start: on('10:00'), status: 'held', holdUntil: NOW })
    await visit(id, { start: on('11:00'), status: 'pending' })
    await visit(id, { start: on('12:30'), status: 'confirmed' })
    await visit(id, { start: on('14:00'), status: 'cancelled' })
    await visit(id, { start: on('15:00'), status: 'expired' })
    await visit(id, { start: on('16:00'), status: 'pending', kind: 'callback' })
    expect(await clocks()).toEqual(without('09:00', '11:00', '12:00', '13:00'))
    expect(await why(on('12:00'))).toBe('taken')
  })

  test('end for the day when somebody has as many visits as they take; completed ones count, a moving one does not', async () => {
    const { id } = await agent('Asha', { visitsPerDay: 2 })
    await visit(id, { start: on('09:00'), status: 'completed' })
    const moving = await visit(id, { start: on('13:00') })
    // Of the day before in Kolkata, though the same date in UTC.
    await visit(id, { start: on('23:30', '2026-11-27') })
    expect(await clocks()).toEqual([])
    expect((await freeSlots(ctx, { from: DAY, days: 1 })).days[0]!.closed).toBe('full')
    expect(await clocks({ moving })).toEqual(ALL)
    expect(await why(on('13:00'))).toBe('taken')
    expect(await why(on('13:00'), { moving })).toBeNull()
  })

  test('leave out time off and what a connected calendar holds, not what an ended one held', async () => {
    const { id } = await agent('Asha')
    await addTimeOff(ctx, { staffId: id, start: on('08:00'), end: on('10:30') })
    const busy = async (state: string, from: string, to: string) => {
      const calendar = newId()
      await sql`insert into staff_calendars (id, staff_id, provider, url, secret, name, state, pull_at, created_at)
        values (${calendar}, ${id}, 'caldav', 'x', ${state === 'ended' ? '' : 'x'}, 'x', ${state}, ${NOW}, ${NOW})`.execute(
        store.db,
      )
      await sql`insert into calendar_busy (calendar_id, staff_id, external_id, period)
        values (${calendar}, ${id}, 'x', tstzrange(${on(from)}, ${on(to)}))`.execute(store.db)
    }
    await busy('connected', '12:59', '13:01')
    await busy('ended', '15:00', '16:00')
    expect(await clocks()).toEqual(without('09:00', '10:00', '12:00', '13:00'))
  })

  test('follow each of the staff in their own zone and length, and only who is active and of the role', async () => {
    const london = await agent('Lucy', {
      timeZone: 'Europe/London',
      slotMinutes: 30,
      hours: [{ weekday: 6, opens: '08:00', closes: '09:30' }],
    })
    await agent('Off', { active: false })
    const coach = await agent('Coach', { role: 'coach' })
    // 08:00 to 09:30 in London is 13:30 to 15:00 in Kolkata.
    expect(await clocks()).toEqual(['14:00'])
    const look = await freeStaff(ctx, { start: on('14:00') })
    expect(look.end.equals(on('14:30'))).toBe(true)
    expect(look.staffIds).toEqual([london.id])
    expect(await clocks({ staffId: london.id })).toEqual(['14:00'])
    expect(await clocks({ staffId: coach.id })).toEqual([])
    expect(await why(on('11:00'))).toBe('closed')
  })

  test('refuse a date that is none', async () => {
    for (const from of ['2026-02-30', 'tomorrow', '26-11-28'])
      await expect(freeSlots(ctx, { from })).rejects.toMatchObject({ code: 'appointments.date' })
    for (const from of ['0001-01-01', '9999-12-31'])
      expect((await freeSlots(ctx, { from, days: 2 })).days.map(day => day.slots.length)).toEqual([0, 0])
  })

  test('need no staff to be told', async () => {
    const { days, next } = await freeSlots(ctx, { from: DAY, days: 1 })
    expect([days[0]!.closed, next]).toEqual(['closed', []])
    expect(await why(on('10:00'))).toBe('closed')
  })
})

test('who gets a start: who is preferred, else fewest visits in seven days, else whom it is longest ago', async () => {
  const [one, two, three] = [await agent('One'), await agent('Two'), await agent('Three')]
  const assigned = (id: string, when: Temporal.Instant) =>
    sql`update staff set assigned_at = ${when} where id = ${id}`.execute(store.db)
  await assigned(one.id, NOW.subtract({ hours: 1 }))
  await assigned(two.id, NOW.subtract({ hours: 2 }))
  const order = async (preferred?: string) => (await freeStaff(ctx, { start: on('15:00'), preferred })).staffIds
  expect(await order()).toEqual([three.id, two.id, one.id])
  await visit(three.id, { start: on('09:00', '2026-11-30') })
  await visit(two.id, { start: on('09:00', '2026-12-20') })
  expect(await order()).toEqual([two.id, one.id, three.id])
  expect(await order(three.id)).toEqual([three.id, two.id, one.id])
  await visit(three.id, { start: on('15:00') })
  expect(await order(three.id)).toEqual([two.id, one.id])
})

describe('the next free starts', () => {
  const starts = async (wish: Parameters<typeof nextFree>[1]) =>
    (await nextFree(ctx, wish)).map(({ start }) => start.slice(5, 16))

  test('of a wished start: nearest in its part, then that day, then the part on the next days, then any', async () => {
    const { id } = await agent('Asha', { visitsPerDay: 50 })
    expect(await starts({ start: on('10:00') })).toEqual(['11-28T10:00', '11-28T09:00', '11-28T11:00'])
    await visit(id, { start: on('10:00') })
    expect(await starts({ start: on('10:00'), limit: 4 })).toEqual([
      '11-28T09:00',
      '11-28T11:00',
      '11-28T12:00',
      '11-28T13:00',
    ])
    await visit(id, { start: on('12:00'), minutes: 360 })
    expect(await starts({ date: DAY, part: 'morning', limit: 4 })).toEqual([
      '11-28T09:00',
      '11-28T11:00',
      '11-29T09:00',
      '11-29T10:00',
    ])
    await addTimeOff(ctx, { staffId: id, start: on('00:00', '2026-11-29'), end: on('00:00', '2027-06-01') })
    expect(await starts({ date: DAY, part: 'evening', limit: 4 })).toEqual([
      '11-28T09:00',
      '11-28T11:00',
      '11-26T12:00',
      '11-26T13:00',
    ])
  })

  test('of a part alone, of nothing at all, and where there are none', async () => {
    const { id } = await agent('Asha')
    expect(await starts({ part: 'evening' })).toEqual(['11-26T15:00', '11-26T16:00', '11-26T17:00'])
    expect(await starts({})).toEqual(['11-26T12:00', '11-26T13:00', '11-26T14:00'])
    expect(await starts({ date: '2031-01-01' })).toEqual(['11-26T12:00', '11-26T13:00', '11-26T14:00'])
    expect(await starts({ date: '2020-01-01', part: 'evening', limit: 1 })).toEqual(['11-26T15:00'])
    await addTimeOff(ctx, { staffId: id, start: NOW, end: NOW.add({ hours: 9_000 }) })
    expect(await starts({ start: on('10:00') })).toEqual([])
  })
})

describe('what is offered can be booked, and nothing else', () => {
  const quarter = fc.integer({ min: 0, max: 5 * 96 })
  const plan = zones.chain(timeZone =>
    fc.record({
      timeZone: fc.constant(timeZone),
      date: datesOf(timeZone),
      now: fc.integer({ min: 0, max: 95 }),
      settings: fc.record({
        opens: fc.constantFrom('00:00', '06:30', '09:00'),
        closes: fc.constantFrom('12:15', '18:00', '24:00'),
        stepMinutes: fc.constantFrom(30, 45, 60),
        noticeMinutes: fc.constantFrom(0, 120, 1_000),
        horizonDays: fc.constantFrom(1, 3, 60),
      }),
      staff: fc.array(
        fc.record({
          timeZone: fc.oneof(fc.constant(timeZone), zones),
          slotMinutes: fc.constantFrom(30, 60, 90),
          visitsPerDay: fc.integer({ min: 1, max: 3 }),
          hours: fc.constantFrom(['00:00', '24:00'], ['09:00', '18:00'], ['00:00', '03:00'], ['21:30', '24:00']),
          visits: fc.uniqueArray(fc.tuple(quarter, fc.constantFrom('held', 'expiring', 'pending', 'completed')), {
            maxLength: 5,
            selector: ([start]) => Math.floor(start / 6),
          }),
          off: fc.array(fc.tuple(quarter, fc.integer({ min: 1, max: 40 })), { maxLength: 2 }),
        }),
        { minLength: 1, maxLength: 3 },
      ),
      others: fc.array(quarter, { minLength: 10, maxLength: 10 }),
    }),
  )

  test('for every start of a week around any date, in any zone', async () => {
    await fc.assert(
      fc.asyncProperty(plan, async ({ timeZone, date, now, settings, staff, others }) => {
        await store.pool.query('truncate appointments, time_off, working_hours, staff, settings cascade')
        const dawn = Temporal.PlainDate.from(date).subtract({ days: 1 }).toZonedDateTime(timeZone).toInstant()
        const quarterAt = (number: number) => dawn.add({ minutes: number * 15 })
        ctx = ctxAt(quarterAt(now), timeZone)
        await writeAppointmentSettings(ctx, { ...(await readAppointmentSettings(ctx)), ...settings })
        for (const { visits, off, hours, ...member } of staff) {
          const [opens, closes] = hours as [string, string]
          const { id } = await agent('Somebody', {
            ...member,
            hours: [1, 2, 3, 4, 5, 6, 7].map(weekday => ({ weekday, opens, closes })),
          })
          for (const [start, status] of visits)
            await visit(id, {
              start: quarterAt(Math.floor(start / 6) * 6),
              status: status === 'expiring' ? 'held' : status,
              ...(status === 'held' && { holdUntil: ctx.now().add({ seconds: 1 }) }),
              ...(status === 'expiring' && { holdUntil: ctx.now() }),
            })
          for (const [start, length] of off)
            await addTimeOff(ctx, { staffId: id, start: quarterAt(start), end: quarterAt(start + length) })
        }
        const { days, next } = await freeSlots(ctx, { days: 7 })
        const offered = new Map(days.flatMap(day => day.slots).map(slot => [at(slot.start).epochMilliseconds, slot]))
        for (const slot of offered.values()) {
          expect(slot.start.slice(0, 10)).toBe(slot.date)
          expect(at(slot.start).toString({ timeZone, smallestUnit: 'second' })).toBe(slot.start)
        }
        expect(offered.size).toBe(new Set([...offered.values()].map(({ start }) => start.slice(0, 16))).size)
        expect(next).toEqual([...offered.values()].slice(0, 3).concat(next.slice(offered.size)))
        const some = [...offered.keys()].filter((_, number) => number % 7 === 0)
        for (const ms of [...some, ...others.map(number => quarterAt(number).epochMilliseconds)]) {
          const start = Temporal.Instant.fromEpochMilliseconds(ms)
          const look = await freeStaff(ctx, { start })
          const slot = offered.get(ms)
          expect({ start: start.toString(), free: look.staffIds.length, offered: look.why === null }).toEqual({
            start: start.toString(),
            free: slot?.free ?? 0,
            offered: slot !== undefined,
          })
          if (slot) expect(look.end.equals(at(slot.end))).toBe(true)
        }
      }),
      { numRuns: runs(30) },
    )
  }, 60_000)
})
