/**
 * Copying a whole store, table by table, with proof.
 *
 * Rows travel as the text of COPY, which is the same from every PostgreSQL. A *fingerprint* says what a table holds, whatever
 * the order of its rows. A database that is being *filled* says so (`readFill`) until `endFill`, and is not served before.
 *
 * Invariants: what is copied comes from the catalog, so a table that is added later is copied too; a table is filled whole or
 * not at all; a kill at any moment leaves a fill that can be continued.
 */
export {
  endFill,
  type Fill,
  type FillTitle,
  fillTable,
  finishFill,
  listFilled,
  prepareFill,
  readFill,
} from './fill.ts'
export { Fingerprint, type Print, samePrint } from './fingerprint.ts'
export {
  type Asks,
  columnList,
  listSequences,
  listTables,
  type Sequence,
  STORE_LOCAL,
  type TableShape,
} from './inventory.ts'
export { copyIn, copyOut, fingerprintTable, printing } from './rows.ts'
export { COPY_SESSION, openCopyPool } from './session.ts'
