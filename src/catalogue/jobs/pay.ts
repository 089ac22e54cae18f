import type { PayPer } from './schema.ts'

/** How many of each make a year: 52 weeks of five days of eight hours. */
export const PER_YEAR: Record<PayPer, number> = { year: 1, month: 12, day: 260, hour: 2_080 }

/** The equivalent for a year, in the same units. */
export const yearly = (amount: number, per: PayPer): number => amount * PER_YEAR[per]
