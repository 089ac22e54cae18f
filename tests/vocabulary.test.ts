import fc from 'fast-check'
import { expect, test } from 'vitest'
import { understand } from '../src/assistant/understand/index.ts'
import { wishSchema } from '../src/catalogue/schema.ts'

const words =
  'flats in near or also not Whitefield Hebbal Atlantis Gondor Narnia Nagar under 2 bhk crore km 999999'.split(' ')

const canBeSearched = (said: string) => wishSchema.safeParse(understand(said).filters).success

test('whatever is understood can be searched', () => {
  fc.assert(
    fc.property(fc.array(fc.constantFrom(...words), { maxLength: 300 }), said => canBeSearched(said.join(' '))),
    { numRuns: 200 },
  )
})

test.each([
  Array.from({ length: 300 }, (_, at) => `in Zor${String.fromCharCode(97 + (at % 26), 97 + (at % 25))}ul`).join(' or '),
  `flats in ${'Narnia '.repeat(90)}`,
  `flats in N${'a'.repeat(1500)}`,
])('too many and too long names can be searched too', said => {
  expect(canBeSearched(said)).toBe(true)
})
