import { expect, test } from 'vitest'
import type { PersonPart } from './part.ts'
import { personParts, registerPersonPart } from './parts.ts'

test('parts stand in the order in which they were registered last', () => {
  const part = (name: string): PersonPart => ({ name, export: async () => ({}), erase: async () => ({}) })
  for (const name of ['upper of this test', 'lower of this test', 'upper of this test']) registerPersonPart(part(name))
  const names = personParts().map(({ name }) => name)
  expect(names[0]).toBe('people')
  expect(names.slice(-2)).toEqual(['lower of this test', 'upper of this test'])
})
