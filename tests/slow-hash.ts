import { createRequire } from 'node:module'

/**
 * Stands for the library's slow hash in the tests of domains and routes, which make the same accounts over and over: what it gives
 * is the library's own answer, worked out once in a worker for the same question. Whole processes ask the library each time.
 */
const library = createRequire(import.meta.url)('better-auth/crypto') as typeof import('better-auth/crypto')
const hashes = new Map<string, Promise<string>>()
const verdicts = new Map<string, Promise<boolean>>()

export function hashPassword(password: string): Promise<string> {
  const known = hashes.get(password) ?? library.hashPassword(password)
  hashes.set(password, known)
  return known
}

export function verifyPassword(asked: { hash: string; password: string }): Promise<boolean> {
  const key = JSON.stringify([asked.hash, asked.password])
  const known = verdicts.get(key) ?? library.verifyPassword(asked)
  verdicts.set(key, known)
  return known
}
