import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { CRISIS, NO_CRISIS } from './cases/crisis.ts'
import { CASES } from './cases/reading.ts'
import { assentOf, controlOf, saysNothing } from './controls.ts'
import { isCrisis } from './crisis.ts'
import { straight } from './plain.ts'
import { readMessage, SHORTEST_ANSWER } from './read-message.ts'

describe('examples', () => {
  test('every example is read as it should be', () => {
    const wrong = CASES.flatMap(({ said, at, asked, before, kind, control, reply, rating, tone }) => {
      const prompt = at === null ? null : { kind: at ?? ('text' as const) }
      const read = readMessage(said, { prompt, asked: asked ?? null, ...(before && { before }) })
      const wanted = { kind, control, reply, rating, ...(tone && { tone }) }
      const got = {
        kind: read.kind,
        control: read.control,
        reply: read.reply,
        rating: read.rating,
        ...(tone && { tone: read.tone }),
      }
      return JSON.stringify(wanted) === JSON.stringify(got) ? [] : [{ said, wanted, got }]
    })
    expect(wrong).toEqual([])
    expect(CASES.length).toBeGreaterThan(220)
  })

  test('what speaks of own suicide or self-harm is a crisis', () => {
    expect(CRISIS.filter(text => !isCrisis(text))).toEqual([])
    expect(CRISIS.map(text => `${text.toUpperCase()}!!`).filter(text => !isCrisis(text))).toEqual([])
    expect(CRISIS.filter(text => !isCrisis(`I had a long week at the office. ${text}. That is all.`))).toEqual(
      // Words that mean it only when nothing else is said
      ['suicidal'].filter(text => !isCrisis(`I had a long week at the office. ${text}. That is all.`)),
    )
  })

  test('figures of speech, other people and quotations are none', () => {
    expect(NO_CRISIS.filter(isCrisis)).toEqual([])
  })
})

const words = fc.constantFrom(
  ...'I want to quit my job stop help people exit yes no skip back pause enough person talk because frustrated gap teach hope repeat done now'.split(
    ' ',
  ),
)
const sentence = fc.array(words, { minLength: 1, maxLength: 14 }).map(list => list.join(' '))
const anything = fc.oneof(sentence, fc.string({ maxLength: 200 }), fc.string({ unit: 'binary', maxLength: 80 }))
const prompts = fc.constantFrom({ kind: 'text' as const }, { kind: 'rating' as const })

test('content is kept: what is no crisis, reply or control is an answer, a draft or a question with its text at hand', () => {
  fc.assert(
    fc.property(anything, prompts, (text, prompt) => {
      const { kind, reply } = readMessage(text, { prompt })
      const own = !saysNothing(text) && !assentOf(text) && !controlOf(text) && !isCrisis(text)
      if (own) expect(['answer', 'draft', 'question']).toContain(kind)
      if (kind === 'reply') expect(reply).toBe('nothing')
      if (kind === 'answer' && prompt.kind === 'text')
        expect(text.trim().length).toBeGreaterThanOrEqual(SHORTEST_ANSWER)
    }),
  )
})

test('a message of more than six words is never an exit, whatever words it holds', () => {
  fc.assert(
    fc.property(fc.array(words, { minLength: 7, maxLength: 20 }), list => {
      const { kind } = readMessage(list.join(' '), { prompt: { kind: 'text' }, asked: 'pause' })
      expect(kind).not.toBe('control')
    }),
  )
})

test('tone decides nothing: the same content is read alike with and without a mood around it', () => {
  const moods = ['', 'I am so frustrated. ', 'I am excited. ', 'I feel hopeless about work. ', 'I am confused. ']
  fc.assert(
    fc.property(fc.constantFrom(...moods), sentence, (mood, text) => {
      const own = `${text} and that is what I would change first`
      expect(readMessage(mood + own, { prompt: { kind: 'text' } }).kind).toBe('answer')
    }),
  )
})

test('only a whole-message yes, no or button settles an open question', () => {
  fc.assert(
    fc.property(fc.constantFrom('pause', 'take', 'hand_off', 'start'), sentence, (asked, text) => {
      const read = readMessage(text, { prompt: { kind: 'text' }, asked })
      if (read.kind === 'reply' && read.reply !== 'nothing') expect(text.split(' ').length).toBeLessThanOrEqual(6)
      const said = readMessage(`yes, ${text} with all my heart`, { prompt: { kind: 'text' }, asked })
      expect(said.kind).not.toBe('reply')
    }),
  )
})

test('the longest message is read quickly, whatever it repeats', () => {
  const began = performance.now()
  for (const piece of ['I want to ', 'a"', 'said "', 'my friend ', 'to die for ', '4/', 'yes ', 'not '])
    readMessage(piece.repeat(4000 / piece.length), { prompt: { kind: 'rating' } })
  expect(performance.now() - began).toBeLessThan(1_500)
})

test('a sign that comes apart into eighteen makes no message much longer', () => {
  expect(straight('ﷺ'.repeat(4_000)).length).toBeLessThanOrEqual(16_000)
  expect(straight('Ça va? 한국어 ﬃ')).toMatch(/^ca va\? .* ffi$/)
})
