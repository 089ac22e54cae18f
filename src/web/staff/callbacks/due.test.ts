import fc from 'fast-check'
import { expect, test } from 'vitest'
import { byPromise, lengthWords, minutesLeft } from './due.ts'

const now = Date.parse('2026-11-26T10:00:00Z')
const due = (minutes: number) => ({ dueAt: new Date(now + minutes * 60_000).toISOString() })

test('how late or how soon, in words', () => {
  expect([0, 25, 60, 125, 660, 2880, 5000].map(lengthWords)).toEqual([
    '0 min',
    '25 min',
    '1 h',
    '2 h 5 min',
    '11 h',
    '2 days',
    '3 days',
  ])
  expect(minutesLeft(due(25), now)).toBe(25)
  expect(minutesLeft(due(-25), now)).toBe(-25)
})

test('every open call stands in one group, in the order given', () => {
  const groups = byPromise([due(-25), due(0), due(60), due(61), { dueAt: null }], now)
  expect([groups.overdue, groups.soon, groups.later].map(group => group.length)).toEqual([1, 2, 2])
  fc.assert(
    fc.property(fc.array(fc.integer({ min: -500, max: 500 })), minutes => {
      const items = minutes.map(due)
      const { overdue, soon, later } = byPromise(items, now)
      expect(new Set([...overdue, ...soon, ...later])).toEqual(new Set(items))
      expect(overdue.length + soon.length + later.length).toBe(items.length)
      expect(overdue).toEqual(items.filter(item => overdue.includes(item)))
    }),
  )
})
