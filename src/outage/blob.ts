import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto'
import fs from 'node:fs/promises'

const NONCE = 12
const TAG = 16
const PIECE = 256 * 1024

const keyOf = (secret: string, id: string) => Buffer.from(hkdfSync('sha256', secret, 'mosaic', `outage file ${id}`, 32))

/**
 * Writes a stream to a file of its own, sealed by AES-256-GCM under a key for this one `id`, and flushes it. `look` sees each
 * piece as it came. What fails leaves no file.
 */
export async function writeBlob(
  file: string,
  {
    id,
    secret,
    stream,
    look,
  }: { id: string; secret: string; stream: AsyncIterable<Uint8Array>; look(piece: Uint8Array): void },
): Promise<void> {
  const handle = await fs.open(file, 'wx', 0o600)
  try {
    const nonce = randomBytes(NONCE)
    const cipher = createCipheriv('aes-256-gcm', keyOf(secret, id), nonce)
    await handle.appendFile(nonce)
    for await (const piece of stream) {
      look(piece)
      await handle.appendFile(cipher.update(piece))
    }
    await handle.appendFile(Buffer.concat([cipher.final(), cipher.getAuthTag()]))
    await handle.datasync()
    await handle.close()
  } catch (error) {
    await handle.close().catch(() => {})
    await fs.rm(file, { force: true }).catch(() => {})
    throw error
  }
}

/** The bytes again, piece by piece. Throws at the end if they were changed: nothing may be kept of them before. */
export async function* readBlob(file: string, { id, secret }: { id: string; secret: string }): AsyncGenerator<Buffer> {
  const handle = await fs.open(file, 'r')
  try {
    const { size } = await handle.stat()
    const nonce = Buffer.alloc(NONCE)
    const tag = Buffer.alloc(TAG)
    await handle.read(nonce, 0, NONCE, 0)
    await handle.read(tag, 0, TAG, size - TAG)
    const decipher = createDecipheriv('aes-256-gcm', keyOf(secret, id), nonce, { authTagLength: TAG })
    decipher.setAuthTag(tag)
    for (let at = NONCE; at < size - TAG; ) {
      const { bytesRead, buffer } = await handle.read(
        Buffer.allocUnsafe(PIECE),
        0,
        Math.min(PIECE, size - TAG - at),
        at,
      )
      if (bytesRead === 0) break
      at += bytesRead
      yield decipher.update(buffer.subarray(0, bytesRead))
    }
    yield decipher.final()
  } finally {
    await handle.close()
  }
}
