import { refuse } from '../kernel/refusal.ts'
import type { Emi } from './schema.ts'

export type EmiInput = {
  priceMinor: number
  currency: string
  /** paid at once, default 20 */
  downPercent?: number
  /** default 20 */
  years?: number
  /** default 8.5 */
  annualPercent?: number
}

/**
 * The equal monthly instalment of a loan, P·r·(1+r)ⁿ / ((1+r)ⁿ − 1) with r a twelfth of the yearly rate: an illustration,
 * not an offer. Whole minor units. Refuses `catalogue.emi_terms` for terms that no loan has.
 */
export function emi({ priceMinor, currency, downPercent = 20, years = 20, annualPercent = 8.5 }: EmiInput): Emi {
  const months = Math.round(years * 12)
  const sound =
    Number.isSafeInteger(priceMinor) &&
    priceMinor > 0 &&
    downPercent >= 0 &&
    downPercent < 100 &&
    annualPercent >= 0 &&
    annualPercent <= 50 &&
    months >= 1 &&
    months <= 600
  if (!sound)
    refuse('invalid', 'catalogue.emi_terms', {
      message: 'An EMI needs a price above 0, 0 to 99% paid at once, up to 50 years and a rate from 0 to 50%.',
    })
  const loanMinor = Math.round((priceMinor * (100 - downPercent)) / 100)
  const rate = annualPercent / 1200
  const growth = (1 + rate) ** months
  const monthlyMinor = Math.round(rate === 0 ? loanMinor / months : (loanMinor * rate * growth) / (growth - 1))
  return {
    currency,
    priceMinor,
    loanMinor,
    downMinor: priceMinor - loanMinor,
    monthlyMinor,
    totalInterestMinor: Math.max(0, monthlyMinor * months - loanMinor),
    months,
    annualPercent,
    downPercent,
  }
}
