import { minorDigits } from '../../kernel/money.ts'

const UNITS: Record<string, number> = {
  cr: 1e7,
  crs: 1e7,
  crore: 1e7,
  crores: 1e7,
  lakh: 1e5,
  lakhs: 1e5,
  lac: 1e5,
  lacs: 1e5,
  l: 1e5,
  k: 1e3,
  thousand: 1e3,
  m: 1e6,
  mn: 1e6,
  million: 1e6,
  millions: 1e6,
}

/** Below this an amount without a unit is more likely "1.2" crore than one rupee twenty. */
const LEAST_WITHOUT_UNIT = 10_000

export type AmountRange = { min: number; max: number }

/**
 * An amount or a range as people write it in a sheet, in minor units: "1.2 cr", "₹96 lakh - 1.12 crore", "1 crore 20
 * lakh", "96,00,000". Null where it is no amount. Zero is an amount, for the caller to refuse.
 */
export function readAmount(text: string, currency: string): AmountRange | null {
  const plain = text
    .toLowerCase()
    .replace(/[₹$€£]|\b(?:rs|inr|usd)\b\.?/g, ' ')
    .replace(/onwards?|\/-/g, ' ')
  const ends = plain.split(/\s*(?:–|—|\bto\b|(?<=[\da-z.\s])-)\s*/).filter(end => end.trim())
  if (ends.length < 1 || ends.length > 2) return null
  const tail = /([a-z]+)\s*$/.exec(ends.at(-1)!.trim())?.[1]
  const read = ends.map(end => readOne(/[a-z]/.test(end) || !tail ? end : `${end} ${tail}`))
  const values = read.map(major => (major === null ? null : Math.round(major * 10 ** minorDigits(currency))))
  const [min, max = min] = values
  if (min == null || max == null || !Number.isSafeInteger(min) || !Number.isSafeInteger(max)) return null
  return { min, max }
}

function readOne(text: string): number | null {
  const pieces = [...text.matchAll(/(\d[\d,]*(?:\.\d+)?|\.\d+)\s*([a-z]+)?/g)]
  if (pieces.length === 0 || text.replace(/(\d[\d,]*(?:\.\d+)?|\.\d+)\s*([a-z]+)?/g, '').trim() !== '') return null
  let sum = 0
  for (const [, digits, word] of pieces) {
    const scale = word === undefined ? 1 : UNITS[word]
    if (scale === undefined || (word === undefined && pieces.length > 1)) return null
    sum += Number(digits!.replaceAll(',', '')) * scale
  }
  const bare = pieces.every(piece => piece[2] === undefined)
  return bare && sum !== 0 && sum < LEAST_WITHOUT_UNIT ? null : sum
}

/** Every digit in major units, as a sheet holds it: 13800000, 1250.50. */
export function writeAmount(minor: number, currency: string): string {
  const digits = minorDigits(currency)
  const major = BigInt(minor) / 10n ** BigInt(digits)
  const rest = minor % 10 ** digits
  return rest ? `${major}.${String(rest).padStart(digits, '0')}` : String(major)
}
