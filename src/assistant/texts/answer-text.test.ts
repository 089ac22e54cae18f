import { describe, expect, it } from 'vitest'
import { testStore } from '../../storage/testing/index.ts'
import { answerText } from './answer-text.ts'
import { answerTexts, topicOf } from './defaults.ts'
import { listAnswerTexts, listAnswerVersions, previewAnswerText, saveAnswerText } from './edit-answer-text.ts'

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

  it('values come from settings and rows, never from the words', async () => {
    expect(await answerText(store.ctx(), 'what_we_do')).toContain('assistant of Mosaic Homes.')
    await write(4, 'We offer {homes} homes.')
    // No home is on offer here: nothing is said of a number.
    expect(await answerText(store.ctx(), 'loan')).toBe(answerTexts.loan)
    expect(await previewAnswerText(store.ctx(), { key: 'loan', body: 'Ask {business}.' })).toEqual({
      text: 'Ask Mosaic Homes.',
      problems: [],
    })
  })

  it.each([
    ['loan', 'Call {phone} now.', /Nothing can stand for \{phone\}/],
    ['loan', 'Call [NUMBER HERE].', /gap is left open/],
    ['loan', 'Call {business', /gap is left open/],
    ['what_we_do', 'I am a robot.', /must name \{business\}/],
  ])('%s: “%s” is refused with a sentence', async (key, body, sentence) => {
    const { version } = (await listAnswerTexts(store.ctx())).items.find(item => item.key === key)!
    await expect(saveAnswerText(store.ctx(), { key, body, version })).rejects.toMatchObject({
      code: 'assistant.text_placeholder',
      message: expect.stringMatching(sentence),
    })
  })

  it('is worded anew by versions; of two at once one is told; the original comes back', async () => {
    const save = (version: number, body: string | null) => saveAnswerText(store.ctx(), { key: 'emi', body, version })
    expect(await save(0, 'Ours at {business}.')).toMatchObject({ version: 1, edited: true })
    await expect(save(0, 'Mine.')).rejects.toMatchObject({ code: 'assistant.text_changed' })
    expect(await answerText(store.ctx(), 'emi')).toBe('Ours at Mosaic Homes.')
    expect(await save(1, null)).toMatchObject({ version: 2, edited: false, body: answerTexts.emi })
    expect(await answerText(store.ctx(), 'emi')).toBe(answerTexts.emi)
    expect((await listAnswerVersions(store.ctx(), 'emi')).items.map(item => item.body)).toEqual([
      null,
      'Ours at {business}.',
    ])
    await expect(saveAnswerText(store.ctx(), { key: 'nothing', body: 'x', version: 0 })).rejects.toMatchObject({
      code: 'assistant.text_unknown',
    })
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
