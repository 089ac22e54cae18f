import type { KnownFact, OpenQuestion, Persona } from './schema.ts'

const QUESTIONS = {
  budget: 'What budget should we stay within, all costs included?',
  place: 'Which part of the city suits your daily trips best?',
  configuration: 'How many bedrooms do you need?',
  timeline: 'When would you like to move in?',
  purpose: 'Is the home for living in or for letting?',
  amenities: 'What must the building have: lift, parking, a play area, a garden?',
  loan: 'Will you take a loan, and has a bank approved an amount?',
  contact: 'On which number or e-mail can we reach you?',
} as const
type Question = keyof typeof QUESTIONS

/** What answers each question, once it is stored. */
const ANSWERED_BY: Record<Question, readonly string[]> = {
  budget: ['budget_min', 'budget_max', 'budget_about'],
  place: ['place', 'zone'],
  configuration: ['configuration', 'kind'],
  timeline: ['timeline', 'possession', 'status'],
  purpose: ['purpose', 'persona'],
  amenities: ['amenity_wanted'],
  loan: ['loan'],
  contact: ['phone', 'email'],
}

const COMMON: Question[] = ['budget', 'place', 'configuration', 'timeline', 'purpose', 'contact', 'amenities', 'loan']
const ORDER: Record<Persona, Question[]> = {
  first_time_buyer: ['budget', 'loan', 'place', 'timeline', 'configuration', 'contact', 'amenities', 'purpose'],
  investor: ['purpose', 'place', 'budget', 'timeline', 'loan', 'configuration', 'contact', 'amenities'],
  senior_citizen: ['place', 'amenities', 'timeline', 'configuration', 'budget', 'contact', 'purpose', 'loan'],
  family: ['configuration', 'place', 'amenities', 'timeline', 'budget', 'contact', 'loan', 'purpose'],
}

/**
 * What is not known yet, in the order in which it matters to who buys. Nothing else depends on the persona: no price, no
 * availability, no result.
 */
export function openQuestions(knownKeys: readonly string[], persona: Persona | null): OpenQuestion[] {
  return (persona ? ORDER[persona] : COMMON)
    .filter(key => !ANSWERED_BY[key].some(fact => knownKeys.includes(fact)))
    .map(key => ({ key, text: QUESTIONS[key] }))
}

/** Stored facts, those first that answer what matters most to who buys; the order of the rest stays. */
export function orderFacts<Fact extends Pick<KnownFact, 'key'>>(
  facts: readonly Fact[],
  persona: Persona | null,
): Fact[] {
  const order = persona ? ORDER[persona] : COMMON
  const rank = ({ key }: Fact) => {
    const at = order.findIndex(question => ANSWERED_BY[question].includes(key))
    return at < 0 ? order.length : at
  }
  return facts.toSorted((a, b) => rank(a) - rank(b))
}
