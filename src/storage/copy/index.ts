/**
 * Copying a whole store, table by table, with proof.
 *
 * Rows travel as the text of COPY, which is the same from every PostgreSQL. A *fingerprint* says what a table holds, whatever
 * the order of its rows. A database that is being *filled* says so (`readFill`) until `endFill`, and is not served before.
 *
 * Invariants: what is copied comes from the catalog, so a table that is added later is copied too; a table is filled whole or
 * not at all; a kill at any moment leaves a fill that can be continued.
 */
export { emptyDatabase, findContent, isEmpty, listOurs } from './content.ts'
export {
  endFill,
  type Fill,
  type FillTitle,
  fillTable,
  finishFill,
  listFilled,
  lockFill,
  prepareFill,
  readFill,
  refuseHalfFilled,
} from './fill.ts'
export { Fingerprint, type Print, samePrint } from './fingerprint.ts'
export { fingerprintStore } from './fingerprint-store.ts'
export { cancelMove, releaseStore } from './give-up.ts'
export { endSessions, type Hold, readHold, releaseHold, takeHold } from './hold.ts'
export {
  type Asks,
  columnList,
  listSequences,
  listTables,
  type Sequence,
  STORE_LOCAL,
  type TableShape,
} from './inventory.ts'
export { type Moved, type MoveInput, moveStore } from './move.ts'
export { compareWith, type Difference, listReports, type Report, readReport, reportName } from './report.ts'
export { reportPage } from './report-page.ts'
export { copyIn, copyOut, fingerprintTable, printing } from './rows.ts'
export { COPY_SESSION, openCopyPool } from './session.ts'
export { type OpenSettings, openSide, readStoreName, type Side } from './sides.ts'
export { measureStore, type Size } from './size.ts'
export type { TransferProgress } from './transfer.ts'
