import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type PlanInput, planFor } from './plan.ts'
import { callbackOf, rowOf, staffOfRow } from './testing.ts'

const now = Temporal.Instant.from('2026-11-20T10:00:00+05:30')
const admin = '019a0000-0000-7000-8000-00000000000a'

function plan(overrides: Partial<PlanInput>) {
  return planFor({
    row: rowOf(),
    change: 'booked',
    by: 'visitor',
    now,
    timeZone: 'Asia/Kolkata',
    former: null,
    administrators: [admin],
    unreachable: false,
    ownDeed: false,
    again: [],
    ...overrides,
  })
}

const said = (plans: ReturnType<typeof planFor>) =>
  plans
    .map(one => `${one.kind} ${one.audience} ${one.channel} ${one.recipientId === admin ? 'admin' : ''}`.trim())
    .sort()

const zones = [
  'America/New_York',
  'Europe/London',
  'Australia/Sydney',
  'Australia/Lord_Howe',
  'Asia/Kolkata',
  'America/Sao_Paulo',
]
/** Any quarter of an hour of 2024 to 2030, and every one around the days on which the clocks of a zone change. */
const startIn = (zone: string) => {
  const from = Temporal.ZonedDateTime.from(`2024-01-02T00:00[${zone}]`)
  const until = Temporal.Instant.from('2030-12-31T00:00Z')
  const changes: Temporal.Instant[] = []
  for (let at = from.getTimeZoneTransition('next'); at && Temporal.Instant.compare(at.toInstant(), until) < 0; ) {
    changes.push(at.toInstant())
    at = at.getTimeZoneTransition('next')
  }
  const quarters = Math.floor(from.toInstant().until(until).total('minutes') / 15)
  const any = fc.integer({ min: 0, max: quarters }).map(count => from.toInstant().add({ minutes: 15 * count }))
  if (changes.length === 0) return any
  const near = fc
    .record({ change: fc.constantFrom(...changes), minutes: fc.integer({ min: -192, max: 192 }) })
    .map(({ change, minutes }) => change.add({ minutes: minutes * 15 }))
  return fc.oneof(any, near)
}
const places = fc.constantFrom(...zones).chain(zone => fc.record({ zone: fc.constant(zone), start: startIn(zone) }))

test('reminders lie exactly 24 hours and 1 hour before the instant, whatever the clocks do', () => {
  fc.assert(
    fc.property(places, fc.integer({ min: 1, max: 60 * 24 * 60 }), ({ zone, start }, ahead) => {
      const row = rowOf({ start, end: start.add({ hours: 1 }), timeZone: zone })
      const booked = start.subtract({ minutes: ahead })
      const plans = plan({ row, now: booked })
      const dayBefore = plans.filter(one => one.kind === 'visit_24h')
      const hourBefore = plans.filter(one => one.kind === 'visit_1h')
      expect(dayBefore).toHaveLength(ahead > 24 * 60 ? 1 : 0)
      expect(hourBefore).toHaveLength(ahead > 60 ? 2 : 0)
      for (const one of dayBefore) {
        expect(start.epochMilliseconds - one.plannedAt.epochMilliseconds).toBe(24 * 3_600_000)
        expect(start.epochMilliseconds - one.usefulUntil.epochMilliseconds).toBe(2 * 3_600_000)
      }
      for (const one of hourBefore) {
        expect(start.epochMilliseconds - one.plannedAt.epochMilliseconds).toBe(3_600_000)
        expect(one.usefulUntil.equals(start)).toBe(true)
      }
      const after = plans.find(one => one.kind === 'follow_up')!
      expect(after.plannedAt.epochMilliseconds - row.end!.epochMilliseconds).toBe(2 * 3_600_000)
      expect(after.usefulUntil.epochMilliseconds - after.plannedAt.epochMilliseconds).toBe(48 * 3_600_000)
      for (const one of plans) expect(Temporal.Instant.compare(one.plannedAt, one.usefulUntil)).toBe(-1)
    }),
    { numRuns: 500 },
  )
})

test('a booking has its rows from the start: confirmed ones and those that staff confirm', () => {
  expect(said(plan({}))).toEqual([
    'confirmation visitor email',
    'follow_up visitor email',
    'new_visit staff email',
    'new_visit staff push',
    'visit_1h staff push',
    'visit_1h visitor phone',
    'visit_24h visitor email',
  ])
  const pending = said(plan({ row: rowOf({ status: 'pending' }) }))
  expect(pending).toContain('received visitor email')
  expect(pending).toContain('to_confirm staff push')
  expect(pending).toContain('visit_24h visitor email')
  expect(pending.join()).not.toMatch(/confirmation|new_visit/)
})

test('a visitor is told by what they gave and agreed to; a row is there even if that is nothing', () => {
  const channels = (overrides: Parameters<typeof rowOf>[0]) =>
    Object.fromEntries(
      plan({ row: rowOf(overrides) }).flatMap(one => (one.audience === 'visitor' ? [[one.kind, one.channel]] : [])),
    )
  expect(channels({ contactPhone: null })).toMatchObject({ visit_24h: 'email', visit_1h: 'email' })
  expect(channels({ contactEmail: null })).toMatchObject({
    confirmation: 'phone',
    visit_24h: 'phone',
    visit_1h: 'phone',
  })
  expect(channels({ remindEmail: false })).toMatchObject({ confirmation: 'phone', visit_24h: 'phone' })
  expect(channels({ remindPhone: false })).toMatchObject({ confirmation: 'email', visit_1h: 'email' })
  expect(channels({ remindEmail: false, remindPhone: false })).toMatchObject({
    confirmation: 'email',
    visit_1h: 'phone',
  })
  expect(channels({ contactEmail: null, contactPhone: null })).toMatchObject({
    confirmation: 'email',
    visit_1h: 'email',
  })
})

test("quiet hours are the visitor's, and not for what they just did", () => {
  const quiet = (by: PlanInput['by']) => plan({ by }).map(one => [one.kind, one.audience, one.quiet])
  expect(quiet('visitor')).toContainEqual(['confirmation', 'visitor', false])
  expect(quiet('staff')).toContainEqual(['confirmation', 'visitor', true])
  expect(quiet('visitor')).toContainEqual(['visit_1h', 'visitor', true])
  expect(quiet('staff')).toContainEqual(['visit_1h', 'staff', false])
})

test('everybody is told in their own zone', () => {
  const row = rowOf({ visitorTimeZone: 'Europe/London', staff: { ...staffOfRow, timeZone: 'Asia/Dubai' } })
  for (const one of plan({ row, unreachable: true, timeZone: 'Asia/Tokyo' })) {
    const zone = one.audience === 'visitor' ? 'Europe/London' : one.recipientId === admin ? 'Asia/Tokyo' : 'Asia/Dubai'
    expect(one.timeZone).toBe(zone)
  }
})

test('passed on: the one who had it is told so, the one who has it now gets it, the visitor hears of the change', () => {
  const former = { id: '019a0000-0000-7000-8000-00000000000b', timeZone: 'Asia/Kolkata' }
  const plans = plan({ row: rowOf({ version: 2 }), change: 'reassigned', by: 'staff', former })
  expect(plans.filter(one => one.recipientId === former.id).map(one => one.kind)).toEqual(['cancelled', 'cancelled'])
  expect(plans.filter(one => one.recipientId === staffOfRow.id).map(one => one.kind)).toEqual([
    'new_visit',
    'new_visit',
    'visit_1h',
  ])
  expect(said(plans)).toContain('change visitor email')
  expect(new Set(plans.map(one => one.subject.version))).toEqual(new Set([2]))
  const call = plan({ row: callbackOf({ version: 2 }), change: 'reassigned', by: 'staff', former })
  expect(call.some(one => one.audience === 'visitor')).toBe(false)
  expect(call.filter(one => one.recipientId === staffOfRow.id).map(one => one.kind)).toContain('callback_due')
})

test('moved and cancelled: notices useful until the start, none once it has begun', () => {
  const row = rowOf({ version: 2 })
  const moved = plan({ row, change: 'moved' })
  expect(said(moved)).toEqual(expect.arrayContaining(['change visitor email', 'moved staff push', 'moved staff email']))
  const cancelled = plan({ row: rowOf({ status: 'cancelled', cancelledBy: 'visitor' }), change: 'cancelled' })
  expect(said(cancelled)).toEqual(['cancellation visitor email', 'cancelled staff email', 'cancelled staff push'])
  for (const one of cancelled) expect([one.plannedAt, one.usefulUntil].join()).toBe([now, row.start].join())
  expect(plan({ row: rowOf({ status: 'cancelled' }), change: 'cancelled', now: row.start! })).toEqual([])
})

test('what ended plans nothing, but for the question how it was', () => {
  const now = rowOf().start!.add({ minutes: 30 })
  expect(plan({ row: rowOf({ status: 'no_show' }), change: 'no_show', now })).toEqual([])
  expect(said(plan({ row: rowOf({ status: 'completed' }), change: 'completed', now }))).toEqual([
    'follow_up visitor email',
  ])
  expect(plan({ row: callbackOf({ status: 'contacted' }), change: 'contacted' })).toEqual([])
})

test('a visit that nobody confirmed: the visitor and staff hear of it for a day, quiet hours kept', () => {
  const row = rowOf({ status: 'expired' })
  const plans = plan({ row, change: 'expired', by: 'system', now: row.start! })
  expect(said(plans)).toEqual(['cancellation visitor email', 'cancelled staff email', 'cancelled staff push'])
  for (const one of plans) {
    expect([`${one.plannedAt}`, `${one.usefulUntil}`]).toEqual([`${row.start}`, `${row.start!.add({ hours: 24 })}`])
    expect(one.quiet).toBe(one.audience === 'visitor')
  }
})

test('what was not said in time is said while it is of use, to the visitor alone', () => {
  const row = rowOf()
  const late = (hours: number) =>
    said(plan({ row, change: 'requested', again: ['visit_24h', 'visit_1h'], now: row.start!.subtract({ hours }) }))
  expect(late(3)).toContain('visit_24h visitor email')
  expect(late(2)).not.toContain('visit_24h visitor email')
  const half = plan({ row, change: 'requested', again: ['visit_1h'], now: row.start!.subtract({ minutes: 30 }) })
  expect(said(half)).toEqual(['follow_up visitor email', 'visit_1h visitor phone'])
})

test('who does something themselves is not told that they did', () => {
  const plans = plan({ row: rowOf({ version: 2 }), change: 'moved', by: 'staff', ownDeed: true })
  expect(plans.filter(one => one.audience === 'staff').map(one => one.kind)).toEqual(['visit_1h'])
})

test('a callback is always heard of: due ten minutes before, urgent ones now, overdue ones by administrators too', () => {
  const row = callbackOf()
  const due = (plans: ReturnType<typeof planFor>) => plans.filter(one => one.kind === 'callback_due')
  const plans = plan({ row, change: 'requested' })
  expect(said(plans)).toEqual([
    'callback_due staff email',
    'callback_due staff push',
    'callback_overdue staff email',
    'callback_overdue staff email admin',
    'callback_overdue staff push',
    'callback_overdue staff push admin',
    'received visitor email',
  ])
  for (const one of due(plans)) expect(`${one.plannedAt}`).toBe(`${row.dueAt!.subtract({ minutes: 10 })}`)
  for (const one of plans.filter(one => one.kind === 'callback_overdue')) {
    expect(`${one.plannedAt}`).toBe(`${row.dueAt}`)
    expect(`${one.usefulUntil}`).toBe(`${row.dueAt!.add({ hours: 24 })}`)
  }
  for (const one of due(plan({ row: callbackOf({ urgency: 'urgent' }), change: 'requested' })))
    expect(`${one.plannedAt}`).toBe(`${now}`)
  const own = plan({ row, change: 'requested', by: 'staff', ownDeed: true })
  expect(due(own)).toHaveLength(2)
  const nobody = plan({ row: callbackOf({ staffId: null, staff: null }), change: 'requested' })
  expect(said(due(nobody))).toEqual(['callback_due staff email admin', 'callback_due staff push admin'])
  expect(said(due(plan({ row, change: 'requested', unreachable: true })))).toContain('callback_due staff push admin')
})

test('other ways to be reminded: no notice, and what is due later by the ways agreed on now', () => {
  expect(said(plan({ row: rowOf({ remindEmail: false }), change: 'requested' }))).toEqual([
    'follow_up visitor phone',
    'visit_1h staff push',
    'visit_1h visitor phone',
    'visit_24h visitor phone',
  ])
})
