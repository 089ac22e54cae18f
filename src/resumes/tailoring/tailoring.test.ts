import fc from 'fast-check'
import { expect, test } from 'vitest'
import { POSTING, RESUME } from '../testing/sample.ts'
import { tailorByRules } from './by-rules.ts'
import { markUnsourced, TO_CONFIRM } from './confirm.ts'

test('by rules: the target as headline, matched skills first, bullets by what they share with the posting', () => {
  const lines = tailorByRules(RESUME, POSTING).split('\n')
  expect(lines.slice(0, 2)).toEqual(['Ana Costa', 'Data Analyst'])
  expect(lines).toContain('Python, SQL, Tableau, Excel, Stakeholder management, Budgeting')
  const bullets = lines.filter(line => line.startsWith('- ')).map(line => line.split(' ')[1])
  expect(bullets).toEqual(['Built', 'Trained', 'Coordinated', 'Analysed', 'Wrote'])
  expect(tailorByRules('Ana Costa\nana@example.com\n\nSkills\nSQL', POSTING)).toBe(
    'Ana Costa\nData Analyst\nana@example.com\n\nSkills\nSQL',
  )
})

test('by rules nothing is added but the headline, and nothing is lost', () => {
  const line = fc.constantFrom(
    ...RESUME.split('\n'),
    '  which runs on',
    '1. first',
    'Tools: SQL; R (in part, yes); Go',
    '•',
    '',
  )
  const sorted = (text: string) =>
    text
      .split('\n')
      .flatMap(one => one.split(/[,;|•·\s]+/))
      .filter(Boolean)
      .sort()
  fc.assert(
    fc.property(fc.array(line, { maxLength: 25 }), lines => {
      const headless = ['Ana Costa', '', 'Experience', ...lines].join('\n')
      const tailored = tailorByRules(headless, { ...POSTING, title: 'Zzz' })
      expect(sorted(tailored)).toEqual(sorted(`${headless}\nZzz`))
      // Once in order, it stays so.
      expect(tailorByRules(tailored, { ...POSTING, title: 'Zzz' })).toBe(tailored)
    }),
  )
})

test('a model’s proposal: each employer, degree, year and number that the source does not have is marked', () => {
  const proposal = `Ana Costa
Data Analyst
Summary
Data analyst with 12 years at Globex Corporation and an MBA from Harvard Business School. Led twenty people.
Experience
Programme Coordinator, Health Forward, Lisbon
Mar 2019 – Present
- Coordinated 14 field teams with a budget of €1.2m, raising output by 35%
- Built a Tableau dashboard for Acme and SQL reports
Lead Analyst, Health Porto
2012 – 2013
Education
BSc Sociology, University of Porto, 2013
Master of Science in Statistics, 2017`
  const marked = markUnsourced(RESUME, proposal, { headline: 'Data Analyst' })
  expect(marked).toBe(`Ana Costa
Data Analyst
Summary
Data analyst with 12 [to confirm] years at Globex Corporation [to confirm] and an MBA [to confirm] from Harvard Business School [to confirm]. Led twenty [to confirm] people.
Experience
Programme Coordinator, Health Forward, Lisbon
Mar 2019 – Present
- Coordinated 14 field teams with a budget of €1.2m, raising output by 35% [to confirm]
- Built a Tableau dashboard for Acme [to confirm] and SQL reports
Lead Analyst [to confirm], Health Porto [to confirm]
2012 [to confirm] – 2013
Education
BSc Sociology, University of Porto, 2013
Master of Science [to confirm] in Statistics, 2017 [to confirm]`)
  expect(markUnsourced(RESUME, marked, { headline: 'Data Analyst' })).toBe(marked)
  expect(markUnsourced(RESUME, RESUME)).toBe(RESUME)
})

test('every number that is not in the source is marked, wherever it stands', () => {
  fc.assert(
    fc.property(
      fc.integer({ min: 3, max: 99_999 }),
      fc.constantFrom('Saved % hours', '- Grew sales by % %', '€% in a year', 'In %'),
      (number, frame) => {
        const text = frame.replace('%', String(number))
        expect(markUnsourced('No figures here', text)).toContain(TO_CONFIRM)
        expect(markUnsourced(`A ${text} B`, text)).toBe(text)
      },
    ),
  )
})

test('numbers in words are held against figures, and a factor is one with its sign', () => {
  const marked = (line: string) => markUnsourced('Led 5 teams and wrote fourteen reports in 1 year', line)
  expect(marked('- Led five teams, wrote fourteen reports')).toBe('- Led five teams, wrote fourteen reports')
  expect(marked('- Led sixteen teams of thirty, grew sales 10x')).toBe(
    '- Led sixteen [to confirm] teams of thirty [to confirm], grew sales 10x [to confirm]',
  )
})
