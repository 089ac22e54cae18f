import { createHash, timingSafeEqual } from 'node:crypto'
// The part of Better Auth that hashes: its whole would bring a hundred modules to every start.
import { hashPassword as scrypt, verifyPassword as verifyScrypt } from '@better-auth/utils/password'
import { refuse } from '../kernel/refusal.ts'

/** `32 hex of salt : 128 hex of key`, as Better Auth writes scrypt. */
const NATIVE = /^[0-9a-f]{32}:[0-9a-f]{128}$/
/** `64 hex : 32 hex`: one round of SHA-256 over the password followed by its salt's 32 characters, as an import brings it. */
const FAST = /^([0-9a-f]{64}):([0-9a-f]{32})$/
/** The same, its digest in turn under the slow hash. */
const WRAPPED = /^sha256\$([0-9a-f]{32})\$([0-9a-f]{32}:[0-9a-f]{128})$/
/** Costs that one sign-in can bear: 2^15 rounds are some seconds. */
const BCRYPT = /^\$2[aby]\$(0[4-9]|1[0-5])\$[./A-Za-z0-9]{53}$/

/** The slow hash of a password (scrypt, about 85 ms on a worker thread). Never call it inside a transaction. */
export function hashPassword(password: string): Promise<string> {
  return scrypt(password)
}

/**
 * Whether the password fits the stored hash, in any form that an import brings. A hash of no known form fits nothing, after
 * the same work as a wrong password: neither an error nor the time tells that the account is special.
 */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  if (NATIVE.test(hash)) return verifyScrypt(hash, password)
  const wrapped = hash.match(WRAPPED)
  if (wrapped) return verifyScrypt(wrapped[2]!, fastDigest(password, wrapped[1]!))
  if (BCRYPT.test(hash)) {
    const { compare } = await import('bcryptjs')
    // Beside the slow hash, in a thread of its own: answered sooner than an unknown e-mail, it would tell of an account.
    const [fits] = await Promise.all([compare(password, hash), scrypt(password)])
    return fits
  }
  await scrypt(password)
  const fast = hash.match(FAST)
  return fast !== null && timingSafeEqual(Buffer.from(fastDigest(password, fast[2]!)), Buffer.from(fast[1]!))
}

/** Whether the hash is of our own form; another is replaced by it at the first right password. */
export function isNative(hash: string): boolean {
  return NATIVE.test(hash)
}

/** A hash that came from elsewhere as it may be stored, or undefined where no password can ever fit it. */
export function importedHash(hash: string): string | undefined {
  return FAST.test(hash) || BCRYPT.test(hash) ? hash : undefined
}

/** A fast hash under the slow one: what rests can then no longer be guessed by the billion. Undefined for another form. */
export async function wrapFast(hash: string): Promise<string | undefined> {
  const fast = hash.match(FAST)
  return fast ? `sha256$${fast[2]}$${await scrypt(fast[1]!)}` : undefined
}

/** Refuses `accounts.no_slow_hash` where this runtime cannot hash slowly: Mosaic does not start with less. */
export async function requireSlowHash(hash: (password: string) => Promise<string> = scrypt): Promise<void> {
  const made = await hash('is it slow?').catch(() => '')
  if (!NATIVE.test(made) || !(await verifyScrypt(made, 'is it slow?')))
    refuse('unavailable', 'accounts.no_slow_hash', {
      message: 'This Node.js cannot hash passwords with scrypt. Run Mosaic with a Node.js that has it.',
    })
}

function fastDigest(password: string, salt: string): string {
  return createHash('sha256').update(`${password}${salt}`).digest('hex')
}
