import type { Context } from '../storage/index.ts'
import type { CatalogueVersion } from './version.ts'

/** What was read already and does not change within one reading. */
type Seen = { version?: Promise<CatalogueVersion>; rejected: Map<string, Promise<string[]>> }

const readings = new WeakMap<Context, Seen>()

/**
 * The same context for several questions that belong together, such as those of one turn: the catalogue's version and what a
 * person rejected are read once. Not for a context that lives on; a transaction opened on it reads anew.
 */
export function oneReading(ctx: Context): Context {
  const reading = { ...ctx }
  readings.set(reading, { rejected: new Map() })
  return reading
}

export function seenBy(ctx: Context): Seen | undefined {
  return readings.get(ctx)
}
