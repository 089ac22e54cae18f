import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CurrentFact, displaces, isSingle, type NewFact, slotOf, weighFacts } from './rules.ts'
import type { FactInput } from './schema.ts'

const money = fc.integer({ min: 1, max: 9 }).map(minor => ({ minor, currency: 'INR' }))
const word = fc.constantFrom('Hebbal', 'hebbal', ' HEBBAL', 'Whitefield', 'Jakkur')
const input: fc.Arbitrary<FactInput> = fc.oneof(
  fc.record({ key: fc.constantFrom('budget_min', 'budget_max', 'budget_about'), value: money }),
  fc.record({ key: fc.constantFrom('place', 'excluded_place', 'developer', 'purpose'), value: word }),
  fc.record({ key: fc.constantFrom('amenity_wanted', 'amenity_avoided'), value: fc.constantFrom('gym', 'lift') }),
  fc.record({ key: fc.constant('configuration' as const), value: fc.constantFrom(2, 2.5, 3) }),
  fc.record({ key: fc.constant('name' as const), value: word }),
)
const statements = fc.array(fc.array(input, { minLength: 1, maxLength: 5 }), { maxLength: 12 })

let ids = 0
function state(current: CurrentFact[], inputs: FactInput[], messageId: string) {
  const stated = inputs.map(
    fact => ({ ...fact, id: `fact-${ids++}`, slot: slotOf(fact.key, fact.value), confidence: 1 }) as NewFact,
  )
  const { added, superseded } = weighFacts(current, stated, messageId)
  const gone = new Set(superseded.map(row => row.id))
  const kept = current.filter(fact => !gone.has(fact.id))
  return { stated, added, superseded, current: [...kept, ...added.map(fact => ({ ...fact, messageId }))] }
}

test('whatever is said, one current fact a slot, no value both wanted and avoided, one budget statement', () => {
  fc.assert(
    fc.property(statements, all => {
      let current: CurrentFact[] = []
      all.forEach((inputs, at) => {
        const before = current
        const after = state(current, inputs, `message-${at}`)
        current = after.current
        const places = current.map(fact => `${fact.key} ${fact.slot}`)
        expect(new Set(places).size).toBe(places.length)
        for (const one of current)
          for (const other of current) if (one !== other) expect(displaces(one, other)).toBe(false)
        const budgets = current.filter(fact => fact.key.startsWith('budget_'))
        expect(new Set(budgets.map(fact => fact.messageId)).size).toBeLessThanOrEqual(1)
        // The last word of the statement holds, and nothing is superseded twice or by what is not there.
        expect(current.some(fact => fact.id === after.stated.at(-1)!.id)).toBe(true)
        expect(new Set(after.superseded.map(row => row.id)).size).toBe(after.superseded.length)
        for (const { id, by } of after.superseded) {
          expect(before.some(fact => fact.id === id)).toBe(true)
          expect(after.added.some(fact => fact.id === by)).toBe(true)
        }
      })
    }),
  )
})

test('the same message weighed again changes nothing', () => {
  fc.assert(
    fc.property(statements, all => {
      let current: CurrentFact[] = []
      all.forEach((inputs, at) => {
        current = state(current, inputs, `message-${at}`).current
        const again = state(current, inputs, `message-${at}`)
        // What the statement itself contradicted was never remembered, so nothing of it comes back.
        expect(again.added).toEqual([])
        expect(again.superseded).toEqual([])
      })
    }),
  )
})

test('a key with one value has one slot; other values differ whatever their case and spacing', () => {
  expect(isSingle('name')).toBe(true)
  expect(slotOf('name', 'Asha')).toBe('')
  expect(slotOf('place', '  Sarjapur   ROAD ')).toBe(slotOf('place', 'Sarjapur Road'))
  expect(slotOf('configuration', 2.5)).not.toBe(slotOf('configuration', 2))
})
