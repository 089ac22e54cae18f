import { createHash, type Hash, hash } from 'node:crypto'

/** What a table holds, whatever the order of its rows: how many, their text in bytes, and a hash over all of them. */
export type Print = { rows: number; bytes: number; hash: string }

const LINE_FEED = 10
const LANES = 8

/**
 * The fingerprint of a table, from the text of `COPY … TO STDOUT` in pieces of any size. The hash of a row is the SHA-256 of
 * its line without the line feed; that of the table is the sum of its rows' hashes, each of the eight lanes of 32 bits for
 * itself, modulo 2^32, lanes and result little endian, as 64 hexadecimal characters. So the order of rows does not matter, and
 * a row that is there twice counts twice.
 */
export class Fingerprint {
  readonly #lanes = new Uint32Array(LANES)
  #rows = 0
  #bytes = 0
  /** Of a row that began in an earlier piece. */
  #begun: Hash | undefined

  add(piece: Uint8Array): void {
    this.#bytes += piece.length
    let from = 0
    for (;;) {
      const to = piece.indexOf(LINE_FEED, from)
      if (to === -1) break
      const line = piece.subarray(from, to)
      if (this.#begun) {
        this.#count(this.#begun.update(line).digest('binary'))
        this.#begun = undefined
      } else this.#count(hash('sha256', line, 'binary'))
      from = to + 1
    }
    if (from < piece.length) {
      this.#begun ??= createHash('sha256')
      this.#begun.update(piece.subarray(from))
    }
  }

  /** Whole rows so far. */
  get rows(): number {
    return this.#rows
  }

  /** A text that does not end with a line feed is cut off, and has no fingerprint. */
  end(): Print {
    if (this.#begun) throw new Error('the text of a table ends in the middle of a row')
    const bytes = Buffer.alloc(LANES * 4)
    for (const [lane, value] of this.#lanes.entries()) bytes.writeUInt32LE(value, lane * 4)
    return { rows: this.#rows, bytes: this.#bytes, hash: bytes.toString('hex') }
  }

  /** `digest` has one character a byte, which is several times faster than a buffer for each row. */
  #count(digest: string): void {
    for (let lane = 0, at = 0; lane < LANES; lane++, at += 4)
      this.#lanes[lane]! +=
        digest.charCodeAt(at) |
        (digest.charCodeAt(at + 1) << 8) |
        (digest.charCodeAt(at + 2) << 16) |
        (digest.charCodeAt(at + 3) << 24)
    this.#rows++
  }
}

/** Whether two fingerprints say that the same rows are there. */
export function samePrint(one: Print | undefined, other: Print | undefined): boolean {
  return !!one && !!other && one.rows === other.rows && one.hash === other.hash
}
