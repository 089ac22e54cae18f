import { createCipheriv, createDecipheriv, hkdfSync, randomBytes, type ScryptOptions, scrypt } from 'node:crypto'
import { promisify } from 'node:util'
import type { Identity, Recipient } from 'age-encryption'
import { refuse } from '../../kernel/refusal.ts'
import { damaged } from './format.ts'

/** How every age file begins. */
export const AGE_MAGIC = Buffer.from('age-encryption.org/v1\n')

/** log2 of scrypt's cost: 128 MB and half a second, the least that OWASP's password storage cheat sheet asks for. */
const COST = 17
const HIGHEST_COST = 20
const SALT_LABEL = 'age-encryption.org/v1/scrypt'

const PIECE = 64 * 1024
const TAG = 16
const LONGEST_HEADER = 64 * 1024
const CIPHER = 'chacha20-poly1305'

type Bytes = AsyncIterable<Uint8Array>

const derive = promisify<string, Buffer, number, ScryptOptions, Buffer>(scrypt)

/**
 * Encrypts a stream as an age file (C2SP age.md) that the passphrase opens, with or without Mosaic: `age -d FILE`. The library
 * writes the header; the payload, of any size, goes through Node's own cipher, which is ten times as fast.
 */
export async function* seal(source: Bytes, passphrase: string): AsyncGenerator<Buffer> {
  const { Encrypter } = await import('age-encryption')
  let fileKey: Uint8Array | undefined
  const encrypter = new Encrypter()
  encrypter.addRecipient({
    wrapFileKey(key) {
      fileKey = key
      return passphraseRecipient(passphrase).wrapFileKey(key)
    },
  })
  // An empty file: its header, its nonce and one empty piece. The header is ours, the nonce as good as any.
  const empty = Buffer.from(await encrypter.encrypt(new Uint8Array()))
  const head = empty.subarray(0, empty.length - TAG)
  yield head
  const cipher = pieceCipher(fileKey!, head.subarray(-16))
  let rest: Buffer = Buffer.alloc(0)
  for await (const bytes of source) {
    rest = rest.length > 0 ? Buffer.concat([rest, bytes]) : Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length)
    const sealed: Buffer[] = []
    // The last piece is marked, so that one is always held back.
    for (; rest.length > PIECE; rest = rest.subarray(PIECE)) sealed.push(cipher.seal(rest.subarray(0, PIECE), false))
    // What is held back must not be a view of a buffer that its owner fills again.
    rest = Buffer.from(rest)
    if (sealed.length > 0) yield Buffer.concat(sealed)
  }
  yield cipher.seal(rest, true)
}

/**
 * Opens what `seal` or `age -p` made. Every piece is authenticated before it is given on. Refuses `backup.passphrase` when the
 * passphrase does not open it, `backup.damaged` when something was changed or cut off.
 */
export async function* unseal(source: Bytes, passphrase: string): AsyncGenerator<Buffer> {
  const input = source[Symbol.asyncIterator]()
  try {
    let rest = await readHeader(input)
    const end = headerEnd(rest)
    const fileKey = await openHeader(rest.subarray(0, end), passphrase)
    const nonce = rest.subarray(end, end + 16)
    const cipher = pieceCipher(fileKey, nonce)
    rest = rest.subarray(end + 16)
    let isFirst = true
    for (;;) {
      const opened: Buffer[] = []
      for (; rest.length > PIECE + TAG; rest = rest.subarray(PIECE + TAG)) {
        opened.push(cipher.open(rest.subarray(0, PIECE + TAG), false))
        isFirst = false
      }
      if (opened.length > 0) yield Buffer.concat(opened)
      const next = await input.next()
      if (next.done) break
      rest = Buffer.concat([rest, next.value])
    }
    const last = cipher.open(rest, true)
    if (last.length === 0 && !isFirst) damaged('its end')
    yield last
  } finally {
    await input.return?.()
  }
}

/** The header, the nonce behind it and whatever came with them. */
async function readHeader(input: AsyncIterator<Uint8Array>): Promise<Buffer> {
  for (let bytes: Buffer = Buffer.alloc(0); ; ) {
    const end = headerEnd(bytes)
    if (end > 0 && bytes.length >= end + 16) return bytes
    if (bytes.length > LONGEST_HEADER) break
    const next = await input.next()
    if (next.done) break
    bytes = Buffer.concat([bytes, next.value])
  }
  return damaged('the head of its encryption')
}

/** Behind the line `--- MAC`, or 0. */
function headerEnd(bytes: Buffer): number {
  const mark = bytes.indexOf('\n--- ')
  return mark < 0 ? 0 : bytes.indexOf('\n', mark + 1) + 1
}

async function openHeader(header: Buffer, passphrase: string): Promise<Uint8Array> {
  const { Decrypter } = await import('age-encryption')
  const decrypter = new Decrypter()
  let opened = false
  decrypter.addIdentity({
    async unwrapFileKey(stanzas) {
      const key = await passphraseIdentity(passphrase).unwrapFileKey(stanzas)
      opened = key !== null
      return key
    },
  })
  try {
    return await decrypter.decryptHeader(header)
  } catch {
    if (opened) damaged('the head of its encryption')
    refuse('forbidden', 'backup.passphrase', {
      message:
        'The passphrase does not open this backup. Set MOSAIC_BACKUP_PASSPHRASE, or --passphrase-file, to the one that it was made with.',
    })
  }
}

function passphraseRecipient(passphrase: string): Recipient {
  return {
    async wrapFileKey(fileKey) {
      const { Stanza } = await import('age-encryption')
      const salt = randomBytes(16)
      const key = await stretch(passphrase, salt, COST)
      const body = sealOnce(key, Buffer.alloc(12), fileKey)
      return [new Stanza(['scrypt', salt.toString('base64').replace(/=+$/, ''), String(COST)], body)]
    },
  }
}

function passphraseIdentity(passphrase: string): Identity {
  return {
    async unwrapFileKey(stanzas) {
      const [stanza] = stanzas
      const [kind, salt, cost] = stanza?.args ?? []
      if (stanzas.length !== 1 || kind !== 'scrypt' || !salt || !/^[1-9]\d?$/.test(cost ?? '')) return null
      if (Number(cost) > HIGHEST_COST || stanza!.body.length !== 16 + TAG) return null
      const key = await stretch(passphrase, Buffer.from(salt, 'base64'), Number(cost))
      try {
        return openOnce(key, Buffer.alloc(12), stanza!.body)
      } catch {
        return null
      }
    },
  }
}

/** Off the main thread: a serving process goes on. */
function stretch(passphrase: string, salt: Buffer, cost: number): Promise<Buffer> {
  const options = { N: 2 ** cost, r: 8, p: 1, maxmem: 2 ** (cost + 10) + 2 ** 20 }
  return derive(passphrase, Buffer.concat([Buffer.from(SALT_LABEL), salt]), 32, options)
}

/** Pieces are numbered in the nonce, whose last byte marks the last one: none can be left out, moved or cut off. */
function pieceCipher(fileKey: Uint8Array, nonce: Buffer) {
  const key = Buffer.from(hkdfSync('sha256', fileKey, nonce, 'payload', 32))
  let number = 0n
  const nextNonce = (isLast: boolean) => {
    const bytes = Buffer.alloc(12)
    bytes.writeBigUInt64BE(number++, 3)
    bytes[11] = isLast ? 1 : 0
    return bytes
  }
  return {
    seal: (piece: Uint8Array, isLast: boolean) => sealOnce(key, nextNonce(isLast), piece),
    open(piece: Uint8Array, isLast: boolean) {
      if (piece.length < TAG) damaged('its encryption')
      try {
        return openOnce(key, nextNonce(isLast), piece)
      } catch {
        return damaged('its encryption')
      }
    },
  }
}

function sealOnce(key: Buffer, nonce: Buffer, plain: Uint8Array): Buffer {
  const cipher = createCipheriv(CIPHER, key, nonce, { authTagLength: TAG })
  return Buffer.concat([cipher.update(plain), cipher.final(), cipher.getAuthTag()])
}

function openOnce(key: Buffer, nonce: Buffer, sealed: Uint8Array): Buffer {
  const decipher = createDecipheriv(CIPHER, key, nonce, { authTagLength: TAG })
  decipher.setAuthTag(sealed.subarray(sealed.length - TAG))
  return Buffer.concat([decipher.update(sealed.subarray(0, sealed.length - TAG)), decipher.final()])
}
