import { createHash } from 'node:crypto'
import { type Body, refuseTooLarge } from '../../files/index.ts'
import { refuse } from '../../kernel/refusal.ts'

const HEAD = 64 * 1024
const TAIL = 1024 * 1024

/** Looks at a file as it passes: what its type is told by, its size and hash. Refuses `files.too_large` as soon as it is. */
export function watchUpload(most: number) {
  const hash = createHash('sha256')
  const decoder = new TextDecoder('utf-8', { fatal: true })
  let head = Buffer.alloc(0)
  let tail = Buffer.alloc(0)
  let size = 0
  let isText = true
  const decode = (bytes?: Uint8Array) => {
    try {
      decoder.decode(bytes, { stream: bytes !== undefined })
      isText &&= !bytes?.includes(0)
    } catch {
      isText = false
    }
  }
  return {
    see(piece: Uint8Array): void {
      size += piece.length
      if (size > most) refuseTooLarge(most)
      hash.update(piece)
      if (head.length < HEAD) head = Buffer.concat([head, piece.subarray(0, HEAD - head.length)])
      tail = Buffer.concat([tail, piece])
      if (tail.length > 2 * TAIL) tail = Buffer.from(tail.subarray(-TAIL))
      if (isText) decode(piece)
    },
    /** Refuses `files.empty`. */
    end(): Body & { sha256: string } {
      if (size === 0) refuse('invalid', 'files.empty', 'This file is empty.')
      if (isText) decode()
      return { head, tail: tail.subarray(-TAIL), size, isText, sha256: hash.digest('hex') }
    },
  }
}
