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

/** The most urgent first. */
export const URGENCIES: Record<Urgency, string> = {
  urgent: 'Within half an hour',
  high: 'Within 2 hours',
  medium: 'Within 4 hours',
  low: 'Within a day',
}
