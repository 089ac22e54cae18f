import fs from 'node:fs'
import { expect, test } from 'vitest'

const read = (file: string) => fs.readFileSync(new URL(`../${file}`, import.meta.url), 'utf8')

/** Numbers of OWASP ASVS 5.0.0 by their level; level 3 is out of scope. */
const levels = JSON.parse(read('tests/fixtures/asvs-5.0-l2.json')) as Record<'1' | '2', string[]>
const page = read('docs/asvs.md')

const ANSWERS = ['holds', 'by design', 'not applicable', 'gap']
const WEIGHTS = ['high', 'medium', 'low']

const cells = (line: string) =>
  line
    .slice(1, -1)
    .split('|')
    .map(cell => cell.trim())
const rows = page
  .split('\n')
  .filter(line => /^\| \d+\.\d+\.\d+ \|/.test(line))
  .map(cells)
  .map(([number = '', what = '', level = '', answer = '', evidence = '', ...more]) => ({
    number,
    what,
    level,
    answer,
    evidence,
    more,
    files: [...evidence.matchAll(/`((?:[\w-]+\/)*[\w.-]+\.(?:tsx?|m?js|json|md|yml))`/g)].map(match => match[1]!),
  }))
const of = (answer: string, level?: string) =>
  rows.filter(row => row.answer === answer && (level === undefined || row.level === level))
const weightOf = (evidence: string) => /^\*\*(\w+)\*\*: /.exec(evidence)?.[1]

test('every number of levels 1 and 2 is answered once, at its level', () => {
  const expected = (['1', '2'] as const).flatMap(level => levels[level].map(number => `${number} ${level}`))
  expect(expected).toHaveLength(253)
  expect(rows.map(({ number, level }) => `${number} ${level}`).sort()).toEqual(expected.sort())
  expect(rows.filter(({ what, answer, more }) => !what || !ANSWERS.includes(answer) || more.length > 0)).toEqual([])
})

test('each answer has its evidence: a test that holds it, a place, a reason, a weight', () => {
  const bare = rows.filter(({ answer, evidence, files }) => {
    if (answer === 'holds') return !files.some(file => file.endsWith('.test.ts'))
    if (answer === 'by design') return files.length === 0
    if (answer === 'gap') return !WEIGHTS.includes(weightOf(evidence) ?? '')
    return evidence.length < 7
  })
  expect(bare.map(({ number }) => number)).toEqual([])
})

test('every file that is named exists, and every test that is quoted stands in it', () => {
  const wrong = rows.flatMap(({ number, evidence, files }) => {
    const gone = files.filter(file => !fs.existsSync(new URL(`../${file}`, import.meta.url)))
    const quoted = [...evidence.matchAll(/`([\w/.-]+)`((?:,? “[^”]+”)+)/g)].flatMap(([, file, titles]) =>
      [...titles!.matchAll(/“([^”]+)”/g)].map(title => ({ file: file!, title: title[1]! })),
    )
    const unknown = quoted.filter(({ file, title }) => !gone.includes(file) && !read(file).includes(title))
    return [...gone, ...unknown.map(({ file, title }) => `${file} “${title}”`)].map(what => `${number}: ${what}`)
  })
  expect(wrong).toEqual([])
})

test.each(['docs/asvs.md', 'docs/security.md'])('the sums of %s are those of the tables', file => {
  const sums = [...ANSWERS, 'together'].map(answer => {
    const found = answer === 'together' ? rows : of(answer)
    const [one, two] = ['1', '2'].map(level => found.filter(row => row.level === level).length)
    return `| ${answer} | ${one} | ${two} | ${found.length} |`
  })
  expect(read(file).split('\n')).toEqual(expect.arrayContaining(sums))
})

test('the list of gaps names each with its weight, and says how many there are', () => {
  const gaps = of('gap').map(({ number, evidence }) => `${weightOf(evidence)} ${number}`)
  const listed = [...page.matchAll(/^\| (high|medium|low) \| (\d+\.\d+\.\d+) \|/gm)].map(([, weight, number]) => [
    weight,
    number,
  ])
  expect(listed.map(words => words.join(' ')).sort()).toEqual(gaps.sort())
  const [high, medium, low] = WEIGHTS.map(weight => gaps.filter(gap => gap.startsWith(weight)).length)
  expect(page).toContain(`${high} of high weight, ${medium} of medium, ${low} of low`)
})
