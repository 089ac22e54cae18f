import { expect, test } from 'vitest'
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
