import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'

const VERSION = 'v1'

/**
 * Seals a secret of somebody else for its rest in the database: AES-256-GCM under a key that HKDF makes of `secret` for this one
 * `purpose`, which also says where the text belongs, so that it opens nowhere else.
 */
export function seal(text: string, secret: string, purpose: string): string {
  const nonce = randomBytes(12)
  const cipher = createCipheriv('aes-256-gcm', keyOf(secret, purpose), nonce)
  const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
  return `${VERSION}.${Buffer.concat([nonce, cipher.getAuthTag(), sealed]).toString('base64url')}`
}

/** What was sealed. Undefined if it was changed, belongs elsewhere, or was sealed with another secret. */
export function unseal(sealed: string, secret: string, purpose: string): string | undefined {
  const [version, content] = sealed.split('.')
  if (version !== VERSION || !content) return undefined
  const bytes = Buffer.from(content, 'base64url')
  if (bytes.length < 28) return undefined
  try {
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, purpose), bytes.subarray(0, 12), {
      authTagLength: 16,
    })
    decipher.setAuthTag(bytes.subarray(12, 28))
    return Buffer.concat([decipher.update(bytes.subarray(28)), decipher.final()]).toString('utf8')
  } catch {
    return undefined
  }
}

function keyOf(secret: string, purpose: string): Buffer {
  return Buffer.from(hkdfSync('sha256', secret, 'mosaic', purpose, 32))
}
