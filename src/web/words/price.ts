import { formatMoney, formatExact as formatWhole, minorDigits } from '../../kernel/money.ts'

/** Minor units as major ones: paise to rupees. */
export function majorOf(minor: number, currency: string): number {
  return minor / 10 ** minorDigits(currency)
}

export function minorOf(major: number, currency: string): number {
  return Math.round(major * 10 ** minorDigits(currency))
}

/** `₹1.38 crore`, `₹96 lakh`, `$600,000`: never broken over two lines. */
export function formatPrice(minor: number, currency: string): string {
  return formatMoney({ minor, currency }).replaceAll(' ', '\u00a0')
}

/** Every digit, without fractions: `₹1,38,00,000`. */
export function formatExact(minor: number, currency: string): string {
  const unit = 10 ** minorDigits(currency)
  return formatWhole({ minor: Math.round(minor / unit) * unit, currency })
}

/** `₹1.38 – 1.92 crore`, `₹96 lakh – ₹1.34 crore`; a missing end is left out, both missing is on request. */
export function formatPriceRange(min: number | null, max: number | null, currency: string): string {
  if (min === null && max === null) return 'Price on request'
  const low = formatPrice((min ?? max)!, currency)
  const high = formatPrice((max ?? min)!, currency)
  if (low === high) return low
  const [lowNumber, lowUnit] = low.split('\u00a0')
  const [highNumber, highUnit] = high.split('\u00a0')
  if (!lowUnit || lowUnit !== highUnit) return `${low} – ${high}`
  return `${lowNumber} – ${highNumber!.replace(/^\D+/, '')}\u00a0${highUnit}`
}
