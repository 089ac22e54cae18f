/**
 * Assistant: what answers at both desks: homes at the sales desk, and at the career desk the *coach* (coach/), which reads each
 * message whole, answers from its *library* or a model within a *ledger* of costs, and brings in a human.
 *
 * A *turn* is understood by rules, *planned* into deeds, carried out by *tools* (verbs of the domains, for this person
 * alone), and worded: by the rules' templates, or by a model whose every sentence is *grounded* in the rows of the turn
 * before it is shown. What lasts between turns is the *state*; *answer texts* are words that staff may edit; *chips* are
 * the visitor's next words. What is *arranged* is a visit, a call or a change on its way, with the one question that is open.
 *
 * Invariants: figures, dates and names in an answer come from rows; facts come from the visitor's own words; a model
 * chooses neither the person nor anything outside their wish; no transaction is open while it is asked; whatever it does,
 * the rules finish the same turn; what a text tells the assistant to do changes nothing; rules alone book, move and cancel, only
 * what was said for certain or agreed to, and a turn that is answered again finds what it did.
 */
export { type Assistant, createAssistant } from './assistant.ts'
export { callRoutes } from './call-sheet/routes.ts'
export { crisisLinesOfZone } from './coach/crisis-lines.ts'
export { seedLibrary } from './coach/library/choose-prompt.ts'
export { coachPart } from './coach/person-part.ts'
export { postCoachMessage } from './coach/post-coach-message.ts'
export { proposeResume } from './coach/propose-resume.ts'
export { isCrisis } from './coach/reading/crisis.ts'
export { coachRoutes } from './coach/routes.ts'
export { parseCrisisLines } from './coach/schema.ts'
export { type CoachSettings, coachDefaults } from './coach/settings.ts'
export { greeting } from './greeting.ts'
export { promiseSomebody, sayNobodyCame } from './hand-offs/promise.ts'
export { sayReminder } from './hand-offs/say-reminder.ts'
export { alertSubject, handOffSubject, noteSubject } from './hand-offs/subject.ts'
export { tellAlert, tellHandOff, tellMentions, tellTransfer } from './hand-offs/tell-staff.ts'
export { postSalesMessage } from './post-sales-message.ts'
export { startTurnRecovery, type TurnRecovery } from './recovery.ts'
export { assistantRoutes } from './routes.ts'
export { runTurn, stopTurns } from './run-turn.ts'
export { type Answer, answerSchema, postMessageSchema } from './schema.ts'
export { type AssistantSettings, assistantDefaults } from './settings.ts'
export { answerText } from './texts/answer-text.ts'
export { type AnswerTextKey, answerTexts } from './texts/defaults.ts'
export { answerTextRoutes } from './texts/routes.ts'
export { answerTurn, type Reader } from './turn.ts'
export * from './understand/index.ts'
