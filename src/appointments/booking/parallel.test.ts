import { sql } from 'kysely'
import { beforeEach, expect, test } from 'vitest'
import type { Refusal } from '../../kernel/refusal.ts'
import { createPerson, erasePerson, registerPersonPart } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import { testStore } from '../../storage/testing/index.ts'
import type { AppointmentRow } from '../row.ts'
import { readAppointmentSettings, writeAppointmentSettings } from '../staff/settings.ts'
import { bookVisit } from './book-visit.ts'
import { cancelAppointment } from './cancel-appointment.ts'
import { holdStart } from './hold-start.ts'
import { moveAppointment } from './move-appointment.ts'
import { appointmentPart } from './person-part.ts'
import { requestCallback } from './request-callback.ts'
import { makeClock, onlyAgents, wall, wish } from './testing/desk.ts'

const store = testStore({ connections: 10 })
const clock = makeClock()
let ctx: Context
let today = ''
let day = 0

beforeEach(() => {
  ctx = store.ctx({ now: clock.now })
  today = Temporal.PlainDate.from('2026-11-25').add({ days: day++ }).toString()
})

async function race(wishes: (() => Promise<AppointmentRow>)[]) {
  const settled = await Promise.allSettled(wishes.map(one => one()))
  const won = settled.flatMap(one => (one.status === 'fulfilled' ? [one.value] : []))
  const refused = settled.flatMap(one => (one.status === 'rejected' ? [one.reason as Refusal] : []))
  return { won, refused }
}

/** Every refusal names starts that can really be had: one after the other, somebody else gets each. */
async function expectTaken(refused: Refusal[]) {
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['appointments.taken']))
  const offered = new Set(
    refused.flatMap(({ detail }) => (detail.alternatives as { start: string }[]).map(s => s.start)),
  )
  expect(offered.size).toBeGreaterThan(0)
  for (const start of offered) await bookVisit(ctx, await wish(ctx, Temporal.Instant.from(start)))
}

async function noOverlap() {
  const { rows } = await sql`
    select a.code from appointments a join appointments b on b.staff_id = a.staff_id and b.id > a.id and b.period && a.period
    where a.kind <> 'callback' and b.kind <> 'callback' and a.status in ('held', 'pending', 'confirmed')
      and b.status in ('held', 'pending', 'confirmed')`.execute(ctx.db)
  expect(rows).toEqual([])
}

test('a move that is sent again while the first is under way is told what came of it, and never what was before', async () => {
  await onlyAgents(ctx, ['Ana'])
  const { code } = await bookVisit(ctx, await wish(ctx, wall(today, 9)))
  for (let round = 0; round < 8; round++) {
    const start = wall(today, 10 + round)
    const move = () => moveAppointment(ctx, { code, start, requestKey: `key:${today} ${round}` })
    const { won, refused } = await race(Array.from({ length: 10 }, () => move))
    expect(refused).toEqual([])
    expect(new Set(won.map(row => `${row.start} ${row.version}`))).toEqual(new Set([`${start} ${round + 2}`]))
  }
})

test('50 book one start: one for each free agent, the others are offered what is free', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho'])
  const wishes = await Promise.all(Array.from({ length: 50 }, () => wish(ctx, wall(today, 10))))
  const { won, refused } = await race(wishes.map(input => () => bookVisit(ctx, input)))
  expect(new Set(won.map(row => row.staffId)).size).toBe(3)
  expect(won).toHaveLength(3)
  expect(refused).toHaveLength(47)
  await expectTaken(refused)
  await noOverlap()
})

test('50 move into one start', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho', 'Dev', 'Eli', 'Fay', 'Gia'], 50)
  const hours = [9, 11, 12, 13, 14, 15, 16, 17]
  const rows: AppointmentRow[] = []
  for (let index = 0; index < 50; index++)
    rows.push(await bookVisit(ctx, await wish(ctx, wall(today, hours[index % hours.length]!))))
  const { won, refused } = await race(
    rows.map(
      ({ code }) =>
        () =>
          moveAppointment(ctx, { code, version: 1, start: wall(today, 10) }),
    ),
  )
  expect(won).toHaveLength(7)
  expect(new Set(won.map(row => row.staffId)).size).toBe(7)
  expect(refused).toHaveLength(43)
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['appointments.taken']))
  await noOverlap()
})

test('bookings, holds that are confirmed and moves meet in one start', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho', 'Dev'], 50)
  const held = await Promise.all(Array.from({ length: 2 }, () => wish(ctx, wall(today, 10))))
  const holds: AppointmentRow[] = []
  for (const { personId } of held)
    holds.push(await holdStart(ctx, { personId, start: wall(today, 10), source: 'form' }))
  const others: AppointmentRow[] = []
  for (const hour of [11, 12, 13, 14, 15, 16]) others.push(await bookVisit(ctx, await wish(ctx, wall(today, hour))))
  const fresh = await Promise.all(Array.from({ length: 30 }, () => wish(ctx, wall(today, 10))))
  const { won, refused } = await race([
    ...others.map(
      ({ code }) =>
        () =>
          moveAppointment(ctx, { code, start: wall(today, 10) }),
    ),
    ...held.map((input, index) => () => bookVisit(ctx, { ...input, start: undefined, hold: holds[index]!.code })),
    ...fresh.map(
      (input, index) => () =>
        index % 2 ? bookVisit(ctx, input) : holdStart(ctx, { ...input, start: wall(today, 10) }),
    ),
  ])
  expect(won).toHaveLength(4)
  expect(won.filter(row => holds.some(({ id }) => id === row.id))).toHaveLength(2)
  expect(refused).toHaveLength(34)
  await expectTaken(refused)
  await noOverlap()
})

test('nobody gets more visits on a day than they take, however they come', async () => {
  const [ana] = await onlyAgents(ctx, ['Ana', 'Ben'], 3)
  const tomorrow = Temporal.PlainDate.from(today).add({ days: 1 }).toString()
  const before: AppointmentRow[] = []
  for (const hour of [9, 10, 11]) before.push(await bookVisit(ctx, await wish(ctx, wall(tomorrow, hour))))
  const fresh = await Promise.all(Array.from({ length: 24 }, (_, n) => wish(ctx, wall(today, 9 + (n % 9)))))
  const { won, refused } = await race([
    ...fresh.map(
      (input, index) => () => (index % 3 ? bookVisit(ctx, input) : holdStart(ctx, { ...input, start: input.start! })),
    ),
    ...before.map(
      ({ code }, index) =>
        () =>
          moveAppointment(ctx, { code, start: wall(today, 15 + index) }),
    ),
  ])
  expect(won).toHaveLength(6)
  expect(won.filter(row => row.staffId === ana)).toHaveLength(3)
  expect(new Set(refused.map(({ code }) => code))).toEqual(new Set(['appointments.taken']))
  day++
})

test('the same request ten times at once is one appointment; so is a hold that is booked ten times', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho'])
  const asha = await wish(ctx, wall(today, 10), { requestKey: 'key:1' })
  const ten = <Row>(ask: () => Promise<Row>) => Promise.all(Array.from({ length: 10 }, ask))
  const same = await ten(() => bookVisit(ctx, asha))
  expect(new Set(same.map(row => row.id)).size).toBe(1)

  const { personId } = await wish(ctx, wall(today, 12))
  const held = await ten(() => holdStart(ctx, { personId, start: wall(today, 12), source: 'form', requestKey: 'h' }))
  expect(new Set(held.map(row => row.id)).size).toBe(1)
  const booked = await ten(() => bookVisit(ctx, { ...asha, personId, start: undefined, hold: held[0]!.code }))
  expect(new Set(booked.map(row => row.id))).toEqual(new Set([held[0]!.id]))
  const { rows } = await sql<{ kind: string }>`
    select kind from appointment_events where appointment_id = ${held[0]!.id} order by number`.execute(ctx.db)
  expect(rows.map(row => row.kind)).toEqual(['held', 'booked'])

  const calls = await ten(() =>
    requestCallback(ctx, { personId, contact: asha.contact, source: 'form', requestKey: 'c', notes: 'once' }),
  )
  expect(new Set(calls.map(row => `${row.id} ${row.version} ${row.visitorNotes}`)).size).toBe(1)
})

test('without a key ten clicks are one visit; one key for two wishes at once is one visit and a refusal', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho'])
  const asha = await wish(ctx, wall(today, 10))
  const clicks = await race(Array.from({ length: 10 }, () => () => bookVisit(ctx, asha)))
  expect(new Set(clicks.won.map(row => row.id)).size).toBe(1)
  expect(clicks.refused).toEqual([])

  for (let hour = 11; hour < 15; hour++) {
    const { personId, contact } = await wish(ctx, wall(today, hour))
    const held = await holdStart(ctx, { personId, start: wall(today, hour), source: 'form' })
    const wanted = { personId, contact, source: 'form' as const, requestKey: 'key:1' }
    const { won, refused } = await race([
      () => bookVisit(ctx, { ...wanted, hold: held.code }),
      () => bookVisit(ctx, { ...wanted, start: wall(today, 16) }),
    ])
    expect(won).toHaveLength(1)
    expect(refused.map(({ code }) => code)).toEqual(['appointments.key_reused'])
  }
})

test('ten holds of one visitor leave one', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho'], 50)
  const personId = await createPerson(ctx)
  await race(
    Array.from(
      { length: 10 },
      (_, n) => () => holdStart(ctx, { personId, start: wall(today, 9 + (n % 9)), source: 'form' }),
    ),
  )
  const { rows } = await sql<{ status: string }>`
    select status from appointments where person_id = ${personId} and status = 'held'`.execute(ctx.db)
  expect(rows).toHaveLength(1)
})

test('visits that change places, days and their minds wait for each other without a circle', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben'], 50)
  const dates = [today, Temporal.PlainDate.from(today).add({ days: 1 }).toString()]
  day++
  const rows: AppointmentRow[] = []
  for (const date of dates)
    for (const hour of [9, 10, 11, 12]) rows.push(await bookVisit(ctx, await wish(ctx, wall(date, hour))))
  const { refused } = await race(
    Array.from({ length: 120 }, (_, n) => async () => {
      const { code } = rows[(n * 7) % rows.length]!
      if (n % 40 === 39) return cancelAppointment(ctx, { code })
      return moveAppointment(ctx, { code, start: wall(dates[n % 2]!, 9 + ((n * 5) % 6)) })
    }),
  )
  for (const { code } of refused) expect(['appointments.taken', 'appointments.state']).toContain(code)
  await noOverlap()
})

test('within the caller’s transaction a start that is lost spoils nothing', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben'], 5)
  const row = await bookVisit(ctx, await wish(ctx, wall(today, 9)))
  const input = await wish(ctx, wall(today, 10))
  const booked = await transact(ctx, async ctx => {
    await bookVisit(ctx, await wish(ctx, wall(today, 10)))
    const second = await bookVisit(ctx, input)
    const lost = await moveAppointment(ctx, { code: row.code, start: wall(today, 10) }).catch(error => error)
    expect(lost).toMatchObject({ code: 'appointments.taken' })
    return second
  })
  expect(booked).toMatchObject({ personId: input.personId, status: 'confirmed' })
})

test('who asks for calls at once goes to each of the staff in turn', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho', 'Dev'])
  const people = await Promise.all(Array.from({ length: 8 }, () => createPerson(ctx)))
  const contact = { name: 'Asha', phone: '9876501234' }
  const rows = await Promise.all(people.map(personId => requestCallback(ctx, { personId, contact, source: 'form' })))
  const each = Object.groupBy(rows, row => row.staff!.name)
  expect(Object.values(each).map(list => list!.length)).toEqual([2, 2, 2, 2])
})

test('erasing while the person books, moves and cancels leaves nothing of them and nobody stuck', async () => {
  registerPersonPart(appointmentPart)
  for (let round = 0; round < 5; round++) {
    await onlyAgents(ctx, ['Ana', 'Ben'], 50)
    const asha = await wish(ctx, wall(today, 10))
    const { personId, contact } = asha
    const { code } = await bookVisit(ctx, asha)
    const hold = await holdStart(ctx, { personId, start: wall(today, 15), source: 'form' })
    const settled = await Promise.allSettled([
      erasePerson(ctx, { personId }),
      moveAppointment(ctx, { code, start: wall(today, 11) }),
      bookVisit(ctx, { ...asha, start: wall(today, 12) }),
      bookVisit(ctx, { ...asha, start: undefined, hold: hold.code }),
      requestCallback(ctx, { personId, contact, source: 'form' }),
      holdStart(ctx, { personId, start: wall(today, 14), source: 'form' }),
      cancelAppointment(ctx, { code }),
    ])
    expect(settled[0]!.status).toBe('fulfilled')
    for (const one of settled)
      if (one.status === 'rejected')
        expect(['people.ended', 'appointments.state', 'appointments.hold_ended']).toContain(one.reason.code)
    const { rows } = await sql`
      select from appointments where person_id = ${personId} and (contact_name is not null or contact_phone is not null
        or status in ('held', 'pending', 'confirmed'))`.execute(ctx.db)
    expect(rows).toEqual([])
  }
})

test('a visitor books as many visits ahead as one may have, however many are asked for at once; staff may book more', async () => {
  await onlyAgents(ctx, ['Ana', 'Ben', 'Cho'])
  await writeAppointmentSettings(ctx, { ...(await readAppointmentSettings(ctx)), visitsPerPerson: 2 })
  const { personId, ...first } = await wish(ctx, wall(today, 10))
  const visitor = store.ctx({ now: clock.now, actor: { kind: 'visitor', keyHash: 'f'.repeat(64), personId } })
  const hours = [10, 11, 12, 13, 14]
  const { won, refused } = await race(
    hours.map(hour => () => bookVisit(visitor, { ...first, personId, start: wall(today, hour) })),
  )
  expect(won).toHaveLength(2)
  expect(refused.map(({ kind, code }) => `${kind} ${code}`)).toEqual(Array(3).fill('limit appointments.too_many'))
  const free = hours.find(hour => won.every(row => !row.start!.equals(wall(today, hour))))!
  await bookVisit(ctx, { ...first, personId, start: wall(today, free) })
  await cancelAppointment(visitor, { code: won[0]!.code })
  await cancelAppointment(visitor, { code: won[1]!.code })
  expect((await bookVisit(visitor, { ...first, personId, start: won[0]!.start! })).status).toBe('confirmed')
  await writeAppointmentSettings(ctx, { ...(await readAppointmentSettings(ctx)), visitsPerPerson: 10 })
})
