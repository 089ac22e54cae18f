/** A text for comparing: lower case, straight quotes, no signs around words, one space between them. */
export function plain(text: string): string {
  return straight(text)
    .replace(/[^\p{L}\p{N}' ]+/gu, ' ')
    .replace(/(^|\s)'+|'+(\s|$)/g, ' ')
    .replace(/\s+/g, ' ')
    .trim()
}

/** Lower case, with straight quotes and without accents; its signs stay. */
export function straight(text: string): string {
  return (
    text
      .normalize('NFKD')
      // A ligature of Arabic comes apart into eighteen signs, a syllable of Korean into three.
      .slice(0, 4 * text.length)
      .replace(/\p{M}+/gu, '')
      .replace(/[‘’ʼ`´]/g, "'")
      .replace(/[“”«»„]/g, '"')
      .toLowerCase()
  )
}

/** Sentences with the sign that ends them. A number's point ends none. */
export function sentencesOf(text: string): string[] {
  return text
    .split(/(?<=[.!?…]["')\]]*)\s+|\n+/)
    .map(sentence => sentence.trim())
    .filter(Boolean)
}

const COURTESIES = [
  'please',
  'thanks',
  'thank you',
  'thank you very much',
  'thank you so much',
  'many thanks',
  'sorry',
  'hi',
  'hello',
  'hey',
  'hi there',
  'hello there',
  'good morning',
  'good evening',
  'good afternoon',
  'ok',
  'okay',
  'well',
  'um',
  'uh',
  'so',
  'now',
  'thx',
  'pls',
].toSorted((a, b) => b.length - a.length)

const LEADING = new RegExp(`^(?:(?:${COURTESIES.join('|')})(?: |$))+`)
const TRAILING = new RegExp(`(?:(?:^| )(?:${COURTESIES.join('|')}))+$`)
const LAST = new RegExp(`(?:^| )(?:${COURTESIES.join('|')})$`)

/** What is left of a plain text without its courtesies; empty when it was nothing else. */
export function withoutCourtesies(text: string): string {
  return text.replace(LEADING, '').replace(TRAILING, '').trim()
}

/** A plain text as it is, without its courtesies, and on the way there: `now` may be one, or belong to what is said. */
export function courtesiesOff(text: string): string[] {
  const steps = [text]
  let said = text.replace(LEADING, '')
  for (let left = COURTESIES.length; left > 0; left--) {
    steps.push(said)
    const shorter = said.replace(LAST, '').trim()
    if (shorter === said) break
    said = shorter
  }
  return [...steps, withoutCourtesies(text)]
}

/** A plain text without the name that is called in it. */
export function withoutCall(text: string): string {
  return withoutCourtesies(withoutCourtesies(text).replace(/^coach (?=.)|(?<=.) coach$/g, ''))
}
