import { expect, test } from 'vitest'
import { phoneWords } from './phone.ts'

test.each([
  ['+919845012345', '+91 98450 12345'],
  ['+442071838750', '+442071838750'],
  ['+9198450123', '+9198450123'],
])('%s is shown as %s', (phone, shown) => {
  expect(phoneWords(phone)).toBe(shown)
})
