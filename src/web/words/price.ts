const INDIAN = new Set(['INR', 'NPR', 'PKR', 'BDT', 'LKR'])

type Spoken = { symbol: string; number: string; unit: string }

function digitsOf(currency: string): number {
  return new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
}

/** Minor units as major ones: paise to rupees. */
export function majorOf(minor: number, currency: string): number {
  return minor / 10 ** digitsOf(currency)
}

export function minorOf(major: number, currency: string): number {
  return Math.round(major * 10 ** digitsOf(currency))
}

function spoken(minor: number, currency: string): Spoken {
  const major = majorOf(minor, currency)
  const locale = INDIAN.has(currency) ? 'en-IN' : 'en-US'
  const parts = new Intl.NumberFormat(locale, { style: 'currency', currency, maximumFractionDigits: 0 }).formatToParts(
    major,
  )
  const symbol = parts.find(part => part.type === 'currency')?.value ?? currency
  if (!INDIAN.has(currency) || major < 100_000) {
    const number = parts
      .filter(part => part.type !== 'currency' && part.type !== 'literal')
      .map(part => part.value)
      .join('')
    return { symbol, number, unit: '' }
  }
  const [value, unit] = major >= 9_999_500 ? [major / 1e7, 'crore'] : [major / 1e5, 'lakh']
  return { symbol, number: new Intl.NumberFormat('en-IN', { maximumFractionDigits: 2 }).format(value), unit }
}

function join({ symbol, number, unit }: Spoken): string {
  return unit ? `${symbol}${number}\u00a0${unit}` : `${symbol}${number}`
}

/** `₹1.38 crore`, `₹96 lakh`, `$600,000`. */
export function formatPrice(minor: number, currency: string): string {
  return join(spoken(minor, currency))
}

/** `₹1.38 – 1.92 crore`, `₹96 lakh – ₹1.34 crore`; a missing end is left out, both missing is on request. */
export function formatPriceRange(min: number | null, max: number | null, currency: string): string {
  if (min === null && max === null) return 'Price on request'
  if (min === null || max === null || min === max) return formatPrice((min ?? max)!, currency)
  const low = spoken(min, currency)
  const high = spoken(max, currency)
  if (low.number === high.number && low.unit === high.unit) return join(low)
  if (low.unit === high.unit && low.unit) return `${low.symbol}${low.number} – ${high.number}\u00a0${high.unit}`
  return `${join(low)} – ${join(high)}`
}

/** Every digit: `₹1,38,00,000`. */
export function formatExact(minor: number, currency: string): string {
  return new Intl.NumberFormat(INDIAN.has(currency) ? 'en-IN' : 'en-US', {
    style: 'currency',
    currency,
    maximumFractionDigits: 0,
  }).format(majorOf(minor, currency))
}
