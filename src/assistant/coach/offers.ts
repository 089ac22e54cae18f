import type { HandOffReason } from '../../conversations/index.ts'
import type { Enrolment } from '../../programmes/index.ts'
import type { Tone } from './reading/tone.ts'

/** Nobody is offered a coach before so much was written and so many days have passed. */
const FEWEST_ANSWERS = 3
const FEWEST_DAYS = 7
const QUIET_DAYS = 14
/** Offered again for the same reason only after so many days. */
export const OFFER_RESTS_DAYS = 7

/**
 * Why a coach is offered to a person, if one is (career desk, 3): a frustrated tone in three of five turns; 14 quiet days with
 * an active experiment; confidence two lower after two experiments, or at most 3 after more than three. `tones` newest first,
 * this message's among them; `quietDays` as they were before it.
 */
export function offerOf({
  tones,
  enrolment,
  quietDays,
  now,
}: {
  tones: readonly Tone[]
  enrolment: Pick<Enrolment, 'answers' | 'experiments' | 'progress' | 'createdAt'> | null
  quietDays: number | null
  now: Temporal.Instant
}): HandOffReason | undefined {
  if (!enrolment) return undefined
  const answers = enrolment.answers.filter(({ answered }) => answered).length
  const age = now.since(Temporal.Instant.from(enrolment.createdAt)).total('hours') / 24
  if (answers < FEWEST_ANSWERS || age < FEWEST_DAYS) return undefined
  if (tones.slice(0, 5).filter(tone => tone === 'frustrated').length >= 3) return 'frustrated'
  if (quietDays !== null && quietDays >= QUIET_DAYS && enrolment.experiments.some(one => one.status === 'active'))
    return 'stuck'
  const tried = enrolment.experiments.filter(one => one.reflections.length > 0).length
  const { before, after } = enrolment.progress.confidence
  if (after === null) return undefined
  if ((tried >= 2 && before !== null && before - after >= 2) || (tried > 3 && after <= 3)) return 'low_confidence'
  return undefined
}
