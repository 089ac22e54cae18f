/**
 * Programmes: guided courses, and each person's way through one.
 *
 * A *programme* is versioned data, immutable once released. An *enrolment* is one person's way through one version; it has a
 * *position*, *answers* and *experiments* with their obstacles, actions, learnings and reflections. Every write of an answer is
 * a *revision*: a draft until Next or ten idle minutes, then fixed; earlier ones stay readable. *Progress* is derived.
 *
 * Invariants: one open enrolment per person and programme; a stale write is refused with the current text and overwrites
 * nothing; reading writes nothing; every count shown is counted in the definition; page and chat are two faces of one
 * enrolment; what was answered stays through every version.
 */

export type { Answer, Enrolment, Experiment, Programme, Progress, Summary } from './schema.ts'
export { ANSWER_MAX, ANSWER_MIN } from './schema.ts'
