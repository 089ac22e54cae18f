const SIGNATURE = Buffer.from([...Buffer.from('PGCOPY\n\xff\r\n\0', 'latin1'), 0, 0, 0, 0, 0, 0, 0, 0])
const START = 256 * 1024
/** Of a text in characters: so long it may be given three bytes for each before it is written. */
const SHORT = 16 * 1024
/** Of a text that is written character by character. */
const TINY = 48
/** Buffers that are done with, for the next batches; larger ones are the collector's. */
const spare: Buffer[] = []
const MOST_SPARE = 8
const MOST_KEPT = 2 * 1024 * 1024
/** Microseconds from 1970 to 2000, where the store counts from. */
const EPOCH = 946_684_800_000_000n

/** Values of hexadecimal digits by their character. */
const DIGITS = new Uint8Array(128)
for (let n = 0; n < 16; n++) {
  DIGITS[n.toString(16).charCodeAt(0)] = n
  DIGITS[n.toString(16).toUpperCase().charCodeAt(0)] = n
}

/**
 * Rows of a COPY FROM STDIN in its binary form, written as they come: values in the order of the columns, each by the method of its
 * column's type. Null is null in every one of them.
 */
export class CopyRows {
  #bytes = spare.pop() ?? Buffer.allocUnsafeSlow(START)
  #at = SIGNATURE.copy(this.#bytes)
  #count = 0

  get count(): number {
    return this.#count
  }

  /** Bytes so far. */
  get length(): number {
    return this.#at
  }

  /** Begins the next row, of so many values. */
  row(values: number): this {
    const at = this.#room(2)
    this.#bytes[at] = values >> 8
    this.#bytes[at + 1] = values & 255
    this.#at = at + 2
    this.#count++
    return this
  }

  integer(value: number): this {
    const at = this.#room(8)
    this.#length(at, 4)
    this.#length(at + 4, value)
    this.#at = at + 8
    return this
  }

  boolean(value: boolean): this {
    const at = this.#room(5)
    this.#length(at, 1)
    this.#bytes[at + 4] = value ? 1 : 0
    this.#at = at + 5
    return this
  }

  text(value: string | null | undefined): this {
    if (value === null || value === undefined) return this.#null()
    if (value.length <= TINY && this.#ascii(value)) return this
    const at = this.#room(4 + (value.length < SHORT ? value.length * 3 : Buffer.byteLength(value)))
    const length = this.#bytes.write(value, at + 4)
    this.#length(at, length)
    this.#at = at + 4 + length
    return this
  }

  /** Bytes as they are: a bytea, or a text in UTF-8. */
  bytes(source: Uint8Array, from: number, to: number): this {
    const length = to - from
    const at = this.#room(4 + length)
    this.#length(at, length)
    this.#bytes.set(source.subarray(from, to), at + 4)
    this.#at = at + 4 + length
    return this
  }

  uuid(value: string | null | undefined): this {
    return value === null || value === undefined ? this.#null() : this.hexadecimal(value, 16)
  }

  /** Bytes that are written as digits, where dashes say nothing; of a uuid or of a bytea. */
  hexadecimal(digits: string, length: number): this {
    const at = this.#room(4 + length)
    const bytes = this.#bytes
    this.#length(at, length)
    for (let n = 0, to = at + 4, end = to + length; to < end; ) {
      const high = digits.charCodeAt(n++)
      if (high !== 45) bytes[to++] = (DIGITS[high]! << 4) | DIGITS[digits.charCodeAt(n++)]!
    }
    this.#at = at + 4 + length
    return this
  }

  instant(value: Temporal.Instant | null | undefined): this {
    if (value === null || value === undefined) return this.#null()
    const at = this.#room(12)
    this.#length(at, 8)
    this.#bytes.writeBigInt64BE(value.epochNanoseconds / 1000n - EPOCH, at + 4)
    this.#at = at + 12
    return this
  }

  /** All of it, to be sent once. */
  finish(): Buffer {
    const at = this.#room(2)
    this.#bytes[at] = 255
    this.#bytes[at + 1] = 255
    return this.#bytes.subarray(0, at + 2)
  }

  /** Gives its memory to others: nobody reads what `finish` gave any more. */
  release(): void {
    reuse(this.#bytes)
    this.#bytes = Buffer.alloc(0)
  }

  /** Writes a text of ASCII alone; nothing and false where it is not. */
  #ascii(value: string): boolean {
    const { length } = value
    const at = this.#room(4 + length)
    const bytes = this.#bytes
    for (let n = 0, to = at + 4; n < length; n++) {
      const code = value.charCodeAt(n)
      if (code > 127) return false
      bytes[to++] = code
    }
    this.#length(at, length)
    this.#at = at + 4 + length
    return true
  }

  #null(): this {
    const at = this.#room(4)
    this.#length(at, -1)
    this.#at = at + 4
    return this
  }

  #length(at: number, value: number): void {
    const bytes = this.#bytes
    bytes[at] = value >> 24
    bytes[at + 1] = value >> 16
    bytes[at + 2] = value >> 8
    bytes[at + 3] = value
  }

  /** Where the next value goes, with room for so many bytes behind it. */
  #room(bytes: number): number {
    if (this.#at + bytes > this.#bytes.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(this.#bytes.length * 2, this.#at + bytes))
      this.#bytes.copy(larger, 0, 0, this.#at)
      this.#bytes = larger
    }
    return this.#at
  }
}

/** Takes memory that such rows were written to, for the next. */
export function reuse(bytes: Buffer): void {
  if (spare.length < MOST_SPARE && bytes.length > 0 && bytes.length <= MOST_KEPT) spare.push(bytes)
}

/** How such rows are announced. */
export const BINARY = 'from stdin (format binary)'
