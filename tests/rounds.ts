import process from 'node:process'

/**
 * How often a fault is brought about: as often as a promise asks (`npm run faults -- kills`, which sets MOSAIC_ROUNDS=full), and a
 * quarter of that, three times at least, in `npm test`. What one round can find is the same; more rounds find what is rare.
 */
export function rounds(full: number): number {
  return process.env.MOSAIC_ROUNDS === 'full' ? full : Math.min(full, Math.max(3, Math.ceil(full / 4)))
}
