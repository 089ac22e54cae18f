import type { CallbackReason, Urgency } from '../api/types.ts'

export const REASONS: Record<CallbackReason, string> = {
  general: 'A general question',
  pricing: 'Prices and offers',
  site_visit: 'A visit',
  project_details: 'Details of a project',
  documentation: 'Papers and registration',
  financing: 'Loans and payment',
  other: 'Something else',
}

/** Within what time, the most urgent first. */
export const URGENCIES: Record<Urgency, string> = {
  urgent: '30 minutes',
  high: '2 hours',
  medium: '4 hours',
  low: 'a day',
}
