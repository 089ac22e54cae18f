import type { Context } from '../../storage/index.ts'
import type { Span } from './schema.ts'

/** The instants between which a span of dates lies, in the business's zone. */
export function instantsOf(ctx: Context, { from, to }: Span): { begins: Temporal.Instant; ends: Temporal.Instant } {
  const at = (date: string) => Temporal.PlainDate.from(date).toZonedDateTime(ctx.business.timeZone).toInstant()
  return { begins: at(from), ends: at(to) }
}
