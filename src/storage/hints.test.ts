import fc from 'fast-check'
import { expect, test } from 'vitest'
import { createHints, decode, encode, TOPICS } from './hints.ts'

test('whatever is said, each payload is small enough and says the same', () => {
  const change = fc.record(
    {
      topic: fc.constantFrom(...TOPICS),
      id: fc.oneof(fc.uuid(), fc.string({ unit: 'grapheme', maxLength: 30 })),
      number: fc.integer({ min: 1, max: 2_147_483_647 }),
      desk: fc.constantFrom('sales' as const, 'career' as const),
    },
    { requiredKeys: ['topic', 'id'] },
  )
  fc.assert(
    fc.property(fc.array(change, { maxLength: 150 }), changes => {
      const payloads = encode('me', changes)
      expect(Math.max(0, ...payloads.map(payload => Buffer.byteLength(payload)))).toBeLessThan(8_000)
      expect(payloads.flatMap(payload => decode(payload)!.changes)).toEqual(changes)
    }),
    { numRuns: 20 },
  )
  expect(encode('me', null).map(decode)).toEqual([{ from: 'me', changes: null }])
  for (const strange of ['', '{', 'null', '[]', '{"from":1}', '{"from":"x","lines":3}'])
    expect(decode(strange)).toBe(undefined)
  expect(decode('{"from":"x","lines":[[99,"id",1,""]]}')).toEqual({ from: 'x', changes: [] })
})

test('of many changes of one row the newest is told', () => {
  const hints = createHints()
  for (const number of [2, 9, 4]) hints.add({ topic: 'conversation', id: 'a', number })
  hints.add({ topic: 'conversation', id: 'a', desk: 'sales' })
  expect(hints.take()).toEqual([{ topic: 'conversation', id: 'a', number: 9, desk: 'sales' }])
  expect(hints.isEmpty).toBe(true)
})
