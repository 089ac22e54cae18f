/**
 * Catalogue: what is on offer, and how it is found.
 *
 * A *listing* is a home project with its *units* (a configuration with area and price); a *place* is a locality of a
 * *zone* of a city; a *wish* is what somebody looks for; a *match* is a listing held against a wish with its reasons.
 *
 * Invariants: bedrooms, kind, price, area and facing of a wish hold on one and the same unit; strict results and
 * results outside the wish never mix; a fact is a column or "not in our data"; an import hides, never deletes, and
 * what it refuses waits in quarantine; an empty price means on request and is never 0.
 *
 * Jobs stand in their own tables. A *posting* is a listing of kind `job`, known by its source and the id there; a *feed* is
 * read by a clock; a *state* is what somebody did about a posting; a *match* of a job is a sum of whole points with reasons.
 * Invariants: a posting is closed, never deleted; states and notes are added, and nothing else touches them; the breakdown of
 * a match equals its score, by a check; reading stores no match; no mail goes to an unproven address or shows the sample.
 */

export { type CatalogueFinding, checkCatalogue } from './check-catalogue.ts'
export { compareListings, comparePlaces } from './compare.ts'
export { countHomes } from './count-homes.ts'
export { type EmiInput, emi } from './emi.ts'
export { exportCatalogue } from './export-catalogue.ts'
export { listingFacts } from './facts.ts'
export { csvLine } from './import/csv.ts'
export { type ImportInput, importCatalogue } from './import/import-catalogue.ts'
export { listImports, refusedRowsCsv, requireImport } from './import/imports.ts'
export { changeFeed, createFeed, listFeedRuns, listFeeds } from './jobs/feeds.ts'
export { importPostings, type PostingImportInput, postingFormatOf } from './jobs/import-postings.ts'
export { keepLegacyPostings, type LegacyPosting } from './jobs/keep-legacy-postings.ts'
export { refreshMatches } from './jobs/match-loop.ts'
export { type MatchMailPlan, matchMailSubject, planMatchMails, replanMatchMail } from './jobs/match-mail.ts'
export { matchesOf, matchOf, recordMatches } from './jobs/matches.ts'
export { postingPart } from './jobs/person-part.ts'
export { readPreferences, setPreferences } from './jobs/preferences.ts'
export { findPosting, requirePosting } from './jobs/queries.ts'
export { type Fetch, runDueFeed, runFeed } from './jobs/run-feed.ts'
export { samplePostings } from './jobs/sample/make-sample.ts'
export { addSamplePostings, removeSamplePostings, seedSamplePostings } from './jobs/sample.ts'
export * from './jobs/schema.ts'
export { searchPostings } from './jobs/search.ts'
export { findSkill, foldSkill, type SkillMention, skillKey, skillsIn } from './jobs/skill-words.ts'
export { type Skill, type SkillKind, skills } from './jobs/skills.ts'
export * from './lexicon.ts'
export { listListings, listPlaces } from './list-listings.ts'
export { listingEventsOf } from './listing-events.ts'
export { marketOf } from './market.ts'
export { catalogueNames } from './names.ts'
export { distanceTo, type NearbyInput, nearbyListings } from './nearby.ts'
export { cataloguePart } from './person-part.ts'
export { findListing, requireListing } from './queries.ts'
export { oneReading } from './reading.ts'
export { type ListingEventInput, recordListingEvent } from './record-listing-event.ts'
export { recordMarkets } from './record-markets.ts'
export { catalogueRoutes } from './routes.ts'
export * from './schema.ts'
export { type SearchInput, searchListings } from './search.ts'
export { seedSample } from './seed-sample.ts'
export { setPublished } from './set-published.ts'
