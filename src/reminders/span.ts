import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

/**
 * The instants that `from` and `to` stand for: each an instant or a date, whose day begins in the business's zone; `to` is
 * exclusive. Unsaid, the seven days that end with today. Refuses `reminders.span`.
 */
export function readSpan(
  ctx: Context,
  { from, to }: { from?: string; to?: string },
): { from: Temporal.Instant; to: Temporal.Instant } {
  const { timeZone } = ctx.business
  const today = ctx.now().toZonedDateTimeISO(timeZone).toPlainDate()
  const begins = (date: Temporal.PlainDate) => date.toZonedDateTime(timeZone).toInstant()
  const instant = (text: string) => {
    try {
      return text.includes('T') ? Temporal.Instant.from(text) : begins(Temporal.PlainDate.from(text))
    } catch {
      return refuse('invalid', 'reminders.span', `“${text}” is neither a date such as 2026-11-28 nor an instant.`)
    }
  }
  const until = to === undefined ? begins(today.add({ days: 1 })) : instant(to)
  const since = from === undefined ? until.subtract({ hours: 7 * 24 }) : instant(from)
  if (Temporal.Instant.compare(since, until) >= 0) refuse('invalid', 'reminders.span', '`from` has to be before `to`.')
  return { from: since, to: until }
}
