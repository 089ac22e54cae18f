import { createRequire } from 'node:module'

/**
 * Stands for the library's slow hash in the tests of domains and routes, which make the same accounts over and over: what it gives
 * is the library's own answer, worked out once in a worker for the same question. Whole processes ask the library each time.
 */
const library = createRequire(import.meta.url)(
  '@better-auth/utils/password',
) as typeof import('@better-auth/utils/password')
const hashes = new Map<string, Promise<string>>()
const verdicts = new Map<string, Promise<boolean>>()

/** How often the slow hash was asked, whether it had to be worked out or not: whoever is refused must have paid for it. */
export let asked = 0

export function hashPassword(password: string): Promise<string> {
  asked++
  const known = hashes.get(password) ?? library.hashPassword(password)
  hashes.set(password, known)
  return known
}

export function verifyPassword(hash: string, password: string): Promise<boolean> {
  asked++
  const key = JSON.stringify([hash, password])
  const known = verdicts.get(key) ?? library.verifyPassword(hash, password)
  verdicts.set(key, known)
  return known
}
