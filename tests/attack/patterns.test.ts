import { createHash } from 'node:crypto'
import fs from 'node:fs'
import { check } from 'recheck'
import { expect, test } from 'vitest'
import { isCrisis } from '../../src/assistant/coach/reading/crisis.ts'
import { understand } from '../../src/assistant/understand/index.ts'
import { TIMES } from './effort.ts'
import { regexpsOf } from './regexps.ts'

/**
 * What the checker said of the regular expressions that there were when this list was made, by the hash of each: `safe`, the
 * degree of a polynomial, or `unknown` where it gave up. A new one is checked when it comes; `npm run attack -- --only patterns`
 * checks all of them again and writes the list.
 */
const listFile = new URL('./patterns.json', import.meta.url)
const known = JSON.parse(fs.readFileSync(listFile, 'utf8')) as Record<string, string>
/** Enough for nine of ten that four seconds leave open; among all tests only new ones are checked, and soon given up. */
const LIMIT_MS = TIMES > 1 ? 20_000 : 4_000
const nameOf = (source: string, flags: string) =>
  createHash('sha256').update(`/${source}/${flags}`).digest('hex').slice(0, 16)

/**
 * Beyond the square of a length, says the checker: what each of them reads is short, or the operator's, or every repetition in
 * it is bounded. There the checker counts the steps in texts that are shorter than the bounds; the times are those of its own
 * attacks at 4,000 characters, and a text twice as long takes twice as long. The growth of all of them is tried too.
 */
const ACCEPTED: Record<string, string> = {
  'assistant/coach/guard.ts': 'a gap of at most 40 characters: 0.7 ms',
  'assistant/coach/schema.ts': 'CRISIS_LINES, a setting',
  'assistant/coach/reading/crisis.ts':
    'gaps of at most 60 and 30 characters before a quotation, and of three words: 1.2 ms',
  'assistant/coach/reading/crisis/composed.ts': 'at most four words, in the 60 characters before an act: 0.06 ms',
  'assistant/coach/reading/crisis/figures.ts':
    'a look ahead of at most 80 characters, in a sentence of a message: 0.2 ms',
  'assistant/understand/contact.ts': 'each part of an address is bounded, and five of them: 0.8 ms',
  'assistant/understand/data/advice.ts': 'a gap of at most 40 characters: 0.3 ms',
  'assistant/understand/facts.ts': 'gaps of at most 40 characters: 0.3 ms',
  'catalogue/jobs/html-text.ts': 'ends at the end of the text where nothing closes',
  'resumes/feedback/whole.ts': 'both halves of an address are bounded',
  'server/observe/statement.ts': 'statements of our own',
}

test('no regular expression of ours takes exponential time, and none beyond a square unless it is said why', {
  timeout: 7_200_000,
}, async () => {
  const verdicts: Record<string, string> = {}
  const wrong: string[] = []
  for (const { source, flags, files } of regexpsOf()) {
    const name = nameOf(source, flags)
    let verdict: string | undefined = TIMES > 1 ? undefined : known[name]
    if (!verdict) {
      const found = await check(source, flags, { timeout: LIMIT_MS })
      const complexity = 'complexity' in found ? found.complexity : undefined
      if (complexity?.type === 'polynomial') verdict = String(complexity.degree)
      else verdict = complexity?.type === 'exponential' ? 'exponential' : found.status
      // Where it gives up, or only tries texts by chance, the worse of what it said of the same expression stays.
      if (verdict === 'unknown') verdict = known[name] ?? verdict
      else if (complexity?.isFuzz && Number(known[name]) > (Number(verdict) || 1)) verdict = known[name]!
    }
    verdicts[name] = verdict
    const isLong = Number(verdict) > 2 && !files.every(file => file in ACCEPTED)
    if (verdict === 'exponential' || isLong)
      wrong.push(`${files.join(', ')}: ${verdict} /${source.slice(0, 200)}/${flags}`)
  }
  expect(wrong).toEqual([])
  const sorted = Object.fromEntries(Object.entries(verdicts).sort(([a], [b]) => (a < b ? -1 : 1)))
  if (TIMES > 1) fs.writeFileSync(listFile, `${JSON.stringify(sorted, null, 2)}\n`)
})

/** What made an expression try every way to read it; each is as long as a message may be. */
const PUMPS: [string, string, string][] = [
  ['wish i', ' had been', ' no'],
  ['no a ', 'schedule a any ', 'n'],
  ['no ', 'book a the ', 'n'],
  ['construction ', 'sound ', 'x'],
  ['construction seems ', 'a bit ', 'x'],
  ['', 'not ', 'x'],
  ['', 'which ', 'x'],
  ['is ', 'very ', 'x'],
  ['budget is ', 'really ', 'x'],
  ['', 'a@', '!'],
  ['', '1 ', 'x'],
  ['', '1-', 'x'],
  ['', '.', 'x'],
  ['', ' ', 'x'],
  ['', '₹', 'x'],
  ['', '9', 'x'],
  ['', 'and ', 'x'],
  ['', 'near ', 'x'],
  ['', 'xlisting or ', 'x'],
  ['', 'I feel ', 'x'],
]

test.each(PUMPS)('a message that repeats itself is read to its end: %j %j %j', (before, pump, after) => {
  const text = `${before}${pump.repeat(4_000)}`.slice(0, 3_990) + after
  // Exponential work would never come to an end; how long it takes on this machine is nobody's question here.
  expect(understand(text).intent).toBeTypeOf('string')
  expect(isCrisis(text)).toBeTypeOf('boolean')
})
