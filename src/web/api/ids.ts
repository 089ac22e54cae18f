/** Names made in the page. `crypto.randomUUID` is there on secure addresses only, and a house in one's own network may have none. */

/** 128 random bits as 32 hexadecimal digits. */
export function newKey(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16))
  return Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('')
}

/** A UUID of version 4 (RFC 9562). */
export function newId(): string {
  const digits = newKey()
  const variant = '89ab'[Number.parseInt(digits[16]!, 16) & 3]
  const parts = [digits.slice(0, 8), digits.slice(8, 12), `4${digits.slice(13, 16)}`, variant + digits.slice(17, 20)]
  return [...parts, digits.slice(20)].join('-')
}
