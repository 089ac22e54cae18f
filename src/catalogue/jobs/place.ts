const names = new Intl.DisplayNames('en', { type: 'region' })

/** A place as it is compared: lower case, without accents and marks, one space between words. */
export function placeKey(text: string): string {
  return text
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
}

/** The English name of a country by its code; null for none. */
export function countryName(code: string | null): string | null {
  return code && /^[A-Z]{2}$/.test(code) ? (names.of(code) ?? null) : null
}
