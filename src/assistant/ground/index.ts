/**
 * Grounding: generated text held against the rows of the turn, sentence by sentence, before anybody sees it.
 */
export { claimsOf } from './claims.ts'
export { ground, type Verdict } from './ground.ts'
export { plain } from './names.ts'
export { createSentenceCutter, sentencesOf } from './sentences.ts'
export { addRows, addSpoken, createSources, type ListingSource, type Sources, shortName } from './sources.ts'
export { forbiddenWording } from './wording.ts'
