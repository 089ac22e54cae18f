import { expect, test } from 'vitest'
import { daysOf } from './session-starts.ts'

const now = Date.parse('2026-10-23T13:00:00Z')
const slot = (start: string, staffId = 'a') => ({ start, end: start, staffId })

test('starts stand under their own dates, once each, and empty days say why', () => {
  const found = daysOf(
    [slot('2026-10-26T18:30:00+05:30'), slot('2026-10-26T18:30:00+05:30', 'b'), slot('2026-10-27T00:30:00+05:30')],
    { from: '2026-10-23', days: 6, timeZone: 'Asia/Kolkata', now },
  )
  expect(
    found.days.map(({ date, closed, slots }) => [date, closed, slots.map(({ part, free }) => [part, free])]),
  ).toEqual([
    ['2026-10-23', 'past', []],
    ['2026-10-24', 'past', []],
    ['2026-10-25', 'closed', []],
    ['2026-10-26', null, [['evening', 2]]],
    ['2026-10-27', null, [['morning', 1]]],
    ['2026-10-28', 'full', []],
  ])
  expect([found.firstDay, found.lastDay, found.next.length]).toEqual(['2026-10-25', '2027-01-21', 2])
  const far = daysOf([], { from: '2027-01-21', days: 2, timeZone: 'Asia/Kolkata', now })
  expect(far.days.map(({ closed }) => closed)).toEqual(['full', 'beyond'])
})
