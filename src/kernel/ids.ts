import { createHash, randomBytes } from 'node:crypto'

/**
 * A time-ordered UUID (RFC 9562, version 7), made here because PostgreSQL 15 cannot.
 * Ordered ids keep b-tree inserts on the right edge.
 */
export function newId(): string {
  const bytes = randomBytes(16)
  bytes.writeUIntBE(Date.now(), 0, 6)
  bytes[6] = 0x70 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  const hex = bytes.toString('hex')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${hex.slice(12, 16)}-${hex.slice(16, 20)}-${hex.slice(20)}`
}

/** 256 random bits as 43 characters of base64url: a secret that is handed out once and stored hashed. */
export function newSecret(): string {
  return randomBytes(32).toString('base64url')
}

/** SHA-256 as 64 hexadecimal characters: how secrets of full entropy rest in the database. */
export function hashSecret(secret: string): string {
  return createHash('sha256').update(secret).digest('hex')
}
