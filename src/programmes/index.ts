/**
 * Programmes: guided courses, and each person's way through one.
 *
 * A *programme* is versioned data, immutable once released. An *enrolment* is one person's way through one version; it has a
 * *position*, *answers* and *experiments* with their obstacles, actions, learnings and reflections. Every write of an answer is
 * a *revision*: a draft until Next or ten idle minutes, then fixed; earlier ones stay readable. *Progress* is derived.
 *
 * What is brought from before is *placed* (`placeAnswers`: bulk, by a source key, once) and, where its place was told by the order
 * alone, marked `byOrder` until the person confirms it (`confirmPlaces`) or writes on; what has no place, or finds another
 * answer in it, is an *earlier note* (`keepNotes`). No answer is overwritten.
 *
 * Invariants: one open enrolment per person and programme; a stale write is refused with the current text and overwrites
 * nothing; reading writes nothing; every count shown is counted in the definition; page and chat are two faces of one
 * enrolment; what was answered stays through every version.
 */
import './events.ts'

export { checkDefinition } from './check-definition.ts'
export { coachMaterial, type Material } from './coach-material.ts'
export { completeEnrolment } from './complete-enrolment.ts'
export { confirmPlaces } from './confirm-places.ts'
export { checksumOf, type Definition, type PromptDefinition, promptsOf } from './definition.ts'
export { type EnrolmentDocument, enrolmentDocumentSchema } from './document.ts'
export { enrol } from './enrol.ts'
export { addAction, changeAction, removeAction } from './experiments/actions.ts'
export { addExperiment } from './experiments/add-experiment.ts'
export { addLearning } from './experiments/add-learning.ts'
export { changeExperiment } from './experiments/change-experiment.ts'
export { addObstacle, changeObstacle, removeObstacle } from './experiments/obstacles.ts'
export { replanReviews } from './experiments/plan-review.ts'
export { reflect } from './experiments/reflect.ts'
export { experimentSubject } from './experiments/subject.ts'
export { exportEnrolment } from './export-enrolment.ts'
export { importEnrolment } from './import-enrolment.ts'
export { listRevisions } from './list-revisions.ts'
export { movePosition } from './move-position.ts'
export { nextPrompt } from './next-prompt.ts'
export { pauseEnrolment, resumeEnrolment } from './pause-enrolment.ts'
export { programmePart } from './person-part.ts'
export { type Keeping, keepNotes, type Placing, placeAnswers, promptAt } from './place-answers.ts'
export { findOpenEnrolment, listEnrolments, readEnrolment } from './queries.ts'
export { readRating } from './rating.ts'
export { readSummary } from './read-summary.ts'
export { findDefinition, newestDefinitions, programmeOf } from './registry.ts'
export { releaseProgrammes } from './release-programmes.ts'
export { programmeRoutes } from './routes.ts'
export { type AnswerToSave, saveAnswer } from './save-answer.ts'
export {
  ANSWER_MAX,
  ANSWER_MIN,
  type Answer,
  type Enrolment,
  type EnrolmentLine,
  type Experiment,
  enrolmentSchema,
  type Programme,
  type Progress,
  type SavedAnswer,
  type Summary,
} from './schema.ts'
export { sharedWithCoach, shareEnrolment } from './share-enrolment.ts'
export { skipPrompt } from './skip-prompt.ts'
export { undoUpgrade, upgradeEnrolment } from './upgrade-enrolment.ts'
