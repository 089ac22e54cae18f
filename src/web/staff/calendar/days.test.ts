import fc from 'fast-check'
import { expect, test } from 'vitest'
import { plusDays } from '../../words/time.ts'
import { hoursShown, lanesOf, minuteOf, shadesOf, weekOf } from './days.ts'

const KOLKATA = 'Asia/Kolkata'
const hours = [{ weekday: 6, opens: '09:00', closes: '18:00' }]
const plain = { timeZone: KOLKATA, holidays: [] }

test('a week runs from Monday to Sunday, across months', () => {
  expect(weekOf('2026-11-29')).toEqual(weekOf('2026-11-23'))
  expect(weekOf('2026-12-01')[0]).toBe('2026-11-30')
  expect(plusDays('2028-02-28', 1)).toBe('2028-02-29')
})

test('a minute is of the clock on the wall, and of the edge of the day outside of it', () => {
  expect(minuteOf('2026-11-28T10:30:00+05:30', '2026-11-28', KOLKATA)).toBe(630)
  expect(minuteOf('2026-11-27T20:00:00Z', '2026-11-28', KOLKATA)).toBe(90)
  expect(minuteOf('2026-11-27T10:00:00Z', '2026-11-28', KOLKATA)).toBe(0)
  expect(minuteOf('2026-11-29T10:00:00Z', '2026-11-28', KOLKATA)).toBe(1440)
  // The clock shows 10:00 three hours after 6:00, whatever was skipped before.
  expect(minuteOf('2026-03-29T08:00:00Z', '2026-03-29', 'Europe/Berlin')).toBe(600)
})

test('shaded is what lies outside of the hours, time off and holidays', () => {
  const member = { hours, timeZone: KOLKATA, timeOff: [] }
  expect(shadesOf(member, '2026-11-28', plain)).toEqual([
    { from: 0, to: 540, label: null },
    { from: 1080, to: 1440, label: null },
  ])
  expect(shadesOf(member, '2026-11-29', plain)).toEqual([{ from: 0, to: 1440, label: null }])
  const off = { id: '1', start: '2026-11-28T13:00:00+05:30', end: '2026-11-30T09:00:00+05:30', note: null }
  expect(shadesOf({ ...member, timeOff: [off] }, '2026-11-28', plain)).toContainEqual({
    from: 780,
    to: 1440,
    label: 'Time off',
  })
  const holidays = [{ day: '2026-11-28', name: 'Harvest' }]
  expect(shadesOf(member, '2026-11-28', { ...plain, holidays })).toEqual([{ from: 0, to: 1440, label: 'Harvest' }])
})

test('hours of somebody who lives by another clock stand where ours shows them', () => {
  const member = { hours: [{ weekday: 5, opens: '20:00', closes: '24:00' }], timeZone: 'Europe/London', timeOff: [] }
  expect(shadesOf(member, '2026-11-28', plain)).toEqual([
    { from: 0, to: 90, label: null },
    { from: 330, to: 1440, label: null },
  ])
})

test('whole hours hold what is open and whatever lies outside of that', () => {
  const open = { from: 570, to: 1080 }
  expect(hoursShown(open, [])).toEqual({ from: 540, to: 1080 })
  expect(hoursShown(open, [{ from: 500, to: 1090 }])).toEqual({ from: 480, to: 1140 })
})

test('no two that overlap share a lane, and what stands alone has the whole width', () => {
  const item = fc
    .tuple(fc.integer({ min: 0, max: 1400 }), fc.integer({ min: 1, max: 180 }))
    .map(([from, length]) => ({ from, to: from + length }))
  fc.assert(
    fc.property(fc.array(item, { maxLength: 20 }), items => {
      const placed = lanesOf(items)
      expect(placed).toHaveLength(items.length)
      for (const [index, a] of placed.entries()) {
        expect(a.lane).toBeLessThan(a.lanes)
        const beside = placed.filter((b, other) => other !== index && a.from < b.to && b.from < a.to)
        for (const b of beside) expect([b.lane === a.lane, b.lanes]).toEqual([false, a.lanes])
        if (beside.length === 0) expect(a.lanes).toBe(1)
      }
    }),
  )
})
