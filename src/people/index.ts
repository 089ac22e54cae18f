/**
 * People: the human we remember, visitor or account holder, and what is remembered about them.
 *
 * A *visitor key* is handed out without a row and is authentic by its signature; with the first thing that its holder
 * writes it becomes a *person*. A *fact* is something the person wrote or did: key, value, confidence and source. A newer
 * fact supersedes an older one, whose row stays; erasing takes the value for good and leaves that it was erased. A
 * *session* is activity with gaps under 30 minutes. A *part* is what another domain keeps about a person: it registers how
 * to export, erase and move it. A *merge* makes what was begun under a visitor key an account's, undoable for 30 days.
 *
 * Invariants: reading makes and changes nobody; a fact has a source; one current fact per key and slot, by a unique index;
 * nothing new is remembered while memory is off; an erased person's key is dead, and no table holds their data.
 */
export { type Correction, correctFact } from './correct-fact.ts'
export { eraseDueAccounts, startErasures } from './erase-due-accounts.ts'
export { eraseAllFacts, eraseFact, eraseFactsOf } from './erase-fact.ts'
export { erasePerson } from './erase-person.ts'
export { type ErasedPerson, listErasures, readErasures, writeErasures } from './erasures.ts'
export { exportPage } from './export-page.ts'
export { exportPerson, type PersonExport } from './export-person.ts'
export { giveVisitorKey } from './give-visitor-key.ts'
export { personsOfKeys } from './living-keys.ts'
export { listMerges, type Merge, type MergeEntry, mergePersons, mergeVisitor, undoMerge } from './merge-persons.ts'
export { moveRows, moveRowsBack } from './move-rows.ts'
export type { PersonPart } from './part.ts'
export { personParts, registerPersonPart } from './parts.ts'
export {
  createPerson,
  ensurePerson,
  findPerson,
  memoryIsOn,
  refuseEnded,
  refuseWithoutPerson,
  requirePerson,
} from './queries.ts'
export { readSource } from './read-source.ts'
export { type Reapplied, reapplyErasures } from './reapply-erasures.ts'
export { recallFacts, recallMemory } from './recall.ts'
export { rememberFacts } from './remember-facts.ts'
export { peopleRoutes } from './routes.ts'
export {
  type FactInput,
  type FactKey,
  type FactValue,
  factKeys,
  type ListingMemory,
  type Memory,
  type Receipt,
  type RememberedFact,
  type Source,
} from './schema.ts'
export { factLabel, factSentence, factText } from './sentences.ts'
export { prolongSession, recordActivity, SESSION_GAP_MINUTES, sessionsOf } from './sessions.ts'
export { setMemory } from './set-memory.ts'
export { noteSource, sourcePart, sourcesOf } from './sources.ts'
export { issueVisitorKey, readVisitorKey } from './visitor-key.ts'
