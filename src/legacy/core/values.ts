import { hash } from 'node:crypto'

/**
 * What a cell holds, as its source gives it. SQLite: null, integers as bigint, reals as number, text as string, BLOBs as bytes;
 * text that is not UTF-8 as `BrokenText`. PostgreSQL: null, or the server's text form as string.
 */
export type Raw = null | bigint | number | string | Uint8Array | BrokenText

/** A text whose bytes are not UTF-8. */
export class BrokenText {
  readonly bytes: Uint8Array
  constructor(bytes: Uint8Array) {
    this.bytes = bytes
  }
  /** With U+FFFD where it is broken. */
  get text(): string {
    return Buffer.from(this.bytes).toString('utf8')
  }
}

/** A value as a string that tells its kind: `n`, `i…`, `r…`, `t…`, `b…` (base64). Source: the rule of the proof. */
export function codeValue(value: Raw): string {
  if (typeof value === 'string') return value.includes('\0') ? codeBytes(Buffer.from(value)) : `t${value}`
  if (value === null) return 'n'
  if (typeof value === 'bigint') return `i${value}`
  if (typeof value === 'number') return `r${value}`
  return codeBytes(value instanceof BrokenText ? value.bytes : value)
}

function codeBytes(bytes: Uint8Array): string {
  return `b${Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength).toString('base64')}`
}

/** The value that a coded string tells of. What was text with NUL or broken UTF-8 comes back as bytes, as a BLOB does. */
export function readCode(code: string): null | bigint | number | string | Uint8Array {
  const rest = code.slice(1)
  switch (code[0]) {
    case 'n':
      return null
    case 'i':
      return BigInt(rest)
    case 'r':
      return Number(rest)
    case 'b':
      return new Uint8Array(Buffer.from(rest, 'base64'))
    default:
      return rest
  }
}

/** Kept out of rows, hashes and reports, whatever table it is in. */
export const SECRET_COLUMN = 'password_hash'

/** The columns that are kept of a row, sorted, with their places among the values. */
export function keptColumns(columns: readonly string[]): { name: string; at: number }[] {
  return columns
    .map((name, at) => ({ name, at }))
    .filter(({ name }) => name.toLowerCase() !== SECRET_COLUMN)
    .sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))
}

/** Longer keys are known by their hash. */
const LONGEST_KEY = 512

/**
 * How a row is known: its coded primary key; several columns as the JSON of their codes; a long one by its hash, of which `isLongKey`
 * tells. Without a primary key it is the hash of the row and how many of the same came before.
 */
export function keyOf(parts: readonly Raw[]): string {
  const key = parts.length === 1 ? codeValue(parts[0]!) : JSON.stringify(parts.map(codeValue))
  if (key.length <= LONGEST_KEY / 3 || Buffer.byteLength(key) <= LONGEST_KEY) return key.toWellFormed()
  return `h${hash('sha256', key, 'hex')}`
}

/** No other key begins so. */
export function isLongKey(key: string): boolean {
  return key[0] === 'h'
}
