import { describe, expect, it } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { answerText } from './answer-text.ts'
import { answerTexts, topicOf } from './defaults.ts'

const store = testStore()
const write = (version: number, body: string) =>
  store.pool.query("insert into answer_texts (key, version, body, created_at) values ('loan', $1, $2, now())", [
    version,
    body,
  ])

describe('answer texts', () => {
  it('the newest wording of the staff counts, and the release’s own where there is none', async () => {
    expect(await answerText(store.ctx(), 'loan')).toBe(answerTexts.loan)
    await write(1, 'First wording.')
    await write(2, 'Second wording.')
    expect(await answerText(store.ctx(), 'loan')).toBe('Second wording.')
    expect(await answerText(store.ctx(), 'emi')).toBe(answerTexts.emi)
  })

  it('a gap that nobody filled is not shown', async () => {
    await write(3, 'Dear {name}, call [NUMBER HERE].')
    expect(await answerText(store.ctx(), 'loan')).toBe(answerTexts.loan)
  })

  it('no text of ours holds a figure that would need a row', () => {
    for (const [key, text] of Object.entries(answerTexts)) expect(text, key).not.toMatch(/\d|₹|%/)
  })

  it.each([
    ['How to stretch my budget?', 'stretch_budget'],
    ['what is rera', 'registration'],
    ['Why buy Under Construction?', 'under_construction'],
    ['Why is face to face meeting important?', 'meeting'],
    ['What does your company do?', 'what_we_do'],
    ['Why should I buy through you?', 'why_us'],
    ['What ROI can I expect?', 'investment'],
    ['how does an EMI work', 'emi'],
    ['which bank gives a loan', 'loan'],
    ['what papers do I need', 'documents'],
    ['any discount?', 'discount'],
    ['Why should I consider other locations?', 'other_places'],
  ])('%s → %s', (question, topic) => expect(topicOf(question)).toBe(topic))
})
