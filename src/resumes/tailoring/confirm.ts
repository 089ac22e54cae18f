import { findSkill } from '../../catalogue/index.ts'
import { isOpeningVerb } from '../feedback/verbs.ts'
import { readResume } from '../reading/read-resume.ts'

export const TO_CONFIRM = '[to confirm]'

const DEGREE =
  /\b(?:Ph\.?D|D\.?Phil|M\.?B\.?A|B\.?B\.?A|[BM]\.?\s?(?:Sc|A|S|Eng|Ed|Tech|Com|Phil|Arch|Res)|LL\.?[BM]|J\.?D|M\.?D|B\.?Pharm|G\.?N\.?V\.?Q|(?:Bachelor|Master|Doctor(?:ate)?|Associate|Diploma|Certificate|Degree)(?:['’]s)?(?:\s+(?:of|in|degree)(?:\s+(?:[A-Z][\p{L}]+|and|of))+)?)(?![\p{L}])\.?/gu
const NUMBER =
  /(?:[€$£₹¥]\s?)?\d+(?:[.,:/]\d+)*(?:\s?(?:%|percent\b|k\b|m\b|x\b|bn\b|million\b|billion\b|lakh\b|crore\b)|\+)?/giu
const ONES =
  'two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen eighteen nineteen twenty'.split(
    ' ',
  )
const WRITTEN_NUMBER = new RegExp(
  `\\b(?:${ONES.join('|')}|thirty|forty|fifty|sixty|seventy|eighty|ninety|hundred|thousand|million|billion|dozen|dozens|hundreds|thousands|millions|doubled|tripled|quadrupled|halved)\\b`,
  'gi',
)
/** Names: words with a capital, held together by small ones, up to a mark that ends them. */
const WORD = "\\p{Lu}[\\p{L}\\p{N}&'’+#-]*(?:\\.\\p{L}[\\p{L}\\p{N}]*)*"
const NAME = new RegExp(`${WORD}(?:\\s+(?:(?:of|for|the|de|von|van|&)\\s+)*${WORD})*`, 'gu')

/** What an employer's name comes after in a sentence. */
const AFTER = /\b(?:at|joined|join|employer|with|for)\s+(?:the\s+)?$/i

type Place = { start: number; end: number }

/**
 * A proposed text with `[to confirm]` behind each employer, degree, year and number that its source does not have. Names that are
 * no employers may be marked too: what cannot be told apart is asked about. A line that is the headline aimed at claims nothing.
 * Marked once, however often it is done.
 */
export function markUnsourced(source: string, proposed: string, options: { headline?: string } = {}): string {
  const known = sourceOf(source)
  return readResume(proposed)
    .lines.map(({ text, kind, section }) => {
      if (kind === 'heading' || kind === 'blank' || text.trim() === options.headline) return text
      // Where roles are told, a name of known words is an employer all the same.
      return markLine(text, known, section === 'experience' && (kind === 'role' || kind === 'text'))
    })
    .join('\n')
}

type Source = { words: string; numbers: Set<string> }

function sourceOf(source: string): Source {
  const numbers = [...source.matchAll(NUMBER)].map(([text]) => plainNumber(text))
  return { words: ` ${fold(source)} `, numbers: new Set(numbers) }
}

function markLine(line: string, source: Source, ofRole: boolean): string {
  const places: Place[] = []
  const add = (found: RegExpExecArray) => places.push({ start: found.index, end: found.index + found[0].length })
  for (const found of line.matchAll(NUMBER))
    if (!source.numbers.has(plainNumber(found[0])) && !isOrdinalBullet(line, found)) add(found)
  for (const found of line.matchAll(WRITTEN_NUMBER)) {
    const at = ONES.indexOf(found[0].toLowerCase())
    const isFigure = at >= 0 && source.numbers.has(String(at + 2))
    if (!isFigure && !source.words.includes(` ${fold(found[0])} `)) add(found)
  }
  for (const found of line.matchAll(DEGREE)) if (!source.words.includes(` ${fold(found[0])} `)) add(found)
  for (const found of line.matchAll(NAME)) {
    const name = nameWithin(line, found, source, ofRole)
    if (name) places.push(name)
  }
  let marked = line
  for (const { end } of merged(places).toReversed())
    if (!marked.slice(end).trimStart().startsWith(TO_CONFIRM))
      marked = `${marked.slice(0, end)} ${TO_CONFIRM}${marked.slice(end)}`
  return marked
}

/** What of a run of capitalised words is no known name: words that only begin a sentence, skills and known words aside. */
function nameWithin(line: string, found: RegExpExecArray, source: Source, ofRole: boolean): Place | undefined {
  let { index: start } = found
  let text = found[0].replace(/(?<![.'’-])[.'’-]+$/, '')
  const begins = /^[\s\-–—•*▪◦‣·●○#]*$/.test(line.slice(0, start)) || /[.!?:]\s+$/.test(line.slice(0, start))
  const [first = ''] = text.split(/\s+/)
  if (
    begins &&
    !ofRole &&
    (isOpeningVerb(first) || !text.includes(' ')) &&
    !/\s[|–—-]\s|,/.test(line.slice(start + text.length, start + text.length + 3))
  ) {
    start += first.length
    const gap = /^\s+(?:(?:of|and|for|the)\s+)?/.exec(text.slice(first.length))?.[0] ?? ''
    start += gap.length
    text = text.slice(first.length + gap.length)
  }
  if (text === '' || /^\[?to confirm/i.test(text)) return undefined
  if (source.words.includes(` ${fold(text)} `) || findSkill(text)) return undefined
  if (ofRole || AFTER.test(line.slice(0, start))) return { start, end: start + text.length }
  const unknown = text
    .split(/\s+/)
    .filter(word => !source.words.includes(` ${fold(word)} `) && !findSkill(word) && /^\p{Lu}/u.test(word))
  return unknown.length === 0 ? undefined : { start, end: start + text.length }
}

/** One mark for what runs into each other, such as a number within a name. */
function merged(places: Place[]): Place[] {
  const result: Place[] = []
  for (const place of places.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    const last = result.at(-1)
    if (last && place.start <= last.end) last.end = Math.max(last.end, place.end)
    else result.push({ ...place })
  }
  return result
}

function isOrdinalBullet(line: string, found: RegExpExecArray): boolean {
  return /^\s*$/.test(line.slice(0, found.index)) && /^[.)]\s/.test(line.slice(found.index + found[0].length))
}

const plainNumber = (text: string) =>
  text.toLowerCase().replace(/[\s,+]|percent/g, match => (match === 'percent' ? '%' : ''))

const fold = (text: string) =>
  text
    .toLowerCase()
    .replace(/[^\p{L}\p{N}+#&%]+/gu, ' ')
    .trim()
