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
    bytes.copy(buffer, at, from, from + BYTES)
    this.#used[part] = at + BYTES
    this.#inMemory++
    this.count++
  }

  /** 64 hexadecimal characters. The hashes are gone afterwards. */
  digest(): string {
    const table = createHash('sha256')
    let isFirst = true
    for (let part = 0; part < PARTS; part++) {
      const here = this.#parts[part]?.subarray(0, this.#used[part]) ?? Buffer.alloc(0)
      const spilled = this.#folder ? readIfThere(path.join(this.#folder, String(part))) : undefined
      for (const text of sortedLines(spilled ? Buffer.concat([spilled, here]) : here)) {
        table.update(isFirst ? text : `\n${text}`)
        isFirst = false
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

/** Sorts 32-byte hashes by their first two bytes in one pass, then the few of each pair, and gives them as lines, some at a time. */
function* sortedLines(hashes: Buffer): Generator<string> {
  const count = hashes.length / BYTES
  if (count < 10_000) {
    const lines = Array.from({ length: count }, (_, n) => hashes.toString('hex', n * BYTES, n * BYTES + BYTES))
    if (count > 0) yield lines.sort().join('\n')
    return
  }
  const ends = new Uint32Array(65_536)
  for (let n = 0; n < count; n++) ends[hashes.readUInt16BE(n * BYTES)]!++
  for (let pair = 1; pair < 65_536; pair++) ends[pair]! += ends[pair - 1]!
  const starts = Uint32Array.from(ends, (_end, pair) => (pair === 0 ? 0 : ends[pair - 1]!))
  const order = new Uint32Array(count)
  const next = Uint32Array.from(starts)
  for (let n = 0; n < count; n++) order[next[hashes.readUInt16BE(n * BYTES)]!++] = n
  let lines: string[] = []
  for (let pair = 0; pair < 65_536; pair++) {
    const some = order.subarray(starts[pair], ends[pair])
    if (some.length > 1)
      some.sort((a, b) => hashes.compare(hashes, b * BYTES, b * BYTES + BYTES, a * BYTES, a * BYTES + BYTES))
    for (const n of some) lines.push(hashes.toString('hex', n * BYTES, n * BYTES + BYTES))
    if (lines.length > 4_096) {
      yield lines.join('\n')
      lines = []
    }
  }
  if (lines.length > 0) yield lines.join('\n')
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
