import type { FactKey, Wish } from '../catalogue/index.ts'
import { type Call, compare, facts, type Step } from './calls.ts'
import type { Mind } from './mind.ts'
import { placesSpoken } from './spoken.ts'
import { topicOf } from './texts/defaults.ts'

export function planAdvice(mind: Mind, wish: Wish, listing: string | undefined): Step {
  const topic = topicOf(mind.text)
  const asked = numberAsked(mind, topic)
  if (asked) return asked
  const spoken = placesSpoken(mind.text, mind.names)
  const meant =
    spoken.length === 0 && !topic && /\b(area|locality|neighbou?rhood|location|place|here|around)\b/i.test(mind.text)
  const places = meant ? (wish.places ?? []).slice(0, 1) : spoken
  const calls: Call[] = []
  if (places.length >= 2 && !topic) calls.push(compare({ places: places.slice(0, 4) }))
  else if (places.length > 0 && (!topic || topic === 'investment'))
    calls.push({ tool: 'market', input: { place: places[0] } })
  const instalment = topic === 'emi' && !/\b(what (?:is|are|does)|what's|explain|how (?:is|does|do))\b/i.test(mind.text)
  if (topic ? !instalment : calls.length === 0) calls.push({ tool: 'advice', input: { topic: topic ?? 'choosing' } })
  if (topic === 'emi' || topic === 'stretch_budget' || topic === 'loan') {
    const terms = termsOf(mind.text)
    const price = wish.maxPrice ?? wish.aboutPrice ?? wish.minPrice
    const about = listing ?? mind.state.focus
    if (topic === 'emi' && about && !spokenPrice(mind)) calls.push({ tool: 'emi', input: { listing: about, ...terms } })
    else if (price) calls.push({ tool: 'emi', input: { priceMinor: price, ...terms } })
  }
  if (calls.length === 0) calls.push({ tool: 'advice', input: { topic: topic ?? 'choosing' } })
  return { deed: 'advice', calls, ...(topic ? { note: topic } : {}) }
}

/** "What's the RERA number?" with a home in focus asks for that home's number, not for what the law is. */
function numberAsked({ text, state }: Mind, topic: string | null): Step | null {
  if (topic !== 'registration' || !state.focus || !/\bnumber\b|\bno\b|\bid\b/i.test(text)) return null
  const asked: FactKey[] = /\bcarpet\b/i.test(text) ? ['carpet_area', 'registration'] : ['registration']
  return { deed: 'facts', listing: state.focus, calls: [facts(state.focus, asked)] }
}

function spokenPrice({ understood, state }: Mind): boolean {
  const price = (wish: Wish) => wish.maxPrice ?? wish.aboutPrice ?? wish.minPrice
  return price(understood.filters) !== undefined && price(understood.filters) !== price(state.wish)
}

/** "at 9% for 15 years with 30% down": what was told of a loan, the rest by default. */
function termsOf(text: string): Record<string, number> {
  const terms: Record<string, number> = {}
  const years = /\b(\d{1,2})\s*(?:years?|yrs?)\b/i.exec(text)
  if (years && Number(years[1]) >= 1 && Number(years[1]) <= 40) terms.years = Number(years[1])
  const down = /\b(\d{1,2})\s*(?:%|percent)\s*(?:as )?(?:down|upfront|own)/i.exec(text)
  if (down) terms.downPercent = Number(down[1])
  for (const rate of text.matchAll(/\b(\d{1,2}(?:\.\d{1,2})?)\s*(?:%|percent)/gi))
    if (rate.index !== down?.index && Number(rate[1]) > 0 && Number(rate[1]) <= 30)
      terms.annualPercent = Number(rate[1])
  return terms
}
