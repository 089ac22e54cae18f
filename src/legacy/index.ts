/**
 * Legacy: data of earlier applications, taken in without loss.
 *
 * A *source* is read and never written. Every row that is read is kept verbatim as a *legacy row*, whether or not it finds a
 * *home* among our own; its *outcome* is imported, archived or quarantined, and what had to be *repaired* in a cell is reported.
 * The *proof* is one hash of each table from the source, and one from what is kept: they are equal.
 *
 * Invariants: a row is known by source, table, key and content, so a second run adds nothing and one that was killed goes on; a
 * home that was edited since stays; nothing is sent and nothing swept while an import runs; who was erased is not made again.
 */

export { ticketPart } from './browser/part.ts'
export { legacyBrowserRoutes } from './browser/routes.ts'
export { importRuns } from './core/lock.ts'
export { writeReport } from './core/report.ts'
export { mendRows } from './core/rows-key.ts'
export type { Imported, ImportOptions, Progress } from './core/run-import.ts'
export { importLegacyMosaic, type LegacyMosaicInput } from './import-legacy-mosaic.ts'
export { importLegacySales, type LegacySalesInput } from './import-legacy-sales.ts'
export { legacyPart } from './person-part.ts'
