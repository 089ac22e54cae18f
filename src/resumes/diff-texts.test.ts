import fc from 'fast-check'
import { expect, test } from 'vitest'
import { diffTexts } from './diff-texts.ts'

const line = fc.constantFrom(
  'Led 14 teams in Lisbon',
  'Led 16 teams in Lisbon',
  'Wrote minutes',
  '',
  'Skills',
  'SQL, Python',
)
const text = fc.array(line, { maxLength: 14 }).map(lines => lines.join('\n'))

test('changed lines with their changed words, and two lines around', () => {
  const [hunk, ...more] = diffTexts('a\nb\nc\nLed 14 teams\nd\ne\nf', 'a\nb\nc\nLed 16 teams\nd\ne\nf')
  expect(more).toEqual([])
  expect(hunk).toMatchObject({ fromLine: 2, toLine: 2 })
  expect(hunk!.lines.map(({ kind, text }) => `${kind} ${text}`)).toEqual([
    ...['same b', 'same c', 'removed Led 14 teams', 'added Led 16 teams', 'same d', 'same e'],
  ])
  expect(hunk!.lines[3]!.words).toEqual([
    { text: 'Led ', changed: false },
    { text: '16', changed: true },
    { text: ' teams', changed: false },
  ])
  expect(diffTexts('same', 'same')).toEqual([])
})

test('a diff makes the one text of the other; its words are its lines', () => {
  fc.assert(
    fc.property(text, text, (from, to) => {
      const made = from.split('\n')
      const lines = diffTexts(from, to).flatMap(hunk => hunk.lines)
      for (const { kind, number, text, words } of lines) {
        if (words) expect(words.map(word => word.text).join('')).toBe(text)
        if (kind !== 'added') expect(from.split('\n')[number - 1]).toBe(text)
        else expect(to.split('\n')[number - 1]).toBe(text)
      }
      for (const { number } of lines.filter(({ kind }) => kind === 'removed').toReversed()) made.splice(number - 1, 1)
      for (const { number, text } of lines.filter(({ kind }) => kind === 'added')) made.splice(number - 1, 0, text)
      expect(made.join('\n')).toBe(to)
    }),
  )
})

test('two texts with nothing in common are compared for a second at most', () => {
  const words = (sign: string) => Array.from({ length: 20 }, (_, line) => `${sign}${line} `.repeat(700)).join('\n')
  const scattered = (text: string) => text.replace(/ /g, (_, at: number) => ` ${(at * 7_919) % 10_007} `)
  const began = performance.now()
  expect(diffTexts(scattered(words('a')), scattered(words('b'))).length).toBeGreaterThan(0)
  expect(performance.now() - began).toBeLessThan(2_500)
})
