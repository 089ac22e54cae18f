import fs from 'node:fs'
import { expect, test } from 'vitest'
import type { Review } from '../../../outage/schema.ts'
import { reasonWords, titleWords, whoWords } from './words.ts'

const review = (change: Partial<Review>): Review => ({
  id: '01a20451-e650-76fe-99b1-58aa5749f032',
  kind: 'message',
  receivedAt: '2026-05-01T10:00:00Z',
  settledAt: '2026-05-01T10:05:00Z',
  reason: 'outage.failed',
  personId: null,
  person: null,
  content: null,
  fileBytes: null,
  repeatable: false,
  ...change,
})
const titleOf = (change: Partial<Review>) => titleWords(review(change), whoWords(review(change)))

test('whose it was and what they did, by the best that is known', () => {
  const contact = { contact: { name: 'Ravi' } }
  expect(titleOf({ person: { name: 'Meera', isMember: true }, content: { desk: 'career', text: 'hello' } })).toBe(
    'Meera wrote to the coach',
  )
  expect(titleOf({ person: { name: null, isMember: true }, content: { desk: 'sales' } })).toBe(
    'A member wrote a message',
  )
  expect(titleOf({ kind: 'visit', content: { body: contact } })).toBe('Ravi asked for a visit')
  expect(titleOf({ kind: 'callback', person: { name: null, isMember: false } })).toBe('A visitor asked for a call')
  expect(titleOf({ kind: 'file', reason: 'people.ended' })).toBe('Somebody who was erased sent a file')
})

test('every reason is said in words, and a warning goes with words that may be of somebody else', () => {
  const session = { reason: 'outage.session', kind: 'message' as const }
  expect(reasonWords({ ...session, person: { name: 'Meera', isMember: true } })[1]).toMatch(
    /may have been somebody else/,
  )
  expect(reasonWords({ ...session, person: null })[1]).toMatch(/not known/)
  expect(reasonWords({ reason: 'programmes.odd', kind: 'message', person: null })[0]).toContain('programmes.odd')
  // Those that have words of their own are codes that there are.
  const source = fs.readFileSync(new URL('./words.ts', import.meta.url), 'utf8')
  const api = fs.readFileSync(new URL('../../../../docs/api.md', import.meta.url), 'utf8')
  const codes = [...source.matchAll(/^ {2}'([a-z]+\.[a-z_]+)': \[/gm)].map(([, code]) => code!)
  expect(codes.length).toBeGreaterThan(15)
  expect(codes.filter(code => !api.includes(`\`${code}\``))).toEqual([])
})
