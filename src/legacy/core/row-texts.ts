import { hash } from 'node:crypto'
import { codeValue, keptColumns, type Raw } from './values.ts'

const START = 256 * 1024
const HASH = 32
const QUOTE = 34
const BACKSLASH = 92
/** So long a text is faster written character by character than handed over. */
const SHORT = 96
/** So long a one may not be given three bytes for each character before it is written. */
const LONG = 16 * 1024
/** Of memory that is kept for the next batch. */
const MOST_KEPT = 2 * 1024 * 1024

/**
 * The rows of a batch as they are kept, each with its SHA-256: what JSON.stringify gives for its [column, code] pairs sorted by column, in
 * bytes one row after another, made without a string for each. Its memory is used again by the next batch.
 */
export class RowTexts {
  readonly #places: readonly number[]
  readonly #heads: readonly Buffer[]
  #bytes = Buffer.allocUnsafeSlow(START)
  #hashes = Buffer.allocUnsafeSlow(512 * HASH)
  #ends: number[] = []
  #at = 0

  constructor(columns: readonly string[]) {
    const kept = keptColumns(columns)
    this.#places = kept.map(({ at }) => at)
    this.#heads = kept.map(({ name }, n) => Buffer.from(`${n === 0 ? '' : ','}[${JSON.stringify(name)},"`))
  }

  /** The texts, of which `from` and `to` tell where one stands. Another after the next `add`. */
  get bytes(): Buffer {
    return this.#bytes
  }

  /** The hashes, 32 bytes each. */
  get hashes(): Buffer {
    return this.#hashes
  }

  clear(): void {
    if (this.#bytes.length > MOST_KEPT) this.#bytes = Buffer.allocUnsafeSlow(START)
    this.#ends.length = 0
    this.#at = 0
  }

  from(row: number): number {
    return row === 0 ? 0 : this.#ends[row - 1]!
  }

  to(row: number): number {
    return this.#ends[row]!
  }

  /** In hexadecimal. */
  hash(row: number): string {
    return this.#hashes.toString('hex', row * HASH, row * HASH + HASH)
  }

  add(values: readonly Raw[]): void {
    const from = this.#at
    const places = this.#places
    this.#room(2)
    this.#bytes[this.#at++] = 91
    for (let n = 0; n < places.length; n++) this.#cell(this.#heads[n]!, values[places[n]!]!)
    this.#room(1)
    this.#bytes[this.#at++] = 93
    this.#hash(from)
    this.#ends.push(this.#at)
  }

  #cell(head: Buffer, value: Raw): void {
    const bytes = this.#room(head.length + 4 + 2 * SHORT)
    let at = this.#at
    for (let n = 0; n < head.length; n++) bytes[at++] = head[n]!
    if (value === null) bytes[at++] = 110
    else if (typeof value === 'bigint' || typeof value === 'number') {
      bytes[at++] = typeof value === 'bigint' ? 105 : 114
      const digits = String(value)
      for (let n = 0; n < digits.length; n++) bytes[at++] = digits.charCodeAt(n)
    } else if (typeof value === 'string' && value.length <= SHORT) {
      bytes[at++] = 116
      for (let n = 0; n < value.length; n++) {
        const code = value.charCodeAt(n)
        // Control characters and what is not ASCII.
        if (code < 32 || code > 126) {
          this.#long(head, value)
          return
        }
        if (code === QUOTE || code === BACKSLASH) bytes[at++] = BACKSLASH
        bytes[at++] = code
      }
    } else {
      this.#long(head, value)
      return
    }
    bytes[at] = QUOTE
    bytes[at + 1] = 93
    this.#at = at + 2
  }

  /** A cell as JSON.stringify gives it. */
  #long(head: Buffer, value: Raw): void {
    const text = JSON.stringify(codeValue(value))
    const at = this.#at + head.length - 1
    const length = text.length < LONG ? text.length * 3 : Buffer.byteLength(text)
    const bytes = this.#room(head.length + length + 1)
    const end = at + bytes.write(text, at)
    bytes[end] = 93
    this.#at = end + 1
  }

  #hash(from: number): void {
    const row = this.#ends.length
    if ((row + 1) * HASH > this.#hashes.length) this.#hashes = larger(this.#hashes, this.#hashes.length * 2)
    const hashes = this.#hashes
    const digest = hash('sha256', this.#bytes.subarray(from, this.#at), 'latin1')
    for (let n = 0, at = row * HASH; n < HASH; n++) hashes[at++] = digest.charCodeAt(n)
  }

  #room(bytes: number): Buffer {
    if (this.#at + bytes > this.#bytes.length)
      this.#bytes = larger(this.#bytes, Math.max(this.#bytes.length * 2, this.#at + bytes))
    return this.#bytes
  }
}

function larger(bytes: Buffer, length: number): Buffer<ArrayBuffer> {
  const made = Buffer.allocUnsafeSlow(length)
  made.set(bytes)
  return made
}
