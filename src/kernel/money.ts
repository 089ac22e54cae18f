/** An amount in minor units (paise, cents) with its ISO 4217 code. */
export type Money = { minor: number; currency: string }

const INDIAN = new Set(['INR', 'PKR', 'NPR', 'BDT', 'LKR'])

/** How many digits of the minor unit a currency has: 2 for INR, 0 for JPY, 3 for KWD (CLDR by way of Intl). */
export function minorDigits(currency: string): number {
  const known = digitsOf.get(currency)
  if (known !== undefined) return known
  const digits =
    new Intl.NumberFormat('en', { style: 'currency', currency }).resolvedOptions().maximumFractionDigits ?? 2
  digitsOf.set(currency, digits)
  return digits
}

// Making a formatter costs a hundred times what using it does, and there are few currencies.
const digitsOf = new Map<string, number>()
const symbols = new Map<string, string>()
const twoPlaces = new Intl.NumberFormat('en-IN', { maximumFractionDigits: 2 })

/**
 * An amount as people of the currency write it: `₹1.38 crore`, `₹96 lakh`, `$600,000`. Rounds to two decimals of
 * crore or lakh; callers that need every digit use `formatExact`.
 */
export function formatMoney({ minor, currency }: Money): string {
  const major = minor / 10 ** minorDigits(currency)
  if (!INDIAN.has(currency)) return formatExact({ minor, currency })
  const symbol = currencySymbol(currency)
  const short = (value: number, word: string) => `${symbol}${twoPlaces.format(value)} ${word}`
  if (Math.abs(major) >= 9_999_500) return short(major / 10_000_000, 'crore')
  if (Math.abs(major) >= 100_000) return short(major / 100_000, 'lakh')
  return formatExact({ minor, currency })
}

/** Every digit, grouped as the currency's people do: `₹1,38,00,000`, `$1,250.50`. */
export function formatExact({ minor, currency }: Money): string {
  const digits = minorDigits(currency)
  const whole = minor % 10 ** digits === 0
  return formatter(currency, whole ? 0 : digits, digits).format(minor / 10 ** digits)
}

/** Made once for a currency: a formatter takes longer to make than to use. */
const formatters = new Map<string, Intl.NumberFormat>()

function formatter(currency: string, least: number, most: number): Intl.NumberFormat {
  const key = `${currency} ${least}`
  const known = formatters.get(key)
  if (known) return known
  const made = new Intl.NumberFormat(INDIAN.has(currency) ? 'en-IN' : 'en-US', {
    style: 'currency',
    currency,
    minimumFractionDigits: least,
    maximumFractionDigits: most,
  })
  formatters.set(key, made)
  return made
}

type Rate = { min: number | null; max: number | null; currency: string; per: string }

/** What is paid for a time, from `min` to `max` in minor units; one of them is there: `€45,000–€60,000 a year`, `up to $30 an hour`. */
export function formatRate({ min, max, currency, per }: Rate): string {
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

function currencySymbol(currency: string): string {
  const known = symbols.get(currency)
  if (known !== undefined) return known
  const parts = new Intl.NumberFormat('en-IN', { style: 'currency', currency }).formatToParts(0)
  const symbol = parts.find(part => part.type === 'currency')?.value ?? currency
  symbols.set(currency, symbol)
  return symbol
}
