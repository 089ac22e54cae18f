import { describe, expect, test } from 'vitest'
import {
  begin,
  draftOf,
  dueAt,
  isUnsaved,
  markOf,
  NOTHING,
  reduce,
  type SaveEvent,
  type Saving,
  writeOf,
} from './save.ts'

const words = (text: string, value: number | null = null) => ({ text, value })
const there = (text: string, revision: number, final = false) => ({
  ...words(text),
  revision,
  final,
  savedAt: `2026-11-22T08:35:0${revision}Z`,
})
const play = (saving: Saving, ...events: [SaveEvent, number][]) =>
  events.reduce((state, [event, now]) => reduce(state, event, now), saving)
const send = (saving: Saving, now: number) => reduce(saving, { type: 'sent', write: writeOf(saving) }, now)

describe('when a request is due', () => {
  test('a second after the last key; never because a page was opened or blanks were typed', () => {
    expect(dueAt(begin(NOTHING))).toBeNull()
    expect(isUnsaved(play(begin(NOTHING), [{ type: 'typed', content: words('  \n') }, 10]))).toBe(false)
    expect(dueAt(begin(there('An answer', 3)))).toBeNull()
    let state = begin(NOTHING)
    for (let key = 0; key < 20; key++) {
      state = play(state, [{ type: 'typed', content: words('x'.repeat(key + 1)) }, 10_000 + key * 50])
      expect(dueAt(state)).toBe(10_000 + key * 50 + 1000)
    }
  })

  test('steady typing is sent every five seconds, and no sooner after the request before', () => {
    let state = begin(NOTHING)
    for (let now = 0; now <= 8000; now += 500)
      state = play(state, [{ type: 'typed', content: words(`at ${now}`) }, now])
    expect(dueAt(state)).toBe(5000)
    state = play(send(state, 5000), [{ type: 'answered', revision: 1, savedAt: 'x', final: false }, 5050])
    state = play(state, [{ type: 'typed', content: words('soon after') }, 5200])
    expect(dueAt(state)).toBe(10_000)
    expect(dueAt(play(state, [{ type: 'left' }, 5300]))).toBe(0)
    expect(dueAt(play(state, [{ type: 'fix' }, 5300]))).toBe(0)
  })

  test('a failure is tried again after 2, 4, 8 seconds or as the server asks; leaving the box does not hammer, coming online does not wait', () => {
    let state = send(play(begin(NOTHING), [{ type: 'typed', content: words('kept') }, 0]), 1000)
    const fail = { type: 'failed', message: 'No answer', passing: true, retryAfter: null } as const
    state = play(state, [fail, 1000])
    expect(markOf(state)).toEqual({ kind: 'kept' })
    expect(dueAt(play(state, [{ type: 'left' }, 1500]))).toBe(3000)
    expect(dueAt(play(state, [{ type: 'retry' }, 1500]))).toBe(1500)
    state = play(send(state, 6000), [fail, 6000])
    expect(dueAt(state)).toBe(11_000)
    state = play(send(state, 11_000), [{ ...fail, retryAfter: 60 }, 11_000])
    expect(dueAt(state)).toBe(71_000)
  })
})

describe('what the mark says', () => {
  test('nothing, saving, saved, kept here', () => {
    let state = begin(NOTHING)
    expect(markOf(state)).toEqual({ kind: 'none' })
    state = play(state, [{ type: 'typed', content: words('A thought') }, 0])
    expect(markOf(state)).toEqual({ kind: 'saving' })
    state = play(send(state, 1000), [
      { type: 'answered', revision: 1, savedAt: '2026-11-22T08:35:00Z', final: false },
      1010,
    ])
    expect(markOf(state)).toEqual({ kind: 'saved', at: '2026-11-22T08:35:00Z' })
    expect(draftOf(state)).toBeNull()
  })

  test('what was typed while a request was out is not called saved', () => {
    let state = send(play(begin(NOTHING), [{ type: 'typed', content: words('first') }, 0]), 1000)
    state = play(
      state,
      [{ type: 'typed', content: words('first and more') }, 1005],
      [{ type: 'answered', revision: 1, savedAt: 'x', final: false }, 1010],
    )
    expect(markOf(state)).toEqual({ kind: 'saving' })
    expect(draftOf(state)).toMatchObject({ text: 'first and more', basedOn: 1 })
  })
})

describe('another text stands there', () => {
  const mine = () => send(play(begin(there('old', 1)), [{ type: 'typed', content: words('mine') }, 0]), 1000)
  const changed = (text: string, revision = 2): SaveEvent => ({ type: 'changed', theirs: there(text, revision) })

  test('both are held, nothing is sent, the draft stays until somebody chose', () => {
    const state = play(mine(), [changed('theirs'), 1100])
    expect(state.theirs?.text).toBe('theirs')
    expect(state.mine.text).toBe('mine')
    expect(dueAt(play(state, [{ type: 'left' }, 0], [{ type: 'fix' }, 0], [{ type: 'retry' }, 0]))).toBeNull()
    expect(draftOf(state)).toMatchObject({ text: 'mine', basedOn: 1 })
  })

  test('keeping mine is written upon theirs', () => {
    const state = play(mine(), [changed('theirs', 4), 1100], [{ type: 'keep-mine' }, 2000])
    expect(dueAt(state)).toBe(0)
    expect(draftOf(state)).toMatchObject({ text: 'mine', basedOn: 4 })
  })

  test('what another place wrote is fixed before anything is written upon it, after a reload too; once', () => {
    const at = play(mine(), [changed('theirs', 4), 1100])
    const choices: SaveEvent[] = [{ type: 'keep-mine' }, { type: 'merge', content: words('both') }]
    for (const choice of choices) {
      const chosen = play(at, [choice, 2000])
      expect(writeOf(chosen)).toMatchObject({ basedOn: 4, settles: true })
      const reloaded = play(begin(there('theirs', 4)), [{ type: 'restore', draft: draftOf(chosen)! }, 2100])
      expect(writeOf(reloaded)).toMatchObject({ basedOn: 4, settles: true })
      const saved = play(send(chosen, 2200), [{ type: 'answered', revision: 5, savedAt: 'x', final: false }, 2300])
      expect(writeOf(play(saved, [{ type: 'typed', content: words('on') }, 2400])).settles).toBe(false)
    }
    const taken = play(at, [{ type: 'take-theirs' }, 2000], [{ type: 'bring-back' }, 3000])
    expect(writeOf(taken)).toMatchObject({ text: 'mine', basedOn: 4, settles: true })
    const heard = play(begin(there('old', 3)), [{ type: 'heard', stored: there('newer', 4) }, 0])
    expect(writeOf(play(heard, [{ type: 'typed', content: words('newest') }, 5])).settles).toBe(true)
    expect(writeOf(mine()).settles).toBe(false)
  })

  test('taking theirs puts mine aside, and it can be brought back', () => {
    const taken = play(mine(), [changed('theirs'), 1100], [{ type: 'take-theirs' }, 2000])
    expect([taken.mine.text, taken.aside?.text, isUnsaved(taken)]).toEqual(['theirs', 'mine', false])
    const back = play(taken, [{ type: 'bring-back' }, 3000])
    expect([back.mine.text, dueAt(back)]).toEqual(['mine', 0])
  })

  test('a merge by hand is written upon theirs', () => {
    const state = play(mine(), [changed('theirs'), 1100], [{ type: 'merge', content: words('mine and theirs') }, 2000])
    expect([state.theirs, dueAt(state), draftOf(state)?.basedOn]).toEqual([null, 0, 2])
  })

  test('the same words, or words of this tab whose answer was lost, are no conflict', () => {
    expect(play(mine(), [changed('mine '), 1100]).theirs).toBeNull()
    let state = play(mine(), [{ type: 'failed', message: '', passing: true, retryAfter: null }, 1100])
    state = send(play(state, [{ type: 'typed', content: words('mine, longer') }, 1200]), 4000)
    state = play(state, [changed('mine'), 4100])
    expect([state.theirs, state.stored.revision, dueAt(state)]).toEqual([null, 2, 0])
  })

  test('news for an untouched box is taken in; an older read that arrives late is not', () => {
    const state = play(begin(there('old', 3)), [{ type: 'heard', stored: there('newer', 4) }, 0])
    expect(state.mine.text).toBe('newer')
    expect(play(state, [{ type: 'heard', stored: there('old', 3) }, 0]).mine.text).toBe('newer')
  })
})

describe('a draft found after a reload', () => {
  const draft = { ...words('half-typ'), basedOn: 1, final: false, unsure: [], at: 5 }

  test('newer than the server: it is restored and sent at once', () => {
    const state = play(begin(there('half', 1)), [{ type: 'restore', draft }, 100])
    expect([state.mine.text, state.restored, dueAt(state)]).toEqual(['half-typ', true, 0])
  })

  test('arrived meanwhile: it is forgotten', () => {
    const state = play(begin(there('half-typ', 2)), [{ type: 'restore', draft }, 100])
    expect([isUnsaved(state), draftOf(state)]).toEqual([false, null])
  })

  test('its own last request arrives after the page was read again: no conflict', () => {
    let state = play(begin(there('half', 1)), [{ type: 'restore', draft }, 100])
    state = send(play(state, [{ type: 'typed', content: words('half-typed') }, 200]), 300)
    state = play(state, [{ type: 'changed', theirs: there('half-typ', 2) }, 400])
    expect([state.theirs, state.mine.text, dueAt(state)]).toEqual([null, 'half-typed', 0])
  })

  test('written over elsewhere: both are shown', () => {
    const state = play(begin(there('from the telephone', 2)), [{ type: 'restore', draft }, 100])
    expect([state.theirs?.text, state.mine.text]).toEqual(['from the telephone', 'half-typ'])
  })

  test('Next pressed while offline is kept with it', () => {
    const state = play(begin(there('half-typ', 2)), [{ type: 'restore', draft: { ...draft, final: true } }, 100])
    expect([isUnsaved(state), dueAt(state), state.fixing]).toEqual([true, 0, true])
  })
})
