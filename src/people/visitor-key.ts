import { createHmac, timingSafeEqual } from 'node:crypto'
import { hashSecret, newSecret } from '../kernel/ids.ts'

/** Keeps this use of the secret apart from any other. */
const PURPOSE = 'mosaic visitor key\n'

/** A new visitor key, `<43 characters of base64url>.<43 characters of HMAC-SHA-256>`. Writes no row. */
export function issueVisitorKey(secret: string): string {
  const key = newSecret()
  return `${key}.${sign(secret, key).toString('base64url')}`
}

/** The hash under which an authentic key rests in the database; undefined for anything that we did not issue. */
export function readVisitorKey(secret: string, text: string | undefined): string | undefined {
  const match = text?.match(/^([\w-]{43})\.([\w-]{43})$/)
  if (!match) return undefined
  const [, key, signature] = match as unknown as [string, string, string]
  // Comparing the characters would let a second spelling of the last one pass.
  const given = Buffer.from(signature, 'base64url')
  if (given.toString('base64url') !== signature || !timingSafeEqual(given, sign(secret, key))) return undefined
  return hashSecret(key)
}

function sign(secret: string, key: string): Buffer {
  return createHmac('sha256', secret).update(PURPOSE).update(key).digest()
}
