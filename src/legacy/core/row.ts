import { isUtf8 } from 'node:buffer'
import { readTimestamp } from './timestamps.ts'
import { BrokenText, type Raw } from './values.ts'

export type Repair = { code: string; column: string | null }

/** Where the columns of a table stand, by their lower-case names; made once a table. */
export type Places = { columns: ReadonlyMap<string, number>; beside: number }

/**
 * One row as a mapping reads it. A reading of a cell notes what had to be repaired, once a cell and code. Absent columns are null.
 */
export class Row {
  readonly repairs: Repair[] = []
  readonly homes: string[] = []
  readonly values: readonly Raw[]
  readonly beside: readonly Raw[]
  /** As it is known and reported. */
  readonly key: string
  readonly #places: ReadonlyMap<string, number>

  constructor(places: ReadonlyMap<string, number>, values: readonly Raw[], beside: readonly Raw[], key: string) {
    this.#places = places
    this.values = values
    this.beside = beside
    this.key = key
  }

  raw(column: string): Raw {
    const at = this.#places.get(column)
    return at === undefined ? null : this.values[at]!
  }

  repair(code: string, column: string | null = null): void {
    if (!this.repairs.some(one => one.code === code && one.column === column)) this.repairs.push({ code, column })
  }

  /** Counts a home: by its id where rows may share it, or each time. */
  home(kind: string, id = ''): void {
    this.homes.push(kind, id)
  }

  /** Text without NUL and broken UTF-8 (`nul_in_text`, `invalid_utf8`); numbers as they are written. */
  text(column: string): string | null {
    return this.textOf(this.raw(column), column)
  }

  textOf(value: Raw, column: string): string | null {
    if (value === null) return null
    if (typeof value === 'string') {
      if (!value.includes('\0')) return value.isWellFormed() ? value : value.toWellFormed()
      this.repair('nul_in_text', column)
      return value.replaceAll('\0', '\u2400').toWellFormed()
    }
    if (typeof value === 'bigint' || typeof value === 'number') return String(value)
    const bytes = value instanceof BrokenText ? value.bytes : value
    if (!isUtf8(bytes)) this.repair('invalid_utf8', column)
    return this.textOf(Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('utf8'), column)
  }

  /** An instant, or null; `integer_timestamp`, `null_text`, `bad_timestamp`. Naive ones are UTC. */
  timestamp(column: string): Temporal.Instant | null {
    return this.timestampOf(this.raw(column), column)
  }

  timestampOf(value: Raw, column: string): Temporal.Instant | null {
    if (value === null) return null
    const { at, repair } = readTimestamp(value)
    if (repair) this.repair(repair, column)
    return at
  }

  /** A finite number, or null; `not_a_number`. */
  number(column: string): number | null {
    const value = this.raw(column)
    if (value === null) return null
    const isText = typeof value === 'string' && !isNumeral(value)
    const number = typeof value === 'object' || isText ? Number.NaN : Number(value)
    if (Number.isFinite(number)) return number
    this.repair('not_a_number', column)
    return null
  }

  /** 0 or 1 as SQLite has it, t or f as PostgreSQL writes it. */
  boolean(column: string): boolean | null {
    const value = this.raw(column)
    if (value === 't' || value === 'true') return true
    if (value === 'f' || value === 'false') return false
    const number = this.number(column)
    return number === null ? null : number !== 0
  }

  /** What the JSON text says; empty and `null` are null, what cannot be read too (`bad_json`). Text is mended before. */
  json(column: string): unknown {
    const raw = this.raw(column)
    const isBroken = raw instanceof BrokenText || (typeof raw === 'string' && raw.includes('\0'))
    const value = isBroken ? this.text(column) : raw
    if (value === null || value === '') return null
    if (typeof value !== 'string') {
      // A number is JSON as well.
      if (typeof value === 'bigint') return Number(value)
      if (typeof value === 'number' && Number.isFinite(value)) return value
      this.repair('bad_json', column)
      return null
    }
    try {
      return JSON.parse(value)
    } catch {
      if (value.trim() !== '') this.repair('bad_json', column)
      return null
    }
  }

  /** Notes what is wrong in cells that the mapping keeps only as they are, by the kind that the legacy schema gave them. */
  check(kinds: Readonly<Record<string, string>>): void {
    for (const column in kinds) {
      if (this.raw(column) === null) continue
      const kind = kinds[column]!
      if (kind === 'D') this.timestamp(column)
      else if (kind === 'J') this.json(column)
      else if (kind === 'I' || kind === 'R') this.number(column)
      else if (kind === 'B') this.boolean(column)
      else this.text(column)
    }
  }
}

/** Digits as PostgreSQL writes numbers; a text in a number column of SQLite is none. */
function isNumeral(text: string): boolean {
  return /^-?\d+(\.\d+)?(e[+-]?\d+)?$/i.test(text)
}
