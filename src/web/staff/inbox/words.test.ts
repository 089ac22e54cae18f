import { expect, test } from 'vitest'
import { fillReply, openPlaceholder, promiseWords, whoAnswers } from './words.ts'

const at = '2026-11-22T03:30:00Z'
const zone = 'Asia/Kolkata'

test('a promise is told with its time and how far off it is', () => {
  const promise = { at, outOfHours: true, late: false }
  const told = (minutes: number) => promiseWords(promise, Date.parse(at) - minutes * 60_000, zone)
  expect(told(12)).toEqual({ text: 'promised 9:00 am, in 12 min', late: false })
  expect(told(125)).toEqual({ text: 'promised 9:00 am, in 2 h 5 min', late: false })
  expect(told(-4)).toEqual({ text: 'promised 9:00 am, 4 min ago', late: true })
  expect(told(0)).toEqual({ text: 'promised 9:00 am, now', late: true })
})

test('a kept reply is filled with what is known; the rest stays open', () => {
  const known = { name: null, me: 'Asha', business: 'Velmora' }
  const filled = fillReply('Hello {name}, {me} of {business} here. {other}', known)
  expect(filled).toBe('Hello {name}, Asha of Velmora here. {other}')
  expect(openPlaceholder(filled)).toBe('{name}')
  expect(openPlaceholder(fillReply('Hello {name}', { ...known, name: '$& {me}' }))).toBe('{me}')
  expect(openPlaceholder('Hello {other}')).toBeNull()
})

test('who answers is said in a few words', () => {
  const speaker = { accountId: 'a', name: 'Asha' }
  expect(whoAnswers({ speaker, handOff: 'human' }, 'a')).toBe('You answer')
  expect(whoAnswers({ speaker, handOff: 'human' }, 'b')).toBe('Asha answers')
  expect(whoAnswers({ speaker: null, handOff: 'assistant' }, 'b')).toBe('The assistant answers')
})
