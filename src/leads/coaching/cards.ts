import type { CardEvidence, CardPriority, CardRule, CardType } from './schema.ts'
import type { Situation } from './situation.ts'

export type Card = {
  rule: CardRule
  type: CardType
  priority: CardPriority
  message: string
  script: string | null
  evidence: CardEvidence
}

type Values = Record<string, string | number | null | undefined>
type Rule = {
  rule: CardRule
  type: CardType
  priority: CardPriority
  /** What the words are filled with, or null where the rule does not hold. */
  when(situation: Situation): Values | null
  /** Message and script; the first pair that can be filled whole is taken. */
  words: [message: string, script: string | null][]
  figures(situation: Situation): CardEvidence['figures']
}

/** The cards that a moment deserves, high priority first, as many as there are. General advice only where nothing else fits. */
export function cardsFor(situation: Situation): Card[] {
  const found = RULES.flatMap(rule => made(rule, situation) ?? [])
  const fitting = RULES.some(rule => rule.when(situation) !== null)
  const cards = fitting ? found : [made(GENERAL, situation)].filter(card => card !== null)
  return byPriority(cards)
}

const PRIORITIES: CardPriority[] = ['high', 'medium', 'low']

/** High before medium before low; within one the order of the rules. */
function byPriority<Ranked extends { priority: CardPriority }>(cards: readonly Ranked[]): Ranked[] {
  return cards.toSorted((a, b) => PRIORITIES.indexOf(a.priority) - PRIORITIES.indexOf(b.priority))
}

function made(rule: Rule, situation: Situation): Card | null {
  const values = rule.when(situation)
  if (!values) return null
  for (const [message, script] of rule.words) {
    const said = fill(message, values)
    const told = script === null ? null : fill(script, values)
    if (said === null || (script !== null && told === null)) continue
    const listing = situation.listing && { id: situation.listing.id, name: situation.listing.name }
    return {
      ...{ rule: rule.rule, type: rule.type, priority: rule.priority, message: said, script: told },
      evidence: {
        messageNumber: situation.messageNumber,
        listing:
          (values.listingId && values.listing
            ? { id: String(values.listingId), name: String(values.listing) }
            : listing) ?? null,
        figures: rule.figures(situation),
      },
    }
  }
  return null
}

/** The words with their gaps filled; null where one of them has nothing to stand in it. */
export function fill(template: string, values: Values): string | null {
  let whole = true
  const text = template.replace(/\{(\w+)\}/g, (_, key: string) => {
    const value = values[key]
    if (value === null || value === undefined || value === '' || Number.isNaN(value)) whole = false
    return String(value)
  })
  return whole ? text : null
}

const objection = (kind: Situation['objections'][number]) => (situation: Situation) =>
  situation.objections.includes(kind) ? about(situation) : null

function about({ listing, place }: Situation): Values {
  return {
    listing: listing?.name,
    listingId: listing?.id,
    readyHome: listing?.ready ? listing.name : null,
    possession: listing?.possession,
    registration: listing?.registration,
    place: listing?.place ?? place,
  }
}

const talk = ({ messages, shown }: Situation) => [
  { label: 'Messages', text: String(messages) },
  { label: 'Homes shown', text: String(shown) },
]
const objected = (kind: string) => () => [{ label: 'Objection', text: kind }]

/** The table of the sales desk specification, section 3; `silence` is dealt by the clock, not by a message. */
const RULES: Rule[] = [
  {
    rule: 'visit_trigger',
    type: 'conversion_trigger',
    priority: 'high',
    when: situation =>
      situation.messages >= 3 &&
      situation.shown >= 2 &&
      (situation.stage === 'evaluation' || situation.stage === 'negotiation') &&
      !situation.activeVisit
        ? { ...about(situation), messages: situation.messages, shown: situation.shown }
        : null,
    words: [
      [
        '{shown} homes seen in {messages} messages, and no visit is planned. Propose one now.',
        'Would you like to see {listing} for yourself? I can look up free times for you right away.',
      ],
      [
        '{shown} homes seen in {messages} messages, and no visit is planned. Propose one now.',
        'Would you like to see one of these homes for yourself? I can look up free times for you right away.',
      ],
    ],
    figures: talk,
  },
  {
    rule: 'callback_trigger',
    type: 'conversion_trigger',
    priority: 'high',
    when: situation =>
      situation.messages >= 4 && situation.shown >= 2 && situation.stage !== 'discovery' && !situation.openCallback
        ? { ...about(situation), messages: situation.messages, shown: situation.shown }
        : null,
    words: [
      [
        '{messages} messages about {shown} homes, and no call is arranged. Offer one.',
        'Some of this is quicker to go through by phone. When may I call you about {listing}?',
      ],
      [
        '{messages} messages about {shown} homes, and no call is arranged. Offer one.',
        'Some of this is quicker to go through by phone. When may I call you?',
      ],
    ],
    figures: talk,
  },
  {
    rule: 'budget_objection',
    type: 'objection_handled',
    priority: 'high',
    when: objection('budget'),
    words: [
      [
        'The price is in the way. Find out which amount works before you show anything else.',
        'I understand. Which total, or which monthly instalment, would you be comfortable with? Then I show you only what fits.',
      ],
    ],
    figures: objected('budget'),
  },
  {
    rule: 'location_objection',
    type: 'objection_handled',
    priority: 'medium',
    when: objection('location'),
    words: [
      [
        'They doubt {place}. Ask what their days look like before you name another place.',
        'What matters most about where you live: the way to work, schools, or family close by? Then we hold {place} against other places by that.',
      ],
      [
        'They doubt the place. Ask what their days look like before you name another one.',
        'What matters most about where you live: the way to work, schools, or family close by?',
      ],
    ],
    figures: objected('location'),
  },
  {
    rule: 'possession_objection',
    type: 'objection_handled',
    priority: 'medium',
    when: objection('possession'),
    words: [
      [
        'The date is in the way, and {readyHome} is ready. Say so, and offer to show it.',
        '{readyHome} is ready to move in. Shall we go and look at it?',
      ],
      [
        'The date is in the way. In our data for {listing}: {possession}. Ask what the date hangs on.',
        'What does your date hang on: a lease that ends, school, a loan? For {listing} our data says: {possession}. If that does not work, I show you homes that are ready.',
      ],
      [
        'The date is in the way. Ask what it hangs on.',
        'What does your date hang on: a lease that ends, school, a loan? Then I show you what is ready by then.',
      ],
    ],
    figures: objected('possession'),
  },
  {
    rule: 'construction_risk_objection',
    type: 'objection_handled',
    priority: 'medium',
    when: objection('construction_risk'),
    words: [
      [
        'They fear that it is not finished, and {readyHome} is. Say so, and offer to show it.',
        '{readyHome} is ready to move in: you can see it as it stands. Shall we go and look at it?',
      ],
      [
        'They fear that it is not finished. Show papers, not promises: {listing} is registered under {registration}.',
        'That is a fair worry. {listing} is registered under {registration}; with that number you can look up the approved plans and the promised date yourself. Or shall I show you ready homes?',
      ],
      [
        'They fear that it is not finished. Show papers, not promises, or ready homes.',
        'That is a fair worry. Shall I show you what papers there are, or homes that are ready?',
      ],
    ],
    figures: objected('construction risk'),
  },
  {
    rule: 'schools_question',
    type: 'qualification_opportunity',
    priority: 'medium',
    when: situation =>
      situation.asks.schools && (situation.stage === 'discovery' || situation.stage === 'evaluation')
        ? about(situation)
        : null,
    words: [
      [
        'They ask about schools: a family decides here. Learn how old the children are and which school they have in mind.',
        'How old are the children, and do you have a school in mind? Then I look only at homes from which the way is short.',
      ],
    ],
    figures: () => [{ label: 'Asked', text: 'schools' }],
  },
  {
    rule: 'investment_question',
    type: 'qualification_opportunity',
    priority: 'medium',
    when: situation =>
      situation.asks.investment && (situation.stage === 'discovery' || situation.stage === 'evaluation')
        ? { ...about(situation), ...figuresOf(situation) }
        : null,
    words: [
      [
        'They look at it as an investment. {marketPlace}: {growth} in the last year, rental yield {yield} ({origin}). Past figures only; promise nothing.',
        'In {marketPlace} prices moved by {growth} over the last year and rents bring {yield} of the price a year ({origin}). Nobody can promise that for the years to come. Do you think more of rent or of selling again?',
      ],
      [
        'They look at it as an investment. We hold no complete figures on this place: say so, and ask what they count on.',
        'Do you think more of rent or of selling again? I can show you past figures where we have them; nobody can promise future ones.',
      ],
    ],
    figures: ({ market }) => [
      { label: 'Asked', text: 'investment' },
      ...(market ? [{ label: `Figures on ${market.place}`, text: origin(market) }] : []),
    ],
  },
  {
    rule: 'budget_upsell',
    type: 'upsell_opportunity',
    priority: 'medium',
    when: ({ better }) => (better ? upsell(better) : null),
    words: [
      [
        '{listing} is a better match for {over}% more: {unit} at {price}, {reason}.',
        'One more idea: {listing} has a {unit} at {price}. That is {over}% above your budget, and it is the closer match: {reason}. Would you like to see it beside the others?',
      ],
    ],
    figures: ({ better }) => (better ? upsellFigures(better) : []),
  },
  {
    rule: 'configuration_upsell',
    type: 'upsell_opportunity',
    priority: 'low',
    when: ({ larger }) => (larger ? upsell(larger) : null),
    words: [
      [
        'The next size is within reach: {listing}, {unit} at {price}, {distance}.',
        'Have you thought of one room more? {listing} has a {unit} at {price}, {distance}.',
      ],
    ],
    figures: ({ larger }) => (larger ? upsellFigures(larger) : []),
  },
  {
    rule: 'info_provided',
    type: 'info_provided',
    priority: 'low',
    when: ({ answered }) =>
      answered
        ? {
            fact: answered.label.toLowerCase(),
            text: answered.text,
            listing: answered.listing.name,
            listingId: answered.listing.id,
          }
        : null,
    words: [['Answered from the catalogue: {fact} of {listing}, {text}. Ask whether that fits.', null]],
    figures: ({ answered }) =>
      answered ? [{ label: answered.label, text: `${answered.text} (as of ${answered.asOf})` }] : [],
  },
]

const GENERAL: Rule = {
  rule: 'general_tip',
  type: 'info_provided',
  priority: 'low',
  when: ({ question }) => (question ? { question: question.text } : null),
  words: [['Ask one thing that is not known yet: {question}', '{question}']],
  figures: ({ question }) => (question ? [{ label: 'Not known yet', text: question.key }] : []),
}

/** Words for somebody who is there and says nothing; dealt by the clock. */
export function silenceCard(moment: {
  messageNumber: number
  quietMinutes: number
  listing: { id: string; name: string } | null
}): Card {
  const { listing, quietMinutes, messageNumber } = moment
  const minutes = `${quietMinutes} ${quietMinutes === 1 ? 'minute' : 'minutes'}`
  return {
    rule: 'silence',
    type: 'action_suggestion',
    priority: 'medium',
    message: `Quiet for ${minutes}, and the page is open. Help with one easy question.`,
    script: listing
      ? `Is there anything about ${listing.name} that I can look up for you while you think?`
      : 'Is there anything that I can look up for you while you think?',
    evidence: { messageNumber, listing, figures: [{ label: 'Quiet', text: minutes }] },
  }
}

const origin = ({ source, asOf, sample }: NonNullable<Situation['market']>) =>
  `${source}, ${asOf}${sample ? ', sample figures' : ''}`

const figuresOf = ({ market }: Situation): Values =>
  market ? { marketPlace: market.place, growth: market.growth, yield: market.yield, origin: origin(market) } : {}

const upsell = ({ listing, unit, price, overPercent, reason }: NonNullable<Situation['better']>): Values => ({
  ...{ listing: listing.name, listingId: listing.id, unit, price, over: overPercent, reason },
  distance: overPercent > 0 ? `${overPercent}% above the budget` : 'within the budget',
})

const upsellFigures = ({ unit, price, overPercent }: NonNullable<Situation['better']>) => [
  { label: unit, text: price },
  { label: 'Over the budget', text: `${overPercent}%` },
]
