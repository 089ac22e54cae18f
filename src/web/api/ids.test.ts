import { expect, test, vi } from 'vitest'
import { z } from 'zod'
import { newId, newKey } from './ids.ts'

test('names are made on an address that is not secure, too, and are what the server takes', () => {
  vi.stubGlobal('crypto', { getRandomValues: crypto.getRandomValues.bind(crypto) })
  try {
    const ids = Array.from({ length: 100 }, newId)
    expect(ids.filter(id => !z.uuidv4().safeParse(id).success)).toEqual([])
    expect(new Set([...ids, ...ids.map(newKey)]).size).toBe(200)
  } finally {
    vi.unstubAllGlobals()
  }
})
