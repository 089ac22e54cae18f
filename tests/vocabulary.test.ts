import fc from 'fast-check'
import { expect, test } from 'vitest'
import { understand } from '../src/assistant/understand/index.ts'
import * as understood from '../src/assistant/understand/schema.ts'
import * as held from '../src/catalogue/schema.ts'

/** What a message can ask for is what a listing can have: two rooms name the same words. */
test.each([
  ['kinds', understood.homeKindSchema, held.homeKindSchema],
  ['statuses', understood.buildStatusSchema, held.buildStatusSchema],
  ['zones', understood.zoneSchema, held.zoneSchema],
  ['directions', understood.facingSchema, held.facingSchema],
  ['amenities', understood.amenitySchema, held.amenitySchema],
  ['facts', understood.factKeySchema, held.factKeySchema],
])('%s: the words understood are the words held', (_, spoken, stored) => {
  expect([...spoken.options]).toEqual([...stored.options])
})

test('a wish has the same keys where it is understood and where it is searched', () => {
  expect(Object.keys(understood.wishSchema.shape).sort()).toEqual(Object.keys(held.wishSchema.shape).sort())
})

const words =
  'flats in near or also not Whitefield Hebbal Atlantis Gondor Narnia Nagar under 2 bhk crore km 999999'.split(' ')

test('whatever is understood can be searched', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 300 }), said => {
      held.wishSchema.parse(understand(said.join(' ')).filters)
    }),
    { numRuns: 200 },
  )
  const many = Array.from({ length: 300 }, (_, at) => `in Zor${String.fromCharCode(97 + (at % 26), 97 + (at % 25))}ul`)
  held.wishSchema.parse(understand(many.join(' or ')).filters)
  held.wishSchema.parse(understand(`flats in ${'Narnia '.repeat(90)}`).filters)
  held.wishSchema.parse(understand(`flats in N${'a'.repeat(1500)}`).filters)
})
