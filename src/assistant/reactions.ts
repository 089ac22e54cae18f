import type { Mind } from './mind.ts'
import { listingsSpoken } from './spoken.ts'

const DISLIKE =
  /\bnot for (?:me|us)\b|\bnot (?:this|that) (?:one|home|project|property)\b|\bnot interested in (?:it|this|that|the|[A-Z])|\b(?:do not|don'?t|didn'?t) (?:really )?like (?:it|this|that|the|[A-Z])|\b(?:reject|rule out|skip|drop|hide) (?:it|this|that|the|[A-Z])|\bno[,.]? not (?:this|that)\b/
const LIKE =
  /\b(?:i(?:'m| am)? (?:really |very |so )?(?:interested|like|love|liked|loved)|(?<=^\s*(?:yes,? |very )?)interested\b|shortlist|save (?:it|this|that)|my favou?rite|this is the one|looks? (?:great|perfect|good|nice))\b/i
const NEGATED = /\b(not|no|don'?t|do not|never|isn'?t)\b/i

/** The listing that the message turns down for good, by name or because it is in focus. */
export function dislikeOf(mind: Mind): string | null {
  if (!DISLIKE.test(mind.text)) return null
  return listingsSpoken(mind.text, mind.names)[0] ?? mind.understood.filters.listing ?? mind.state.focus
}

/** The listing that the message says it likes, and how much. */
export function likingOf(mind: Mind): { listing: string; level: 'medium' | 'high' } | null {
  if (!LIKE.test(mind.text) || NEGATED.test(mind.text)) return null
  const listing = mind.understood.filters.listing ?? listingsSpoken(mind.text, mind.names)[0] ?? mind.state.focus
  return listing ? { listing, level: mind.understood.sentiment === 'excited' ? 'high' : 'medium' } : null
}
