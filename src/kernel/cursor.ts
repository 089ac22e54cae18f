import type { z } from 'zod'

/** Where a page ended, as text that a caller sends back unread. */
export function writeCursor(place: readonly unknown[]): string {
  return Buffer.from(JSON.stringify(place)).toString('base64url')
}

/** The place that a cursor names; undefined where it is none of this list. Callers refuse that in their own words. */
export function readCursor<Place>(cursor: string, schema: z.ZodType<Place>): Place | undefined {
  try {
    return schema.safeParse(JSON.parse(Buffer.from(cursor, 'base64url').toString())).data
  } catch {
    return undefined
  }
}
