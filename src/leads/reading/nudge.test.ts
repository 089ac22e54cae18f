import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type NudgeDeeds, type NudgeFacts, nudgesOf } from './nudge.ts'
import type { nudgePatternSchema } from './schema.ts'
import { stageOfImported } from './stage.ts'

const homes = ['A', 'B', 'C'].map(name => ({ id: `id of ${name}`, name }))
const [a, b, c] = homes as [(typeof homes)[0], (typeof homes)[0], (typeof homes)[0]]

const facts = (told: Partial<NudgeFacts> = {}): NudgeFacts => ({
  ...{
    viewed: 0,
    lastViewed: [],
    interested: [],
    viewTurns: [],
    budgetObjections: 0,
    places: [],
    sessions: 1,
    messages: 3,
  },
  ...{ minutes: 2, visited: false, booked: [], given: [] },
  ...told,
})
const deeds = (told: Partial<NudgeDeeds> = {}): NudgeDeeds => ({ viewing: [], budget: false, places: [], ...told })
const patterns = (told: Partial<NudgeFacts>, done: Partial<NudgeDeeds> = {}) =>
  nudgesOf(facts(told), deeds(done)).map(({ pattern, priority }) => `${pattern} ${priority}`)

describe('what earns a nudge, and what is just not enough', () => {
  const looked = { viewing: [a] }
  const twice = [{ listingId: a.id, turns: 2 }]
  const named = (place: string, times: number, of: number) =>
    Array.from({ length: of }, (_, at) => (at < times ? [place] : ['Hebbal']))
  it.each<[string, Partial<NudgeFacts>, Partial<NudgeDeeds>, string[]]>([
    ['one listing in a third turn', { viewTurns: twice }, looked, ['repeat_views high']],
    ['one listing in a second turn', { viewTurns: [{ listingId: a.id, turns: 1 }] }, looked, []],
    ['a third turn, and a visit to it agreed', { viewTurns: twice, booked: [a.id] }, looked, []],
    ['a third turn, and a visit to another', { viewTurns: twice, booked: [b.id] }, looked, ['repeat_views high']],
    ['three turns of another listing', { viewTurns: twice }, { viewing: [b] }, []],
    ['three turns, and none of it now', { viewTurns: twice }, {}, []],
    ['five viewed', { viewed: 5, lastViewed: [a, b] }, looked, ['decision_readiness medium']],
    ['four viewed', { viewed: 4, lastViewed: [a, b] }, looked, []],
    ['five viewed, one liked', { viewed: 5, interested: [a] }, looked, ['decision_readiness medium']],
    ['five viewed, two liked', { viewed: 5, interested: [a, b] }, looked, ['decision_readiness high']],
    ['a second objection to the budget', { budgetObjections: 1 }, { budget: true }, ['budget_concern medium']],
    ['a first objection to the budget', {}, { budget: true }, []],
    ['two objections, and none now', { budgetObjections: 2 }, {}, []],
    [
      'one place in 3 of 10',
      { places: named('Whitefield', 2, 9) },
      { places: ['Whitefield'] },
      ['location_focus medium'],
    ],
    ['one place in 2 of 10', { places: named('Whitefield', 1, 9) }, { places: ['Whitefield'] }, []],
    [
      'the third beyond the last ten',
      { places: [...named('Hebbal', 8, 8), ['Whitefield'], ['Whitefield']] },
      { places: ['Whitefield'] },
      [],
    ],
    ['liked, and came back without a visit', { sessions: 2, interested: [a] }, {}, ['abandoned_interest low']],
    ['liked in a first session', { sessions: 1, interested: [a] }, {}, []],
    ['liked and visited', { sessions: 2, interested: [a], visited: true }, {}, []],
    ['came back, liking nothing', { sessions: 2 }, {}, []],
    ['ten messages in fifteen minutes', { messages: 10, minutes: 15 }, {}, ['long_session low']],
    ['nine messages', { messages: 9, minutes: 15 }, {}, []],
    ['fourteen minutes', { messages: 10, minutes: 14 }, {}, []],
  ])('%s', (_name, told, done, expected) => {
    expect(patterns(told, done)).toEqual(expected)
  })

  it('the most urgent comes first, and says what was counted', () => {
    const all = facts({
      ...{
        viewTurns: twice,
        viewed: 6,
        interested: [b, c],
        budgetObjections: 2,
        sessions: 3,
        messages: 12,
        minutes: 40,
      },
      places: named('Whitefield', 4, 9),
      lastViewed: [a, b],
    })
    expect(nudgesOf(all, { viewing: [a], budget: true, places: ['Whitefield'] })).toEqual([
      { pattern: 'repeat_views', priority: 'high', listingId: a.id, evidence: { homes: ['A'], count: 3 } },
      {
        pattern: 'decision_readiness',
        priority: 'high',
        listingId: null,
        evidence: { homes: ['B', 'C'], count: 6, interests: 2 },
      },
      { pattern: 'budget_concern', priority: 'medium', listingId: a.id, evidence: { homes: ['A'], count: 3 } },
      { pattern: 'location_focus', priority: 'medium', listingId: null, evidence: { place: 'Whitefield', count: 5 } },
      { pattern: 'abandoned_interest', priority: 'low', listingId: b.id, evidence: { homes: ['B'], count: 3 } },
      { pattern: 'long_session', priority: 'low', listingId: null, evidence: { count: 12, minutes: 40 } },
    ])
  })
})

it('whoever talks for days gets nudges ten minutes apart, and each pattern once in a day', () => {
  const count = fc.integer({ min: 0, max: 14 })
  const message = fc.record({
    wait: fc.integer({ min: 0, max: 400 }),
    facts: fc.record({
      ...{
        viewed: count,
        budgetObjections: count,
        sessions: count,
        messages: count,
        minutes: fc.integer({ min: 0, max: 60 }),
      },
      visited: fc.boolean(),
      booked: fc.subarray(homes.map(home => home.id)),
      lastViewed: fc.subarray(homes),
      interested: fc.subarray(homes),
      viewTurns: fc.array(fc.record({ listingId: fc.constantFrom(...homes.map(home => home.id)), turns: count })),
      places: fc.array(fc.subarray(['Whitefield', 'Hebbal']), { maxLength: 12 }),
    }),
    deeds: fc.record({
      viewing: fc.subarray(homes),
      budget: fc.boolean(),
      places: fc.subarray(['Whitefield', 'Hebbal']),
    }),
  })
  fc.assert(
    fc.property(fc.array(message, { maxLength: 60 }), messages => {
      const log: { at: number; pattern: (typeof nudgePatternSchema.options)[number] }[] = []
      let now = 0
      for (const { wait, facts, deeds } of messages) {
        now += wait
        const given = log.map(({ at, pattern }) => ({ pattern, minutesAgo: now - at }))
        const [first, ...others] = nudgesOf({ ...facts, given }, deeds)
        const rank = (priority: string) => ['high', 'medium', 'low'].indexOf(priority)
        for (const other of others) expect(rank(other.priority)).toBeGreaterThanOrEqual(rank(first!.priority))
        if (first) log.push({ at: now, pattern: first.pattern })
      }
      log.forEach(({ at, pattern }, place) => {
        if (place > 0) expect(at - log[place - 1]!.at).toBeGreaterThanOrEqual(10)
        const before = log.slice(0, place).findLast(one => one.pattern === pattern)
        if (before) expect(at - before.at).toBeGreaterThanOrEqual(24 * 60)
      })
    }),
  )
})

it('stages of another system are ours by name, whatever their case; an unknown word is none', () => {
  const words = ['awareness', 'Consideration', ' DECISION ', 'negotiation', 'toString', 'won']
  expect(words.map(stageOfImported)).toEqual([
    'discovery',
    'evaluation',
    'closing',
    'negotiation',
    undefined,
    undefined,
  ])
})
