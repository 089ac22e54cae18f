import fc from 'fast-check'
import { expect, test } from 'vitest'
import { runs, testStore } from '../storage/testing/index.ts'
import { createPerson } from './queries.ts'
import { recallFacts } from './recall.ts'
import { rememberFacts } from './remember-facts.ts'
import { displaces, isSingle, slotOf } from './rules.ts'
import type { FactInput } from './schema.ts'
import { newVisitor, writeMessage } from './testing.ts'

const store = testStore()

const money = fc.integer({ min: 1, max: 3 }).map(minor => ({ minor, currency: 'INR' }))
const word = fc.constantFrom('Hebbal', 'hebbal', ' HEBBAL', 'Whitefield')
const input: fc.Arbitrary<FactInput> = fc.oneof(
  fc.record({ key: fc.constantFrom('budget_min', 'budget_max', 'budget_about'), value: money }),
  fc.record({ key: fc.constantFrom('place', 'excluded_place', 'purpose'), value: word }),
  fc.record({ key: fc.constantFrom('amenity_wanted', 'amenity_avoided'), value: fc.constantFrom('gym', 'lift') }),
  fc.record({ key: fc.constant('configuration' as const), value: fc.constantFrom(2, 2.5, 3) }),
  fc.record({ key: fc.constant('name' as const), value: word }),
)
const statements = fc.array(fc.array(input, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 8 })

/** What must be current after everything that was said, by the words of the rule rather than by its code. */
function expected(all: FactInput[][]): string[] {
  let held: FactInput[] = []
  for (const stated of all) {
    if (stated.some(isBudget)) held = held.filter(fact => !isBudget(fact))
    for (const fact of stated)
      held = [...held.filter(old => !(opposed(fact.key, old.key) && placed(fact) === placed(old))), fact]
  }
  return held.map(show).sort()
}

const isBudget = (fact: FactInput) => fact.key.startsWith('budget_')
const theme = (key: string) => key.replace(/^excluded_|_wanted$|_avoided$/g, '')
const opposed = (one: string, other: string) => theme(one) === theme(other)
const placed = (fact: FactInput) =>
  isBudget(fact) || fact.key === 'name' ? '' : String(fact.value).trim().toLowerCase()
const show = (fact: { key: string; value: unknown }) =>
  `${fact.key} ${typeof fact.value === 'string' ? fact.value.trim() : JSON.stringify(Object(fact.value).minor ?? fact.value)}`

test('whatever is said, what is current is what the rules say, and saying it again changes nothing', async () => {
  const ctx = store.ctx({ actor: newVisitor() })
  await fc.assert(
    fc.asyncProperty(statements, fc.boolean(), async (all, fromMessages) => {
      const personId = await createPerson(ctx)
      const said = []
      for (const facts of all) {
        const messageId = fromMessages ? (await writeMessage(ctx, 'said')).messageId : null
        said.push({ personId, messageId, facts })
        await rememberFacts(ctx, said.at(-1)!)
      }
      const current = await recallFacts(ctx, personId)
      expect(current.map(show).sort()).toEqual(expected(all))
      const history = await recallFacts(ctx, personId, { history: true })
      expect(new Set(history.map(fact => fact.id)).size).toBe(history.length)
      for (const fact of history)
        if (fact.supersededBy) expect(history.some(newer => newer.id === fact.supersededBy)).toBe(true)
      if (!fromMessages) return
      for (const again of said) expect(await rememberFacts(ctx, again)).toEqual([])
      expect((await recallFacts(ctx, personId)).map(fact => fact.id)).toEqual(current.map(fact => fact.id))
    }),
    { numRuns: runs(60) },
  )
})

test('a key with one value has one slot; other values differ whatever their case and spacing', () => {
  expect(isSingle('name')).toBe(true)
  expect(slotOf('name', 'Asha')).toBe('')
  expect(slotOf('place', '  Sarjapur   ROAD ')).toBe(slotOf('place', 'Sarjapur Road'))
  expect(slotOf('configuration', 2.5)).not.toBe(slotOf('configuration', 2))
  expect(displaces({ key: 'place', slot: 'hebbal' }, { key: 'excluded_place', slot: 'hebbal' })).toBe(true)
  expect(displaces({ key: 'place', slot: 'hebbal' }, { key: 'developer', slot: 'hebbal' })).toBe(false)
})
