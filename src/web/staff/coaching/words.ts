import type { Coaching, CoachingCard, MarketBand, UrgencyKind } from '../../../leads/coaching/schema.ts'
import type { Tone } from '../../parts/pill.tsx'

export const STAGES: Record<Coaching['stage'], string> = {
  discovery: 'Discovery',
  evaluation: 'Evaluation',
  negotiation: 'Negotiation',
  closing: 'Closing',
}

export const TYPES: Record<CoachingCard['type'], string> = {
  conversion_trigger: 'Move ahead',
  objection_handled: 'Objection',
  qualification_opportunity: 'Find out',
  upsell_opportunity: 'Offer more',
  action_suggestion: 'Act',
  info_provided: 'Good to know',
}

export const BANDS: Record<MarketBand, string> = {
  excellent_value: 'Excellent value',
  good_value: 'Good value',
  market_average: 'Market average',
  premium: 'Premium',
  luxury_premium: 'Luxury premium',
}

export const OBJECTIONS: Record<Coaching['objections'][number]['kind'], string> = {
  budget: 'Budget',
  location: 'Location',
  possession: 'Possession',
  construction_risk: 'Construction risk',
}

export const URGENT: Record<UrgencyKind, string> = {
  few_left: 'Few left',
  sold_out: 'Sold out',
  price_change: 'Price change',
  offer_ends: 'Offer ends',
  visits_booked: 'In demand',
}

export const TONES: Record<'critical' | 'high' | 'medium', Tone> = { critical: 'bad', high: 'wait', medium: 'over' }

type Mood = Coaching['sentiment']['last'][number]['sentiment']
export const MOODS: Record<Mood, { label: string; height: number }> = {
  excited: { label: 'excited', height: 4 },
  positive: { label: 'positive', height: 8 },
  neutral: { label: 'neutral', height: 14 },
  negative: { label: 'negative', height: 20 },
  frustrated: { label: 'frustrated', height: 24 },
}

/** The average in a word: 1 excited to −1 frustrated. */
export function moodWord(average: number | null): string {
  if (average === null) return 'Nothing read yet'
  if (average > 0.6) return 'Delighted'
  if (average > 0.15) return 'In good spirits'
  if (average >= -0.15) return 'Neutral'
  return average >= -0.6 ? 'Worried' : 'Upset'
}
