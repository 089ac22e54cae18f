import { hash } from 'node:crypto'

/**
 * The ids of what an import makes are told by the source's own random salt, the table and the row: the same row has the same home
 * however often it is read, and nobody who knows a legacy id can tell ours.
 */
export function idFrom(salt: string, ...named: readonly string[]): string {
  return uuid(hash('sha256', [salt, ...named].join('\n'), 'hex'), '8')
}

/** The same, ordered by an instant like every other id here (version 7). */
export function timedIdFrom(at: Temporal.Instant, salt: string, ...named: readonly string[]): string {
  const hex = hash('sha256', [salt, ...named].join('\n'), 'hex')
  const ms = Math.min(Math.max(at.epochMilliseconds, 0), 2 ** 48 - 1)
  return uuid(ms.toString(16).padStart(12, '0') + hex.slice(12), '7')
}

function uuid(hex: string, version: string): string {
  const variant = ((Number.parseInt(hex[16]!, 16) & 3) | 8).toString(16)
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-${version}${hex.slice(13, 16)}-${variant}${hex.slice(17, 20)}-${hex.slice(20, 32)}`
}
