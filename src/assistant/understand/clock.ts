import type { UnderstandContext } from './schema.ts'

/** The message's instant in the business's zone; undefined when the context gives none or cannot be read. */
export function localNow(context: UnderstandContext): Temporal.ZonedDateTime | undefined {
  if (!context.now) return undefined
  try {
    return Temporal.Instant.from(context.now).toZonedDateTimeISO(context.timeZone ?? 'Asia/Kolkata')
  } catch {
    return undefined
  }
}
