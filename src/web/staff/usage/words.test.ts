import { expect, it } from 'vitest'
import { everyDay, formatCost } from './words.ts'

it.each([
  [0, '$0.00'],
  [12, 'under $0.0001'],
  [400, '$0.0004'],
  [10_000, '$0.01'],
  [1_204_000, '$1.20'],
  [100_000_000, '$100.00'],
])('%d millionths are %s', (cost, words) => expect(formatCost(cost)).toBe(words))

it('fills the days without a call, until today where the business is', () => {
  // Half past midnight in Kolkata, the evening before in London.
  const now = Date.parse('2026-11-22T19:00:00Z')
  const days = everyDay([{ date: '2026-11-21', calls: 3, cost: 5 }], 'Asia/Kolkata', now)
  expect(days).toHaveLength(30)
  expect(days.slice(-3)).toEqual([
    { date: '2026-11-21', calls: 3, cost: 5 },
    { date: '2026-11-22', calls: 0, cost: 0 },
    { date: '2026-11-23', calls: 0, cost: 0 },
  ])
})
