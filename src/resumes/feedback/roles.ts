import type { Role } from '../reading/read-resume.ts'
import type { Check } from '../schema.ts'
import { check, type Subject } from './check.ts'

const LONGEST_GAP_MONTHS = 12
const FEWEST_BULLETS = 2

/** What concerns the roles: their order, the time between them, what each says. */
export function roleChecks({ document, now }: Subject): Check[] {
  const { roles } = document
  const thisMonth = monthOf(now)
  const misplaced = roles.filter((role, at) => at > 0 && isNewer(role, roles[at - 1]!))
  const gaps = gapsOf(roles, thisMonth)
  const thin = roles.filter(({ bullets }) => bullets.length < FEWEST_BULLETS)
  const dated = roles.length > 0
  const undated = 'Give each role of your experience its time, such as “Mar 2019 – Jun 2022”.'
  return [
    check(
      'date_order',
      misplaced.map(({ line }) => line),
      dated && misplaced.length === 0,
      {
        well: 'The newest role comes first.',
        better: dated ? 'Put the newest role first; the marked ones stand below older ones.' : undated,
      },
    ),
    check(
      'gaps',
      gaps.map(({ line }) => line),
      dated && gaps.length === 0,
      {
        well: 'There is no gap of more than a year.',
        better: dated
          ? `Between roles there ${gaps.length === 1 ? 'is a gap' : 'are gaps'} of more than a year (${gaps.map(gap => `${gap.months} months`).join(', ')}). Say in a line what that time was for.`
          : undated,
      },
    ),
    check(
      'bullets_per_role',
      thin.map(({ line }) => line),
      dated && thin.length === 0,
      {
        well: 'Each role says what you did in it.',
        better: dated
          ? 'Give each of the marked roles two bullets or more: what you did, and what came of it.'
          : undated,
      },
    ),
  ]
}

/** Newer: ended later, or at the same time and begun later. */
function isNewer({ span }: Role, { span: before }: Role): boolean {
  return span.to > before.to || (span.to === before.to && span.from > before.from)
}

/** Months in which no role ran, from the first to the last, at the role that ends them. */
function gapsOf(roles: Role[], thisMonth: number): { line: number; months: number }[] {
  const byStart = roles.toSorted((a, b) => a.span.from - b.span.from)
  const gaps: { line: number; months: number }[] = []
  let end = byStart[0]?.span.to ?? 0
  for (const { line, span } of byStart.slice(1)) {
    const months = span.from - end - 1
    if (months > LONGEST_GAP_MONTHS) gaps.push({ line, months })
    end = Math.max(end, span.to)
  }
  const since = thisMonth - end - 1
  if (byStart.length > 0 && since > LONGEST_GAP_MONTHS)
    gaps.push({ line: roles.find(({ span }) => span.to === end)!.line, months: since })
  return gaps
}

function monthOf(now: Temporal.Instant): number {
  const { year, month } = now.toZonedDateTimeISO('UTC')
  return year * 12 + month - 1
}
