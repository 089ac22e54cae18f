/**
 * Leads: persons as the sales desk sees them, and who is worth calling next.
 *
 * A *signal* is one entry of a lead's ledger: a *component*, points of engagement and intent, and what earned them. The
 * *score* is the ledger's sum. *Temperature* follows from the score; an *override* of staff stands beside it until its end. A
 * *reading* is how a visitor's message was understood; the *stage* follows from readings. A *card* tells staff what to say
 * next and why; a *nudge* is an offer to the visitor that a pattern of their deeds earned.
 *
 * Invariants: score = sum of the ledger, always; the ledger is added to, never changed; what staff read here is in no schema of a visitor or of
 * the model; every card and figure names the row it comes from.
 */
export { cardsFor } from './coaching/cards.ts'
export { dealCards } from './coaching/deal-cards.ts'
export { dealSilence } from './coaching/deal-silence.ts'
export { dealSoon, startCoaching } from './coaching/loops.ts'
export { markCard } from './coaching/mark-card.ts'
export { openQuestions, orderFacts } from './coaching/personas.ts'
export { type CallHeld, cardsOfCall, findCall, lastHeld, listCalls } from './coaching/read-calls.ts'
export { readCoaching, readHome } from './coaching/read-coaching.ts'
export { readPerson } from './coaching/read-situation.ts'
export { type CallLineInput, findLine, recordCallLine } from './coaching/record-call-line.ts'
export { coachingRoutes } from './coaching/routes.ts'
export * from './coaching/schema.ts'
export { listLeads } from './desk/list-leads.ts'
export { readLead } from './desk/read-lead.ts'
export { leadDeskRoutes } from './desk/routes.ts'
export * from './desk/schema.ts'
export { addPastSignals, type PastDeed } from './ledger/add-past-signals.ts'
export { addSignals, type Scores } from './ledger/add-signals.ts'
export { bringHistories } from './ledger/bring-histories.ts'
export { decayLeads } from './ledger/decay-leads.ts'
export {
  callbackDeed,
  interestDeed,
  interestTakenBack,
  type SignalInput,
  viewDeed,
  visitDeed,
  visitTakenBack,
} from './ledger/deeds.ts'
export { explainLead } from './ledger/explain-lead.ts'
export { hotLeads } from './ledger/hot-leads.ts'
export { readRescore, rescoreLeads, rescoreNext } from './ledger/rescore-leads.ts'
export { ledgerRoutes } from './ledger/routes.ts'
export { scoreAppointment, scoreContact, scoreListingEvent } from './ledger/score-events.ts'
export { readWeights, saveWeights } from './ledger/weights.ts'
export { leadPart } from './person-part.ts'
export { type Nudge, nudgesOf } from './reading/nudge.ts'
export { countSaid, readNudgeFacts } from './reading/read-nudge-facts.ts'
export { readStanding } from './reading/read-standing.ts'
export {
  type ReadingInput,
  type RecordedReading,
  recordingOf,
  recordReading,
  skipReading,
} from './reading/record-reading.ts'
export * from './reading/schema.ts'
export { stageOfImported } from './reading/stage.ts'
export { isRead, unreadMessage } from './reading/unread-message.ts'
export { reportRoutes } from './reports/routes.ts'
export * from './schema.ts'
