import fc from 'fast-check'
import { expect, test } from 'vitest'
import { along, barsOf, spanOf, summed } from './plots.ts'

test('days lie where they are, whatever the clocks of summer do between them', () => {
  expect(along('2026-11-06', '2026-11-01', '2026-11-11')).toBe(0.5)
  expect(along('2026-03-29', '2026-03-28', '2026-03-30')).toBe(0.5)
  expect(along('2026-11-06', '2026-11-06', '2026-11-06')).toBe(0.5)
})

test('the curve never falls and ends at all that was done', () => {
  const day = fc.integer({ min: 1, max: 28 }).map(n => `2026-11-${String(n).padStart(2, '0')}`)
  fc.assert(
    fc.property(fc.uniqueArray(fc.record({ on: day, prompts: fc.nat(9) }), { selector: ({ on }) => on }), done => {
      const curve = summed(done)
      expect(curve.at(-1)?.sum ?? 0).toBe(done.reduce((sum, { prompts }) => sum + prompts, 0))
      for (const [index, point] of curve.entries()) {
        const before = curve[index - 1]
        if (before) expect([before.on < point.on, before.sum <= point.sum]).toEqual([true, true])
      }
    }),
  )
})

test('an experiment without a review runs on; one without a day has no bar; a review before the start is no bar backwards', () => {
  const one = (startOn: string | null, reviewOn: string | null) => ({
    id: 'a',
    title: 'A',
    status: 'active',
    startOn,
    reviewOn,
  })
  expect(barsOf([one('2026-11-01', null)], '2026-11-22')[0]).toMatchObject({
    from: '2026-11-01',
    to: '2026-11-22',
    open: true,
  })
  expect(barsOf([one(null, null)], '2026-11-22')).toEqual([])
  expect(barsOf([one('2026-11-09', '2026-11-02')], '2026-11-22')[0]).toMatchObject({
    from: '2026-11-02',
    to: '2026-11-09',
  })
  expect(spanOf(['2026-11-09', '2026-10-31'])).toEqual({ from: '2026-10-30', to: '2026-11-10' })
})
