import fc from 'fast-check'
import { expect, test } from 'vitest'
import { type CheckCode, checkCodes, type Posting } from '../schema.ts'
import { tailorByRules } from '../tailoring/by-rules.ts'
import { POSTING, RESUME } from '../testing/sample.ts'
import { plainText } from '../write-version.ts'
import { checkResume } from './feedback.ts'

const now = Temporal.Instant.from('2026-11-22T12:00:00Z')

function checked(text: string, code: CheckCode, posting?: Posting) {
  return checkResume(text, { now, posting }).find(check => check.code === code)!
}
const lineOf = (text: string, part: string) => text.split('\n').findIndex(line => line.includes(part)) + 1

test('each check once, the keywords only with a posting; each with advice and lines that exist', () => {
  const checks = checkResume(RESUME, { now, posting: POSTING })
  expect(checks.map(({ code }) => code)).toEqual([...checkCodes])
  const alone = checkResume(RESUME, { now })
  expect(alone.map(({ code }) => code)).toEqual(checkCodes.slice(0, -1))
  expect(alone.filter(({ passed }) => !passed).map(({ code }) => code)).toEqual(['length'])
  fc.assert(
    fc.property(
      fc.array(fc.constantFrom(...RESUME.split('\n'), '', '- I did it', 'Phase I', '2019 – 2018', '(', '## Projects')),
      lines => {
        for (const check of checkResume(lines.join('\n'), { now, posting: POSTING })) {
          expect(check.advice).toMatch(/^.{10,}\.$/s)
          for (const line of check.lines) expect(line >= 1 && line <= Math.max(1, lines.length)).toBe(true)
        }
      },
    ),
  )
})

/** For each check a change that breaks it, and the line that is then named. */
const BROKEN: [CheckCode, (text: string) => string, string?][] = [
  ['contact', text => text.replace(/ana\.costa.*Lisbon/, 'Lisbon')],
  ['length', text => text],
  ['summary', text => text.replace(/Coordinator with[\s\S]*budget\.\n/, 'Coordinator.\n'), 'Coordinator.'],
  ['skills', text => text.replace(/Skills\n.*\n/, '')],
  ['date_order', text => text.replace('Mar 2019 – Present', 'Mar 2011 – May 2015'), 'Jan 2016'],
  ['gaps', text => text.replace('Jan 2016 - Dec 2018', 'Jan 2016 - Jan 2018'), 'Mar 2019'],
  ['bullets_per_role', text => text.replace('- Wrote minutes of the board\n', ''), 'Jan 2016'],
  ['figures', text => text.replace(/(14|1\.2|40 %|60|2,000)/g, 'many'), 'Trained'],
  [
    'bullet_length',
    text => text.replace('in data entry', `in ${'all that was needed and more '.repeat(7)}`),
    'Trained',
  ],
  ['opening_verb', text => text.replace('Trained 60', 'Responsible for 60'), 'Responsible'],
  ['repeated_verb', text => text.replace(/- \w+/g, '- Built'), 'Built'],
  ['first_person', text => text.replace('Trained 60', 'Trained our 60'), 'our'],
  ['abbreviation', text => text.replace('of the board', 'of the QZB'), 'QZB'],
]
test.each(BROKEN)('%s fails where it should, and says where', (code, change, part) => {
  const text = change(RESUME)
  const check = checked(text, code)
  expect(check.passed).toBe(false)
  if (part) expect(check.lines).toContain(lineOf(text, part))
})

test('what stands at the bounds', () => {
  const gap = (until: string) => checked(RESUME.replace('Jan 2016 - Dec 2018', `Jan 2016 - ${until}`), 'gaps').passed
  expect([gap('Feb 2018'), gap('Jan 2018')]).toEqual([true, false])
  // A role that runs beside another closes no gap before it, and opens none.
  const beside = RESUME.replace('Education', 'Tutor, Evening school\n2010 - Present\n- Taught 20\n- Led 3\n\nEducation')
  expect(checked(beside, 'gaps').passed).toBe(true)
  const words = (count: number) => checked(Array(count).fill('word').join(' '), 'length').passed
  expect([299, 300, 1000, 1001].map(words)).toEqual([false, true, true, false])
  // Not persons, and not unexplained.
  const fine = RESUME.replace('of the board', 'of phase I for the QZB (Quality and Zoning Board) and the US office')
  expect([checked(fine, 'first_person').passed, checked(fine, 'abbreviation').passed]).toEqual([true, true])
  // A gap until today.
  expect(checked(RESUME.replace('Present', 'May 2024'), 'gaps').passed).toBe(false)
})

test('keywords of a posting: those that are there by any of their names, and those that are not', () => {
  const check = checked(RESUME, 'keywords', POSTING)
  expect(check.present).toEqual(expect.arrayContaining(['SQL', 'Python', 'Tableau']))
  expect(check.missing).toContain('Power BI')
  expect(checked('Nothing of it', 'keywords', POSTING)).toMatchObject({ passed: false, present: [] })
})

test('the longest text is looked at quickly, whatever it repeats', () => {
  const began = performance.now()
  for (const piece of [' ', '.', '(', 'a', '…', 'a.', 'AB ('])
    for (const before of ['', 'Skills\n']) {
      const text = plainText(`${before}a${piece.repeat(40_000 / piece.length)}x`)
      checkResume(text, { now, posting: POSTING })
      tailorByRules(text, POSTING)
    }
  expect(performance.now() - began).toBeLessThan(5_000)
})
