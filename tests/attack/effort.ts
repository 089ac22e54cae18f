import { runs } from '../../src/storage/testing/index.ts'

/** `npm run attack` tries this many times what `npm test` tries. */
export const TIMES = Number(process.env.MOSAIC_ATTACK_TIMES) || 1

/** How many inputs an attack tries: few among all tests, many in `npm run attack`. */
export const effort = (few: number) => runs(few * TIMES)

/** How long a test may take: as many times longer as it tries more. */
export const patience = (ms: number) => ms * Math.max(1, TIMES)
