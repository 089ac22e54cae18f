import { readFileSync } from 'node:fs'
import { refuse } from '../kernel/refusal.ts'
import { hashPassword } from './password.ts'

let common: Set<string> | undefined

/**
 * The slow hash of a password that somebody chooses. Refuses `accounts.common_password` for the 3,000 commonest, whatever
 * their case: they are what is guessed first. Never call it inside a transaction.
 */
export async function newPasswordHash(password: string, field = 'password'): Promise<string> {
  if (isCommon(password))
    refuse('invalid', 'accounts.common_password', {
      message: 'This is one of the passwords that are guessed first. Choose another, such as a few words together.',
      field,
    })
  return hashPassword(password)
}

export function isCommon(password: string): boolean {
  common ??= new Set(
    readFileSync(new URL('./common-passwords.txt', import.meta.url), 'utf8')
      .split('\n')
      .filter(line => line && !line.startsWith('#')),
  )
  return common.has(password.toLowerCase())
}
