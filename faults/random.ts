import { type Random, randomFrom } from '../tests/processes/random.ts'

export type { Random }

/**
 * Numbers that follow from a seed and a name. Each client and each step of it has a stream of its own, so that what one
 * meets does not change what another intends.
 */
export function stream(seed: number, name: string): Random {
  const random = randomFrom(seed, hash(`${seed} ${name}`) || 1)
  for (let warm = 0; warm < 4; warm++) random.next()
  return random
}

/** A UUID that follows from the stream: the same run sends the same ids. */
export function uuidOf(random: Random): string {
  const hex = Array.from({ length: 4 }, () =>
    Math.floor(random.next() * 2 ** 32)
      .toString(16)
      .padStart(8, '0'),
  ).join('')
  return `${hex.slice(0, 8)}-${hex.slice(8, 12)}-4${hex.slice(13, 16)}-a${hex.slice(17, 20)}-${hex.slice(20)}`
}

/** FNV-1a with a final mix, so that neighbouring seeds are far apart. */
function hash(text: string): number {
  let value = 0x811c9dc5
  for (let at = 0; at < text.length; at++) value = Math.imul(value ^ text.charCodeAt(at), 0x01000193)
  value = Math.imul(value ^ (value >>> 16), 0x85ebca6b)
  value = Math.imul(value ^ (value >>> 13), 0xc2b2ae35)
  return (value ^ (value >>> 16)) >>> 0
}
