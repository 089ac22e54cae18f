import { describe, expect, it } from 'vitest'
import type { CodeEntry } from '../../../accounts/schema.ts'
import { CodeText } from '../../../accounts/schema.ts'
import { dayStart, grantWords, spanWords, standingOf, suggestCode, useWords } from './standing.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const code = (more: Partial<CodeEntry>): CodeEntry => ({
  id: '0',
  code: 'SPRING',
  kind: 'promo',
  grants: { tier: null, sessions: 2 },
  maxUses: null,
  uses: 0,
  startsAt: null,
  expiresAt: null,
  active: true,
  createdAt: '2026-11-01T00:00:00Z',
  ...more,
})

describe('how a code stands', () => {
  it.each([
    [{}, 'Active'],
    [{ active: false, expiresAt: '2026-11-01T00:00:00Z' }, 'Switched off'],
    [{ expiresAt: '2026-11-22T12:00:00Z' }, 'Expired'],
    [{ expiresAt: '2026-11-22T12:00:01Z' }, 'Active'],
    [{ maxUses: 2, uses: 2 }, 'Used up'],
    [{ maxUses: 2, uses: 1 }, 'Active'],
    [{ startsAt: '2026-11-22T12:00:01Z' }, 'Not yet'],
    [{ startsAt: '2026-11-22T12:00:00Z' }, 'Active'],
  ])('%j is %s', (more, label) => {
    expect(standingOf(code(more), NOW).label).toBe(label)
  })

  it('is told in words', () => {
    expect(grantWords(code({}))).toBe('2 coaching sessions')
    expect(grantWords(code({ grants: { tier: 'beta', sessions: 0 } }))).toBe('Wider limits (beta)')
    expect(useWords({ uses: 1, maxUses: 5 })).toBe('used 1 of 5')
    expect(useWords({ uses: 1, maxUses: null })).toBe('used once, no limit')
    expect(spanWords({ startsAt: null, expiresAt: null })).toBe('')
    // The day that was chosen as the last one is the day that is shown.
    expect(spanWords({ startsAt: null, expiresAt: dayStart('2026-11-30', 1) })).toMatch(/^until 30 Nov 2026, 11:59/)
    expect(spanWords({ startsAt: dayStart('2026-12-01'), expiresAt: null })).toMatch(/^from 1 Dec 2026, 12:00/)
  })
})

it('suggests codes that are taken, each another', () => {
  const codes = Array.from({ length: 100 }, suggestCode)
  expect(new Set(codes).size).toBe(100)
  for (const one of codes) expect(CodeText.parse(one)).toBe(one)
})
