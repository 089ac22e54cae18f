import { hashPassword as scrypt, verifyPassword as verifyScrypt } from 'better-auth/crypto'

/** `32 hex of salt : 128 hex of key`, as Better Auth writes scrypt. */
const NATIVE = /^[0-9a-f]{32}:[0-9a-f]{128}$/

/** The slow hash of a password (scrypt, about 85 ms on a worker thread). Never call it inside a transaction. */
export function hashPassword(password: string): Promise<string> {
  return scrypt(password)
}

/**
 * Whether the password fits the stored hash. A hash of no known form fits nothing, after the same work as a wrong password:
 * neither an error nor the time tells that the account is special.
 */
export async function verifyPassword({ hash, password }: { hash: string; password: string }): Promise<boolean> {
  if (NATIVE.test(hash)) return verifyScrypt({ hash, password })
  await scrypt(password)
  return false
}
