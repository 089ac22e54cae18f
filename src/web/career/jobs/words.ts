import type { JobLevel, JobType, OwnState, PostingCard, PostingState, Remote } from '../../../catalogue/jobs/schema.ts'
import { formatRate } from '../../../kernel/money.ts'

export const typeNames: Record<JobType, string> = {
  full_time: 'Full time',
  part_time: 'Part time',
  contract: 'Contract',
  internship: 'Internship',
  temporary: 'Temporary',
}
export const remoteNames: Record<Remote, string> = { onsite: 'On site', hybrid: 'Hybrid', remote: 'Remote' }
export const levelNames: Record<Exclude<JobLevel, 'unknown'>, string> = {
  entry: 'Entry',
  mid: 'Mid',
  senior: 'Senior',
  lead: 'Lead',
}
/** In the order in which things go well. */
export const stateNames: Record<PostingState, string> = {
  saved: 'Saved',
  applied: 'Applied',
  interviewing: 'Interviewing',
  offered: 'Offered',
  rejected: 'Rejected',
}
export const states = Object.keys(stateNames) as PostingState[]

export function stateText({ state, by }: OwnState): string {
  if (state !== 'rejected') return stateNames[state]
  return by === 'me' ? 'Declined by you' : 'Rejected by the employer'
}

/** Where, how and on which terms, as far as the posting says. */
export function terms({ place, remote, type, level, pay }: PostingCard): string[] {
  return [
    place.city ?? place.text,
    remote && remoteNames[remote],
    type && typeNames[type],
    level !== 'unknown' && `${levelNames[level]} level`,
    pay && formatRate(pay),
  ].filter((word): word is string => Boolean(word))
}
