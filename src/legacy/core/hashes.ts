import { createHash } from 'node:crypto'
import fs from 'node:fs'
import os from 'node:os'
import path from 'node:path'

const PARTS = 64
const BYTES = 32
const one = Buffer.allocUnsafeSlow(BYTES)
/** Row hashes in memory, 32 bytes each, before they go to a temporary file. */
const MOST_IN_MEMORY = 1_500_000

/**
 * The hash of a table: SHA-256 of its sorted row hashes in lower-case hexadecimal, joined by line feeds. Rows may come in any
 * order and any number: beyond some memory they are laid out in temporary files by their first bits and sorted part by part.
 */
export class TableHash {
  #parts: Buffer[] = []
  #used = new Uint32Array(PARTS)
  #inMemory = 0
  #folder: string | undefined
  count = 0

  /** A row hash in hexadecimal. */
  add(hex: string): void {
    one.write(hex, 0, BYTES, 'hex')
    this.addBytes(one, 0)
  }

  /** A row hash of 32 bytes that stands in a buffer. */
  addBytes(bytes: Buffer, from: number): void {
    if (this.#inMemory === MOST_IN_MEMORY) this.#spill()
    const part = bytes[from]! >> 2
    let buffer = this.#parts[part]
    const at = this.#used[part]!
    if (buffer === undefined || at + BYTES > buffer.length) {
      const larger = Buffer.allocUnsafeSlow(Math.max(64 * BYTES, at * 2))
      if (buffer) larger.set(buffer.subarray(0, at))
      this.#parts[part] = buffer = larger
    }
    for (let n = 0; n < BYTES; n++) buffer[at + n] = bytes[from + n]!
    this.#used[part] = at + BYTES
    this.#inMemory++
    this.count++
  }

  /** 64 hexadecimal characters. The hashes are gone afterwards. */
  digest(): string {
    const table = createHash('sha256')
    let left = this.count
    for (let part = 0; part < PARTS; part++) {
      const here = this.#parts[part]?.subarray(0, this.#used[part]) ?? Buffer.alloc(0)
      const spilled = this.#folder ? readIfThere(path.join(this.#folder, String(part))) : undefined
      for (const lines of sortedLines(spilled ? Buffer.concat([spilled, here]) : here)) {
        left -= lines.length / LINE
        // No line feed behind the last.
        table.update(left === 0 ? lines.subarray(0, -1) : lines)
      }
    }
    this.close()
    return table.digest('hex')
  }

  close(): void {
    this.#parts = []
    this.#used.fill(0)
    if (this.#folder) fs.rmSync(this.#folder, { recursive: true, force: true })
    this.#folder = undefined
  }

  #spill(): void {
    this.#folder ??= fs.mkdtempSync(path.join(os.tmpdir(), 'mosaic-hashes-'))
    for (let part = 0; part < PARTS; part++)
      if (this.#parts[part])
        fs.appendFileSync(path.join(this.#folder, String(part)), this.#parts[part]!.subarray(0, this.#used[part]))
    this.#used.fill(0)
    this.#inMemory = 0
  }
}

function readIfThere(file: string): Buffer | undefined {
  return fs.existsSync(file) ? fs.readFileSync(file) : undefined
}

/** Two hexadecimal digits of each byte, as they lie in memory of two bytes. */
const DIGITS = new Uint16Array(256)
{
  const pair = new Uint8Array(DIGITS.buffer)
  for (let byte = 0; byte < 256; byte++) pair.set(Buffer.from(byte.toString(16).padStart(2, '0')), byte * 2)
}
/** A hash in hexadecimal and a line feed. */
const LINE = 2 * BYTES + 1
const LINES_AT_ONCE = 1_024

/** Sorts 32-byte hashes and gives them as lines, each with a line feed behind it, some at a time; the memory is used again. */
function* sortedLines(hashes: Buffer): Generator<Buffer> {
  const order = sortedOrder(hashes)
  const lines = Buffer.allocUnsafeSlow(Math.min(order.length, LINES_AT_ONCE) * LINE)
  const pairs = new Uint16Array(BYTES)
  const digits = new Uint8Array(pairs.buffer)
  let to = 0
  for (let n = 0; n < order.length; n++) {
    const from = order[n]! * BYTES
    for (let byte = 0; byte < BYTES; byte++) pairs[byte] = DIGITS[hashes[from + byte]!]!
    lines.set(digits, to)
    lines[to + LINE - 1] = 10
    to += LINE
    if (to === lines.length || n === order.length - 1) {
      yield lines.subarray(0, to)
      to = 0
    }
  }
}

/** Which hash is the nth: sorted as numbers of their first bits and their place, which a double holds; those that share the bits are compared. */
function sortedOrder(hashes: Buffer): Uint32Array {
  const count = hashes.length / BYTES
  const places = Math.ceil(Math.log2(count + 1))
  const span = 2 ** places
  const unused = 2 ** Math.max(0, 32 + places - 53)
  const keys = new Float64Array(count)
  for (let n = 0, at = 0; n < count; n++, at += BYTES) {
    const bits = hashes[at]! * 0x1000000 + ((hashes[at + 1]! << 16) | (hashes[at + 2]! << 8) | hashes[at + 3]!)
    keys[n] = Math.floor(bits / unused) * span + n
  }
  keys.sort()
  const order = new Uint32Array(count)
  let start = 0
  let first = -1
  for (let n = 0; n <= count; n++) {
    const bits = n < count ? Math.floor(keys[n]! / span) : -1
    if (n < count) order[n] = keys[n]! - bits * span
    if (bits === first) continue
    if (n - start > 1)
      order
        .subarray(start, n)
        .sort((a, b) => hashes.compare(hashes, b * BYTES, b * BYTES + BYTES, a * BYTES, a * BYTES + BYTES))
    start = n
    first = bits
  }
  return order
}

/** Counts different ids (UUIDs) in eight bytes each: two that share 64 random bits are one in a lifetime of imports. */
export class DistinctIds {
  #slots = new Uint32Array(2 * 1024)
  #last = ''
  count = 0

  /** Whether it is new. */
  add(id: string): boolean {
    // Rows of one person come together as a rule.
    if (id === this.#last) return false
    this.#last = id
    if (this.count * 4 >= this.#slots.length) this.#grow()
    return this.#put(highOf(id), lowOf(id))
  }

  has(id: string): boolean {
    const at = this.#find(highOf(id), lowOf(id))
    return this.#slots[at + 1] !== 0
  }

  /** Where it stands, or the free slot where it would. */
  #find(high: number, low: number): number {
    const slots = this.#slots
    const mask = slots.length - 2
    let at = (low * 2) & mask
    while (slots[at + 1] !== 0 && (slots[at] !== high || slots[at + 1] !== low)) at = (at + 2) & mask
    return at
  }

  #put(high: number, low: number): boolean {
    const at = this.#find(high, low)
    if (this.#slots[at + 1] !== 0) return false
    this.#slots[at] = high
    this.#slots[at + 1] = low
    this.count++
    return true
  }

  #grow(): void {
    const old = this.#slots
    this.#slots = new Uint32Array(old.length * 2)
    this.count = 0
    for (let at = 0; at < old.length; at += 2) if (old[at + 1] !== 0) this.#put(old[at]!, old[at + 1]!)
  }
}

/** Bits of a UUID that are random in every version of ours; the lower are never zero. */
function lowOf(id: string): number {
  return Number.parseInt(id.slice(-8), 16) || 1
}

function highOf(id: string): number {
  return Number.parseInt(id.slice(-12, -8) + id.slice(-17, -13), 16) >>> 0
}
