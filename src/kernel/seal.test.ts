import fc from 'fast-check'
import { expect, test } from 'vitest'
import { seal, unseal } from './seal.ts'

const secret = 'a secret of at least thirty-two bytes'

test('what was sealed opens again, never looks the same and never shows', () => {
  fc.assert(
    fc.property(fc.string({ unit: 'grapheme', minLength: 4 }), text => {
      const sealed = seal(text, secret, 'calendar 1')
      expect(unseal(sealed, secret, 'calendar 1')).toBe(text)
      expect(sealed).not.toBe(seal(text, secret, 'calendar 1'))
    }),
  )
})

test('whatever is changed in it, it does not open; nor elsewhere, nor with another secret', () => {
  const sealed = seal('app password', secret, 'calendar 1')
  expect(unseal(sealed, secret, 'calendar 2')).toBeUndefined()
  expect(unseal(sealed, `${secret}.`, 'calendar 1')).toBeUndefined()
  const bytes = Buffer.from(sealed.slice(3), 'base64url')
  fc.assert(
    fc.property(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), (at, flip) => {
      const changed = Buffer.from(bytes)
      changed[at]! ^= flip
      expect(unseal(`v1.${changed.toString('base64url')}`, secret, 'calendar 1')).toBeUndefined()
    }),
  )
  for (const text of ['', 'v1', 'v1.', 'v2.abc', 'app password', `v1.${bytes.subarray(0, 20).toString('base64url')}`])
    expect(unseal(text, secret, 'calendar 1')).toBeUndefined()
})
