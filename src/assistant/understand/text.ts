import { expansions } from './data/expansions.ts'

/** Longer messages are read up to here: nobody states a wish in more, and work stays bounded whatever is pasted. */
export const maxLength = 2000

/**
 * One word, number or mark. `text` is what the rules match (lower case, expanded, spelling mended), `raw` what was
 * typed. `clause` counts the parts between commas, stops and "but".
 */
export type Token = {
  text: string
  raw: string
  kind: 'word' | 'number' | 'mark'
  value: number
  glued: boolean
  clause: number
  /** what a recogniser took the token for, e.g. `place`, `money` */
  tag: string
  /** a word of the language or the catalogue; false for names nobody told us */
  known: boolean
}

const pattern =
  /\d{1,3}(?:,\d{2,3})*,\d{3}(?!\d)(?:\.\d+)?|\d+(?:\.\d+)?|(?<![\p{L}\d])\.\d+|[\p{L}\p{M}]+(?:['’][\p{L}]+)*|[^\s]/gu

const abbreviations = new Set(['sq', 'rs', 'no', 'mr', 'mrs', 'ms', 'dr', 'approx', 'apt', 'min', 'max', 'bhk'])
const clauseMarks = new Set([',', '.', ';', '!', '?', '\n'])
const clauseWords = new Set(['but', 'however', 'though', 'although', 'lekin', 'magar'])

/** Makes the many ways of writing one character one, drops what cannot be seen, and cuts at `maxLength`. */
export function normalise(text: string): string {
  return text
    .slice(0, maxLength)
    .toWellFormed()
    .replace(/(\d)½/g, '$1.5')
    .replace(/½/g, '0.5')
    .replace(/(\d)¼/g, '$1.25')
    .replace(/(\d)¾/g, '$1.75')
    .normalize('NFKC')
    .replace(/[\u200b-\u200f\u202a-\u202e\u2060\ufeff\u00ad]/g, '')
    .replace(/[\u2018\u2019\u02bc`´]/g, "'")
    .replace(/[\u2010-\u2015\u2212]/g, '-')
    .replace(/\b([wW])\/[oO]\b/g, 'without')
    .replace(/\b(?:b\/w|btw|btwn|betw|betn|bw)\b(?=\.?\s*(?:₹|[$€£]|rs\b\.?|inr\b)?\s*\d)/gi, 'between')
    .replace(/\bb\/w\b/gi, 'between')
    .replace(/\bw\/(?=\s|\w)/g, 'with ')
    .replace(/[\u0000-\u0009\u000b-\u001f\u007f]/g, ' ')
}

/** Splits a normalised message into tokens. Hyphens within words fall away, those of ranges stay. */
export function tokenise(text: string): Token[] {
  const tokens: Token[] = []
  let end = 0
  let clause = 0
  for (const match of text.matchAll(pattern)) {
    const raw = match[0]
    const glued = match.index === end && tokens.length > 0
    if (text.lastIndexOf('\n', match.index) >= end && end > 0) clause++
    end = match.index + raw.length
    const first = raw.charCodeAt(0)
    if ((first >= 48 && first <= 57) || (first === 46 && raw.length > 1)) {
      tokens.push(token(raw, raw, 'number', glued, clause, Number(raw.replaceAll(',', ''))))
    } else if (/^[\p{L}\p{M}]/u.test(raw)) {
      const lower = raw.toLowerCase()
      const spoken = expansions.get(lower) ?? lower.replace(/'s$|'$/, '').replaceAll("'", '')
      if (clauseWords.has(spoken)) clause++
      let part = 0
      for (const word of spoken.split(' '))
        tokens.push(token(word, raw, 'word', part++ === 0 && glued, clause, Number.NaN))
    } else {
      const last = tokens.at(-1)
      if (raw === '.' && glued && last && abbreviations.has(last.text)) continue
      if (raw === '&') tokens.push(token('and', raw, 'word', false, clause, Number.NaN))
      else tokens.push(token(raw, raw, 'mark', glued, clause, Number.NaN))
      if (clauseMarks.has(raw)) clause++
    }
  }
  return dropHyphens(tokens)
}

function token(text: string, raw: string, kind: Token['kind'], glued: boolean, clause: number, value: number): Token {
  return { text, raw, kind, value, glued, clause, tag: '', known: kind !== 'word' }
}

/** "ready-to-move", "2-bhk", "D-25" lose the hyphen; "2-3" and "80L-90L" keep it. */
function dropHyphens(tokens: Token[]): Token[] {
  return tokens.filter((current, at) => {
    if (current.text !== '-' || !current.glued) return true
    const before = tokens[at - 1]
    const after = tokens[at + 1]
    if (!before || !after?.glued || after.kind === 'mark') return true
    if (before.kind === 'word' && after.kind === 'word') return false
    if (before.kind === 'number' && after.kind === 'word') return false
    if (before.kind === 'word' && after.kind === 'number') return tokens[at - 2]?.kind === 'number'
    return true
  })
}
