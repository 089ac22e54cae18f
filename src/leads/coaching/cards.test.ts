import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { cardsFor, fill, silenceCard } from './cards.ts'
import { asksAbout } from './questions.ts'
import type { Situation, Upsell } from './situation.ts'

const calm: Situation = {
  messageNumber: 7,
  messages: 1,
  shown: 0,
  stage: 'discovery',
  objections: [],
  asks: { schools: false, investment: false },
  activeVisit: false,
  openCallback: false,
  listing: {
    id: 'L',
    name: 'Velmora Avalon',
    place: 'Whitefield',
    ready: false,
    possession: 'Q4 2027',
    registration: 'SAMPLE-1',
  },
  place: 'Whitefield',
  market: { place: 'Whitefield', growth: '9%', yield: '3.2%', source: 'Sample', asOf: '1 Oct 2026', sample: true },
  answered: null,
  better: null,
  larger: null,
  question: { key: 'budget', text: 'What budget should we stay within?' },
}
const upsell: Upsell = {
  listing: { id: 'U', name: 'Halverly Glenbrook' },
  unit: '3 BHK',
  price: '₹2.1 crore',
  overPercent: 17,
  reason: 'it also has a gym',
}
const rules = (change: Partial<Situation>) => cardsFor({ ...calm, ...change }).map(card => card.rule)
const only = (change: Partial<Situation>, rule: string) => rules(change).includes(rule as never)

describe('each rule of the table, and what is just not enough', () => {
  const ripe: Partial<Situation> = { messages: 3, shown: 2, stage: 'evaluation' }
  test.each<[string, Partial<Situation>, boolean]>([
    ['visit_trigger', ripe, true],
    ['visit_trigger', { ...ripe, stage: 'negotiation' }, true],
    ['visit_trigger', { ...ripe, messages: 2 }, false],
    ['visit_trigger', { ...ripe, shown: 1 }, false],
    ['visit_trigger', { ...ripe, stage: 'discovery' }, false],
    ['visit_trigger', { ...ripe, stage: 'closing' }, false],
    ['visit_trigger', { ...ripe, activeVisit: true }, false],
    ['callback_trigger', { ...ripe, messages: 4 }, true],
    ['callback_trigger', { ...ripe, messages: 4, stage: 'closing' }, true],
    ['callback_trigger', { ...ripe, messages: 4, activeVisit: true }, true],
    ['callback_trigger', { ...ripe, messages: 3 }, false],
    ['callback_trigger', { ...ripe, messages: 4, shown: 1 }, false],
    ['callback_trigger', { ...ripe, messages: 4, stage: 'discovery' }, false],
    ['callback_trigger', { ...ripe, messages: 4, openCallback: true }, false],
    ['budget_objection', { objections: ['budget'] }, true],
    ['budget_objection', { objections: ['location'] }, false],
    ['location_objection', { objections: ['location'] }, true],
    ['location_objection', { objections: [] }, false],
    ['possession_objection', { objections: ['possession'] }, true],
    ['possession_objection', { objections: ['budget'] }, false],
    ['construction_risk_objection', { objections: ['construction_risk'] }, true],
    ['construction_risk_objection', { objections: ['possession'] }, false],
    ['schools_question', { asks: { schools: true, investment: false } }, true],
    ['schools_question', { asks: { schools: true, investment: false }, stage: 'evaluation' }, true],
    ['schools_question', { asks: { schools: true, investment: false }, stage: 'negotiation' }, false],
    ['schools_question', { asks: { schools: true, investment: false }, stage: 'closing' }, false],
    ['investment_question', { asks: { schools: false, investment: true } }, true],
    ['investment_question', { asks: { schools: false, investment: true }, stage: 'negotiation' }, false],
    ['budget_upsell', { better: upsell }, true],
    ['budget_upsell', { better: { ...upsell, reason: null } }, false],
    ['budget_upsell', {}, false],
    ['configuration_upsell', { larger: { ...upsell, reason: null } }, true],
    ['configuration_upsell', {}, false],
    ['general_tip', {}, true],
    ['general_tip', { objections: ['budget'] }, false],
    ['general_tip', { question: null }, false],
  ])('%s %o: %s', (rule, change, fits) => {
    expect(only(change, rule)).toBe(fits)
  })

  test('a fact that was answered from a row is said with its date, and asks for no general tip', () => {
    const answered = {
      label: 'Price',
      text: '2 BHK ₹1.38 crore',
      listing: { id: 'L', name: 'Velmora Avalon' },
      asOf: '1 Nov 2026',
    }
    const [card, ...rest] = cardsFor({ ...calm, answered })
    expect(rest).toEqual([])
    expect(card).toMatchObject({
      ...{ rule: 'info_provided', type: 'info_provided', priority: 'low', script: null },
      evidence: { messageNumber: 7, listing: { name: 'Velmora Avalon' } },
    })
    expect(card!.evidence.figures).toEqual([{ label: 'Price', text: '2 BHK ₹1.38 crore (as of 1 Nov 2026)' }])
  })

  test('types and priorities are those of the table', () => {
    const every = cardsFor({
      ...calm,
      ...{ messages: 9, shown: 4, stage: 'evaluation', better: upsell, larger: upsell },
      objections: ['budget', 'location', 'possession', 'construction_risk'],
      asks: { schools: true, investment: true },
    })
    expect(every.map(({ rule, priority, type }) => [rule, priority, type])).toEqual([
      ['visit_trigger', 'high', 'conversion_trigger'],
      ['callback_trigger', 'high', 'conversion_trigger'],
      ['budget_objection', 'high', 'objection_handled'],
      ['location_objection', 'medium', 'objection_handled'],
      ['possession_objection', 'medium', 'objection_handled'],
      ['construction_risk_objection', 'medium', 'objection_handled'],
      ['schools_question', 'medium', 'qualification_opportunity'],
      ['investment_question', 'medium', 'qualification_opportunity'],
      ['budget_upsell', 'medium', 'upsell_opportunity'],
      ['configuration_upsell', 'low', 'upsell_opportunity'],
    ])
    const silence = silenceCard({ messageNumber: 8, quietMinutes: 2, listing: null })
    expect([silence.rule, silence.priority, silence.type]).toEqual(['silence', 'medium', 'action_suggestion'])
  })
})

describe('words', () => {
  test('what cannot be filled is withheld, or said with less', () => {
    expect(fill('{listing} at {price}', { listing: 'X', price: null })).toBeNull()
    expect(fill('{listing} at {price}', { listing: 'X' })).toBeNull()
    expect(fill('{count} left', { count: Number.NaN })).toBeNull()
    expect(fill('{count} left', { count: 0 })).toBe('0 left')
    const [card] = cardsFor({ ...calm, listing: null, place: null, objections: ['possession'] })
    expect(card!.message).toBe('The date is in the way. Ask what it hangs on.')
    const [risk] = cardsFor({
      ...calm,
      listing: { ...calm.listing!, registration: null },
      objections: ['construction_risk'],
    })
    expect(risk!.script).not.toContain('registered under')
    const [ready] = cardsFor({ ...calm, listing: { ...calm.listing!, ready: true }, objections: ['construction_risk'] })
    expect(ready!.script).not.toMatch(/registered|ready homes/)
  })

  test('figures are told with source and date, and sample figures as such', () => {
    const [card] = cardsFor({ ...calm, asks: { schools: false, investment: true } })
    expect(card!.script).toContain('(Sample, 1 Oct 2026, sample figures)')
    const [without] = cardsFor({ ...calm, market: null, asks: { schools: false, investment: true } })
    expect(`${without!.message} ${without!.script}`).not.toMatch(/\d/)
  })

  const word = fc.constantFrom(null, 'Whitefield', 'Q4 2027', '')
  const home = fc.option(
    fc.record({
      id: fc.constant('L'),
      name: fc.constant('Velmora'),
      place: fc.constant('Hebbal'),
      ready: fc.boolean(),
      possession: word,
      registration: word,
    }),
    { nil: null },
  )
  const up = fc.option(
    fc.record({
      listing: fc.constant(upsell.listing),
      ...{ unit: fc.constant('3 BHK'), price: fc.constant('₹1 crore'), overPercent: fc.nat(20), reason: word },
    }),
    { nil: null },
  )
  const situations: fc.Arbitrary<Situation> = fc.record({
    ...{
      messageNumber: fc.nat(99),
      messages: fc.nat(20),
      shown: fc.nat(9),
      activeVisit: fc.boolean(),
      openCallback: fc.boolean(),
    },
    stage: fc.constantFrom('discovery', 'evaluation', 'negotiation', 'closing'),
    objections: fc.subarray(['budget', 'location', 'possession', 'construction_risk'] as const),
    asks: fc.record({ schools: fc.boolean(), investment: fc.boolean() }),
    ...{ listing: home, place: word, better: up, larger: up },
    market: fc.constantFrom(null, calm.market),
    answered: fc.constantFrom(null, { label: 'Price', text: 'x', listing: upsell.listing, asOf: '1 Nov 2026' }),
    question: fc.constantFrom(null, calm.question),
  })

  test('no gap, no missing value and no empty amount in any card; priorities fall; each rule once', () => {
    fc.assert(
      fc.property(situations, situation => {
        const cards = cardsFor(situation)
        for (const { message, script, evidence } of cards)
          expect(`${message} ${script ?? ''} ${JSON.stringify(evidence.figures)}`).not.toMatch(
            /null|undefined|NaN|₹0\b|QQ|[{}]\w+\}|\{\w+\}/,
          )
        const ranks = cards.map(card => ['high', 'medium', 'low'].indexOf(card.priority))
        expect(ranks).toEqual(ranks.toSorted((a, b) => a - b))
        expect(new Set(cards.map(card => card.rule)).size).toBe(cards.length)
        expect(cards.every(card => card.evidence.messageNumber === situation.messageNumber)).toBe(true)
      }),
      { numRuns: 500 },
    )
  })
})

describe('what asks about schools or investment', () => {
  test.each<[string, 'schools' | 'investment', boolean]>([
    ['Are there good schools nearby?', 'schools', true],
    ['schools near Whitefield', 'schools', true],
    ['tell me about schools there', 'schools', true],
    ['school kitna door hai', 'schools', true],
    ['My daughter finished school last year.', 'schools', false],
    ['No need for schools. Any gym?', 'schools', false],
    ['We need 3 BHK', 'schools', false],
    ['What returns can I expect?', 'investment', true],
    ['Is it a good investment?', 'investment', true],
    ['what is the rental yield in Hebbal', 'investment', true],
    ['I am an investor.', 'investment', false],
    ['It is not for investment, is there parking?', 'investment', false],
    ['Please return my call', 'investment', false],
  ])('%s (%s): %s', (text, topic, asks) => expect(asksAbout(text, topic)).toBe(asks))
})
