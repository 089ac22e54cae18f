import { readFileSync } from 'node:fs'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'
import { hashPassword } from './password.ts'

let common: Set<string> | undefined

/** Words of the house itself, beside the name of the business: who guesses here tries them first (docs/accounts.md). */
const HOUSE = ['mosaic', 'sales', 'career', 'coach', 'agent', 'admin', 'staff']
/** Shorter ones stand within other words. */
const SHORTEST_WORD = 4
/** Signs that make no other password of such a word: `2026!`. */
const TRIMMINGS = 6

/**
 * The slow hash of a password that somebody chooses. Refuses `accounts.common_password` for the 3,000 commonest, whatever
 * their case, and for the words of this house and of the e-mail with little beside them: they are what is guessed first.
 * Never call it inside a transaction.
 */
export async function newPasswordHash(
  { business }: Pick<Context, 'business'>,
  password: string,
  { field = 'password', email = '' }: { field?: string; email?: string } = {},
): Promise<string> {
  if (isCommon(password) || isOfWords(password, [...HOUSE, ...business.name.split(' '), ...email.split('@')]))
    refuse('invalid', 'accounts.common_password', {
      message: 'This is one of the passwords that are guessed first. Choose another, such as a few words together.',
      field,
    })
  return hashPassword(password)
}

/** Whether a password is made of these words, with a few signs before, between or behind them. */
function isOfWords(password: string, words: string[]): boolean {
  const typed = password.toLowerCase()
  const left = words
    .map(word => word.toLowerCase())
    .filter(word => word.length >= SHORTEST_WORD)
    .sort((one, other) => other.length - one.length)
    .reduce((rest, word) => rest.replaceAll(word, ''), typed)
  return left !== typed && left.length <= TRIMMINGS
}

export function isCommon(password: string): boolean {
  common ??= new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter(line => line && !line.startsWith('#')),
  )
  return common.has(password.toLowerCase())
}
