import fc from 'fast-check'
import { expect, test } from 'vitest'
import { hashSecret } from '../kernel/ids.ts'
import { issueVisitorKey, readVisitorKey } from './visitor-key.ts'

test('an issued key is read back as the hash of its secret part', () => {
  const key = issueVisitorKey('one secret')
  expect(key).toMatch(/^[\w-]{43}\.[\w-]{43}$/)
  expect(readVisitorKey('one secret', key)).toBe(hashSecret(key.split('.')[0]!))
})

test('a key of another secret, a changed key and a made-up key are none', () => {
  const key = issueVisitorKey('one secret')
  expect(readVisitorKey('another secret', key)).toBeUndefined()
  expect(readVisitorKey('one secret', undefined)).toBeUndefined()
  fc.assert(
    fc.property(fc.integer({ min: 0, max: key.length - 1 }), fc.constantFrom(...'aZ09-_. '), (at, character) => {
      fc.pre(key[at] !== character)
      expect(readVisitorKey('one secret', key.slice(0, at) + character + key.slice(at + 1))).toBeUndefined()
    }),
    { numRuns: 500 },
  )
})
