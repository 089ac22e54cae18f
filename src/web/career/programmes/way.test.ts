import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Enrolment, Programme, Prompt } from '../../../programmes/schema.ts'
import {
  clamp,
  hindrance,
  isAnswered,
  isBarred,
  itemsIn,
  labelOf,
  placesOf,
  reachedOf,
  standingOf,
  suggestion,
} from './way.ts'

const prompt = (key: string, more: Partial<Prompt> = {}): Prompt => ({
  key,
  text: `Question ${key}?`,
  help: null,
  kind: 'text',
  advice: { characters: 30, items: null },
  form: null,
  ...more,
})
const course = (counts: number[]): Programme => ({
  key: 'any',
  version: 1,
  title: 'Any',
  summary: '',
  minutes: 20,
  steps: counts.map((count, index) => ({
    number: index + 1,
    title: `Step ${index + 1}`,
    intro: '',
    prompts: Array.from({ length: count }, (_, at) =>
      prompt(counts.length === 1 ? `${at + 1}` : `${index + 1}.${at + 1}`),
    ),
  })),
})
const way = (more: Partial<Enrolment> = {}) =>
  ({ position: null, reached: [], gate: null, answers: [], ...more }) as unknown as Enrolment
const answered = (key: string, state: 'draft' | 'final' | 'skipped' = 'final') => ({
  prompt: key,
  text: 'some text here',
  value: null,
  revision: 1,
  state,
  answered: state === 'final',
  savedAt: '2026-11-22T08:00:00Z',
  private: false,
  byOrder: false,
})

test('labels count what is in the definition', () => {
  const short = course([8])
  expect(labelOf(short, placesOf(short)[2]!)).toBe('Question 3 of 8')
  const long = course([6, 4, 4, 4, 4, 4, 4, 4, 4, 4])
  expect(placesOf(long)).toHaveLength(42)
  expect(labelOf(long, placesOf(long).find(place => place.prompt.key === '6.2')!)).toBe('Step 6 of 10, prompt 2 of 4')
})

test('an answer opens the next prompt, a draft does not, and nothing opens past a bar', () => {
  const long = course([2, 2])
  expect([...reachedOf(long, way())]).toEqual(['1.1'])
  expect([...reachedOf(long, way({ answers: [answered('1.1', 'draft')] }))]).toEqual(['1.1'])
  const through = [answered('1.1'), answered('1.2', 'skipped')]
  expect([...reachedOf(long, way({ answers: through }))]).toEqual(['1.1', '1.2', '2.1'])
  const barred = way({ answers: through, gate: { step: 1, message: 'First an experiment.' } })
  expect([...reachedOf(long, barred)]).toEqual(['1.1', '1.2'])
  expect(placesOf(long).map(place => isBarred(barred, place))).toEqual([false, false, true, true])
})

test('an answer that is being edited is still one: what it opened stays open, and it is told apart from one just begun', () => {
  const long = course([2, 2])
  const edited = way({ answers: [{ ...answered('1.1', 'draft'), answered: true }] })
  expect([standingOf(edited, '1.1'), standingOf(way({ answers: [answered('1.1', 'draft')] }), '1.1')]).toEqual([
    'edited',
    'draft',
  ])
  expect(isAnswered(edited, '1.1')).toBe(true)
  expect([...reachedOf(long, edited)]).toEqual(['1.1', '1.2'])
})

test('whatever an address asks for, the page stands at a prompt that was reached', () => {
  const long = course([3, 2, 4])
  const keys = placesOf(long).map(place => place.prompt.key)
  fc.assert(
    fc.property(
      fc.option(fc.oneof(fc.string(), fc.constantFrom(...keys, '9.9')), { nil: undefined }),
      fc.subarray(keys),
      fc.option(fc.constantFrom(...keys), { nil: null }),
      (asked, done, position) => {
        const enrolment = way({ answers: done.map(key => answered(key)), position, reached: done })
        const place = clamp(long, enrolment, asked)!
        expect(reachedOf(long, enrolment).has(place.prompt.key)).toBe(true)
        if (asked && reachedOf(long, enrolment).has(asked)) expect(place.prompt.key).toBe(asked)
      },
    ),
  )
})

test('ten characters after trimming, a number for a rating, four thousand at most', () => {
  const text = prompt('1')
  expect(hindrance(text, { text: '  nine chrs  ', value: null })).toBe('1 more character to go on.')
  expect(hindrance(text, { text: 'ten chars!', value: null })).toBeNull()
  expect(hindrance(text, { text: 'x'.repeat(4001), value: null })).toBe('4,000 characters fit here; 1 are too many.')
  const rating = prompt('4.1', { kind: 'rating' })
  expect(hindrance(rating, { text: 'quite sure, really', value: null })).toContain('number')
  expect(hindrance(rating, { text: '', value: 4 })).toBeNull()
})

test('advice is advice: it never hinders', () => {
  const list = prompt('5.1', { advice: { characters: 100, items: 5 } })
  const two = { text: '- teach in the evening\n\n- ask Priya about her team', value: null }
  expect(itemsIn(two.text)).toBe(2)
  expect(suggestion(list, two)).toBe('A suggestion: 5 or more ideas, one on each line. You have 2.')
  expect(hindrance(list, two)).toBeNull()
})

test('what follows an answer that is only on this device may be opened', () => {
  const short = course([3])
  expect([...reachedOf(short, way(), new Set(['1']))]).toEqual(['1', '2'])
  expect(clamp(short, way(), '2', new Set(['1']))?.prompt.key).toBe('2')
})
