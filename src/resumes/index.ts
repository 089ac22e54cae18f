/**
 * Résumés: what somebody shows of themselves, version by version.
 *
 * A *résumé* has numbered *versions*: *canonical* ones the person wrote or uploaded, *tailored* ones were made from one of
 * them for a posting. *Feedback* is a list of checks of one version; a *diff* is what changed between two.
 *
 * Invariants: a version never changes, editing and restoring make the next; only what the person wrote is remembered, each fact
 * with its line, and goes with the résumé; rules add nothing of their own, and what a model adds is marked `[to confirm]`.
 */
export { addVersion } from './add-version.ts'
export { compareVersions } from './compare-versions.ts'
export { createResume } from './create-resume.ts'
export { eraseResume } from './erase-resume.ts'
export { giveFeedback } from './give-feedback.ts'
export { resumePart } from './person-part.ts'
export { listResumes, readResumeOf, requireVersion } from './queries.ts'
export { type ResumeOptions, resumeRoutes } from './routes.ts'
export type { Posting } from './schema.ts'
export { type Propose, tailorResume } from './tailor-resume.ts'
