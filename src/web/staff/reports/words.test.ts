import { expect, test } from 'vitest'
import { spanOf } from './use-report.ts'
import { lengthWords, ruleWords, share } from './words.ts'

test('waiting is told as people say it', () => {
  expect([0.84, 9.96, 59.6, 100, 5400, 7500, 200_000].map(lengthWords)).toEqual([
    '0.8 s',
    '10 s',
    '60 s',
    '2 min',
    '1 h 30 min',
    '2 h 5 min',
    '2 days',
  ])
})

test('a share of nothing is none, and a small one is not nothing', () => {
  expect(share(0, 0)).toBe(null)
  expect(share(1, 1000)).toBe('under 1%')
  expect([share(0, 9), share(1, 3), share(9, 9)]).toEqual(['0%', '33%', '100%'])
  expect(ruleWords('construction_risk_objection')).toBe('Construction risk objection')
})

test('a span ends with today in the zone of the business', () => {
  const late = Date.parse('2026-11-22T20:00:00Z')
  expect(spanOf('7', 'Asia/Kolkata', late)).toEqual({ days: '7', from: '2026-11-17', to: '2026-11-24' })
  expect(spanOf('9999', 'UTC', late)).toEqual({ days: '28', from: '2026-10-26', to: '2026-11-23' })
})
