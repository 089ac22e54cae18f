import { formatExact } from '../../kernel/money.ts'
import type { Pay, PayPer } from './schema.ts'

/** How many of each make a year: 52 weeks of five days of eight hours. */
export const PER_YEAR: Record<PayPer, number> = { year: 1, month: 12, day: 260, hour: 2_080 }

/** The equivalent for a year, in the same units. */
export const yearly = (amount: number, per: PayPer): number => amount * PER_YEAR[per]

/** `€45,000–€60,000 a year`, `up to $30 an hour`. */
export function payText({ min, max, currency, per }: Pay): string {
  const amount = (minor: number) => formatExact({ minor, currency })
  const span =
    min === null
      ? `up to ${amount(max!)}`
      : max === null
        ? `from ${amount(min)}`
        : min === max
          ? amount(min)
          : `${amount(min)}–${amount(max)}`
  return `${span} ${per === 'hour' ? 'an' : 'a'} ${per}`
}
