import type {
  JobLevel,
  JobType,
  OwnState,
  Pay,
  PostingCard,
  PostingState,
  Remote,
} from '../../../catalogue/jobs/schema.ts'
import { formatExact } from '../../../kernel/money.ts'

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

/** `€45,000 – €60,000 a year`, `from $20 an hour`. */
export function payText({ min, max, currency, per }: Pay): string {
  const amount = (minor: number) => formatExact({ minor, currency })
  const span =
    min === null
      ? `up to ${amount(max!)}`
      : max === null
        ? `from ${amount(min)}`
        : min === max
          ? amount(min)
          : `${amount(min)} – ${amount(max)}`
  return `${span} ${per === 'hour' ? 'an' : 'a'} ${per}`
}

/** Where, how and on which terms, as far as the posting says. */
export function terms({ place, remote, type, level, pay }: PostingCard): string[] {
  return [
    place.city ?? place.text,
    remote && remoteNames[remote],
    type && typeNames[type],
    level !== 'unknown' && `${levelNames[level]} level`,
    pay && payText(pay),
  ].filter((word): word is string => Boolean(word))
}
