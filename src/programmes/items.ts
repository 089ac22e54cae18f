/** How people begin to list what they can do and what matters to them. */
const LEAD: Record<'skill' | 'work_value', RegExp> = {
  skill:
    /^(?:i (?:think |believe )?(?:have|can|know|am|'m|'ve|bring)\b(?: also)?(?: (?:good|skilled|strong|great|experienced) (?:at|in|with))?(?: experience (?:in|with))?|i'm (?:good|skilled|strong|great|experienced) (?:at|in|with)|my (?:main |best |strongest |usable )?(?:skills?|strengths?) (?:are|is|include)|skills?|strengths?)\s*:?\s+/i,
  work_value:
    /^(?:i (?:really |most )?value|(?:what )?(?:matters|is important) (?:most )?to me(?: is| are)?|my (?:main |most important |core |long-term )?values? (?:are|is|include)|(?:core |long-term )?values?)\s*:?\s+/i,
}
const MOST_WORDS = 4
const MOST_CHARACTERS = 40
/** A list of one could be any sentence. */
const LEAST_ITEMS = 2

/**
 * The items of a plain list, as they stand in the text: lines, bullets, or parts between commas and semicolons, each of at most four
 * words. A text that is no such list gives nothing: guessing would put words in somebody's mouth.
 */
export function itemsOf(text: string, kind: 'skill' | 'work_value'): string[] {
  const lines = text.split(/\n+/u)
  const parts = lines.flatMap(line => {
    const plain = line.replace(/^\s*(?:[-*•–]|\d{1,2}[.)])\s*/u, '').trim()
    const lead = plain.replaceAll('’', "'").match(LEAD[kind])
    const listed = lead ? plain.slice(lead[0].length) : plain
    return listed.replace(/(?<![.!\s])[.!\s]+$/u, '').split(/\s*[,;]\s*|\s+(?:and|&)\s+(?!\S+\s+\S+\s+\S+)/u)
  })
  const items = parts.map(part => part.replace(/^(?:and|also|or)\s+/iu, '').trim()).filter(Boolean)
  if (items.length < LEAST_ITEMS || !items.every(isShort)) return []
  const seen = new Set<string>()
  return items.filter(item => {
    const key = item.toLowerCase()
    return !seen.has(key) && seen.add(key)
  })
}

function isShort(item: string): boolean {
  return (
    item.length >= 2 &&
    item.length <= MOST_CHARACTERS &&
    item.split(/\s+/u).length <= MOST_WORDS &&
    /\p{L}/u.test(item) &&
    !/[.?!:]/u.test(item.replaceAll(/\b\p{L}{1,4}\.\p{L}+/gu, '')) &&
    !/^(?:i|we|it|he|she|they|because|but|not|no)\b/i.test(item)
  )
}
