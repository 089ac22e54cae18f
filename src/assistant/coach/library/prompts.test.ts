import { expect, test } from 'vitest'
import { libraryPrompts } from './prompts.ts'
import { TOPICS, topicOf } from './topics.ts'

test('about 120 prompts, four or more in each of 15 topics, 40 to 120 words, ending in their one question', () => {
  expect(TOPICS).toHaveLength(15)
  expect(libraryPrompts.length).toBeGreaterThanOrEqual(110)
  for (const topic of TOPICS)
    expect(libraryPrompts.filter(prompt => prompt.topic === topic).length).toBeGreaterThanOrEqual(4)
  const wrong = libraryPrompts.flatMap(({ key, body }) => {
    const words = body.split(/\s+/).length
    const questions = body.split('?').length - 1
    return words >= 40 && words <= 120 && questions === 1 && body.endsWith('?') ? [] : [{ key, words, questions }]
  })
  expect(wrong).toEqual([])
  expect(new Set(libraryPrompts.map(prompt => prompt.body)).size).toBe(libraryPrompts.length)
  expect(new Set(libraryPrompts.map(prompt => prompt.key)).size).toBe(libraryPrompts.length)
})

test('a text has the topic that most of its words belong to', () => {
  expect(topicOf('I want to negotiate my salary before I sign')).toBe('financial and negotiation')
  expect(topicOf('I am exhausted and cannot sleep')).toBe('wellbeing and stress')
  expect(topicOf('torn between two options, I cannot decide')).toBe('decision-making')
  expect(topicOf('Three interviews, no job offer, and my CV is old')).toBe('career search')
  expect(topicOf('hmm')).toBe('general')
})
