import { minorDigits } from '../../kernel/money.ts'

/**
 * What a sentence asserts in figures. Money is in minor units of the desk's currency, distance in km, duration in
 * minutes, area in square feet; dates are `YYYY-MM-DD`, `MM-DD`, `YYYY-MM`, quarters `YYYY-Qn`; codes are words that mix
 * letters and digits, such as a registration number.
 */
export type ClaimKind =
  | 'money'
  | 'percent'
  | 'distance'
  | 'duration'
  | 'area'
  | 'bedrooms'
  | 'year'
  | 'quarter'
  | 'date'
  | 'count'
  | 'code'

/** `slack` is how far a source may lie away and still be what is meant: half of the last place that is written. */
export type Claim = { kind: ClaimKind; value: number | string; slack: number }

const MONTHS = ['jan', 'feb', 'mar', 'apr', 'may', 'jun', 'jul', 'aug', 'sep', 'oct', 'nov', 'dec']
const MONTH = '(jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\\.?'
const WORDS = 'two three four five six seven eight nine ten eleven twelve fifteen twenty thirty forty fifty'.split(' ')
const WORD_VALUES = [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 15, 20, 30, 40, 50]

const NUMBER = '\\d[\\d,]*(?:\\.\\d+)?'
const UNIT =
  '(crores?|cr|lakhs?|lacs?|million|mn|thousand|k|l|%|per ?cent|kms?|kilomet(?:er|re)s?|met(?:er|re)s?|min(?:ute)?s?|hours?|hrs?' +
  '|sq\\.? ?ft|sqft|sft|square f(?:ee|oo)t|sq\\.? ?m(?:et(?:er|re)s?)?|bhk|bed(?:room)?s?)(?![a-z])'
const NUMBERS = new RegExp(
  `(₹|rs\\.?|inr|\\$|usd|€|£)?[  ]*(?<![\\w.])(${NUMBER})(?:[-  ]*${UNIT})?(?=(?:\\s*(?:-|–|—|to|and|or)\\s*(₹|rs\\.?|inr)?[  ]*${NUMBER}[-  ]*${UNIT})?)`,
  'gi',
)
const CODE = /(?=[\w/-]*\d)(?=[\w/-]*[A-Za-z])[A-Za-z0-9](?:[\w/-]*[A-Za-z0-9])?/g
const PLAIN_CODE =
  /^(?:\d[\d,.]*(?:bhk|cr|crores?|lakhs?|lacs?|l|k|mn|km|kms|m|min|mins|sqft|sft|st|nd|rd|th|x7|am|pm|hrs?|-bedroom|-bed|-bhk)|q[1-4]|\d{4}-q[1-4])$/i

/** Every figure of a sentence, in the desk's currency. Figures in another currency get the value NaN: no row holds them. */
export function claimsOf(sentence: string, currency: string): Claim[] {
  const claims: Claim[] = []
  let rest = spellOut(sentence)
  const take = (pattern: RegExp, read: (match: RegExpMatchArray) => Claim | Claim[] | null) => {
    rest = rest.replace(pattern, (...args) => {
      const match = args.slice(0, -2) as unknown as RegExpMatchArray
      const claim = read(match)
      if (claim === null) return match[0]
      claims.push(...[claim].flat())
      return ' '.repeat(match[0].length)
    })
  }
  // A list's own numbering asserts nothing.
  take(/^\s*\d{1,2}[.)]\s/gm, () => [])
  take(/\b(\d{4})-(\d{2})-(\d{2})(?:T[\d:.]+(?:Z|[+-][\d:]+)?)?/g, m => date(`${m[1]}-${m[2]}-${m[3]}`))
  take(/\b(20\d{2})[- ]?Q([1-4])\b/gi, m => ({ kind: 'quarter', value: `${m[1]}-Q${m[2]}`, slack: 0 }))
  take(/\bQ([1-4])[ ,-]*(?:of )?(20\d{2})\b/gi, m => ({ kind: 'quarter', value: `${m[2]}-Q${m[1]}`, slack: 0 }))
  take(new RegExp(`\\b(\\d{1,2})(?:st|nd|rd|th)?(?: of)? ${MONTH},? ?(20\\d{2})?\\b`, 'gi'), m =>
    spokenDate(m[1]!, m[2]!, m[3]),
  )
  take(new RegExp(`\\b${MONTH} (\\d{1,2})(?:st|nd|rd|th)?(?:,? (20\\d{2}))?\\b(?!\\d)`, 'gi'), m =>
    spokenDate(m[2]!, m[1]!, m[3]),
  )
  take(new RegExp(`\\b${MONTH},? (20\\d{2})\\b`, 'gi'), m => date(`${m[2]}-${pad(monthOf(m[1]!))}`))
  take(CODE, m => (PLAIN_CODE.test(m[0]) ? null : { kind: 'code', value: m[0].toLowerCase(), slack: 0 }))
  take(NUMBERS, m => figure(m, currency, rest))
  return claims
}

function figure(match: RegExpMatchArray, currency: string, sentence: string): Claim {
  const [, sign, digits, ownUnit, laterSign, laterUnit] = match
  const value = Number(digits!.replaceAll(',', ''))
  const unit = (ownUnit ?? laterUnit ?? '').toLowerCase().replaceAll(/[. ]/g, '')
  const scale = scaleOf(unit)
  if (sign || laterSign || scale) {
    if (sign && !isOwnSign(sign, currency)) return { kind: 'money', value: Number.NaN, slack: 0 }
    const minor = 10 ** minorDigits(currency)
    // formatMoney writes crore and lakh to two places.
    const slack = scale ? scale * minor * 0.005 : minor * 0.5
    return { kind: 'money', value: value * (scale ?? 1) * minor, slack: slack * 1.000001 }
  }
  if (unit === '%' || unit === 'percent') return { kind: 'percent', value, slack: places(digits!) }
  if (/^(km|kms|kilomet)/.test(unit)) return { kind: 'distance', value, slack: distanceSlack(digits!, sentence) }
  if (/^met/.test(unit)) return { kind: 'distance', value: value / 1000, slack: 0.01 }
  if (/^min/.test(unit)) return { kind: 'duration', value, slack: 0 }
  if (/^h/.test(unit)) return { kind: 'duration', value: value * 60, slack: 0 }
  if (/^(sqm)/.test(unit)) return { kind: 'area', value: value * 10.764, slack: 6 }
  if (/^(sq|sft)/.test(unit)) return { kind: 'area', value, slack: 0.5 }
  if (/^(bhk|bed)/.test(unit)) return { kind: 'bedrooms', value, slack: 0 }
  if (/^(19|20)\d{2}$/.test(digits!)) return { kind: 'year', value, slack: 0 }
  return { kind: 'count', value, slack: 0 }
}

function scaleOf(unit: string): number | null {
  if (/^(cr|crores?)$/.test(unit)) return 10_000_000
  if (/^(l|lakhs?|lacs?)$/.test(unit)) return 100_000
  if (/^(million|mn)$/.test(unit)) return 1_000_000
  if (/^(k|thousand)$/.test(unit)) return 1_000
  return null
}

function isOwnSign(sign: string, currency: string): boolean {
  if (/^(₹|rs\.?|inr)$/i.test(sign)) return currency === 'INR'
  if (/^(\$|usd)$/i.test(sign)) return currency === 'USD'
  if (sign === '€') return currency === 'EUR'
  return sign === '£' && currency === 'GBP'
}

function places(digits: string): number {
  const decimals = digits.split('.')[1]?.length ?? 0
  return 0.5001 / 10 ** decimals / (decimals === 0 ? 5 : 1)
}

/** Whole kilometres may stand for a decimal only where the sentence says "about". */
function distanceSlack(digits: string, sentence: string): number {
  if (digits.includes('.')) return 0.0501
  return /\b(about|around|roughly|nearly|approximately|approx|almost)\b|~/i.test(sentence) ? 0.5001 : 0.0501
}

function spellOut(sentence: string): string {
  const follow =
    '(?=[- ](?:crores?|lakhs?|kilomet|km|minutes?|hours?|homes?|options?|listings?|projects?|units?|bhk|bed|per ?cent))'
  return sentence.replace(new RegExp(`\\b(${WORDS.join('|')})${follow}`, 'gi'), word =>
    String(WORD_VALUES[WORDS.indexOf(word.toLowerCase())]),
  )
}

function spokenDate(day: string, month: string, year?: string): Claim {
  const short = `${pad(monthOf(month))}-${pad(Number(day))}`
  return date(year ? `${year}-${short}` : short)
}

function date(value: string): Claim {
  return { kind: 'date', value, slack: 0 }
}

function monthOf(name: string): number {
  return MONTHS.indexOf(name.slice(0, 3).toLowerCase()) + 1
}

function pad(value: number): string {
  return String(value).padStart(2, '0')
}
