import type pg from 'pg'
import { isDiskFull } from '../unavailable.ts'
import { fillTable, listFilled } from './fill.ts'
import { type Print, samePrint } from './fingerprint.ts'
import { listTables, type TableShape } from './inventory.ts'
import { copyOut, fingerprintTable } from './rows.ts'
import { cutClient } from './session.ts'

/** A table on both sides. */
export type Proof = { name: string; source: Print; target: Print }

export type TransferProgress = {
  /** Tables that are carried and verified, of all. */
  tables: number
  ofTables: number
  /** Rows carried by this run. */
  rows: number
  /** By the sizes of the tables; 1 is all of it. */
  share: number
}

/**
 * Carries every table from the source to a database that `prepareFill` has made ready, as many side by side as the pools have
 * connections, largest first, and reads each back. What an earlier run carried is read on both sides instead, and carried
 * again where it is not the same. Gives the fingerprints of both sides in the order of the tables' names.
 */
export async function transferTables(
  source: pg.Pool,
  target: pg.Pool,
  onProgress: (progress: TransferProgress) => void = () => {},
): Promise<Proof[]> {
  const tables = await listTables(source)
  const before = await listFilled(target)
  const proofs = new Map<string, Proof>()
  const meter = createMeter(tables, onProgress)
  const left = tables.toSorted((one, other) => other.bytes - one.bytes)[Symbol.iterator]()
  let failed = false
  const work = async () => {
    const [reader, writer] = await bothOf(source, target)
    try {
      for (const table of left) {
        if (failed) break
        proofs.set(table.name, await transferTable(reader, writer, table, before.get(table.name), meter.of(table)))
        meter.done(table)
      }
      reader.release()
      writer.release()
    } catch (error) {
      failed = true
      cutClient(writer)
      cutClient(reader)
      throw error
    }
  }
  const outcomes = await Promise.allSettled(Array.from({ length: target.options.max ?? 1 }, work))
  const errors = outcomes.filter(outcome => outcome.status === 'rejected').map(({ reason }) => reason)
  // A server whose disk is full may break the other connection too: what says why comes first.
  if (errors.length > 0) throw errors.find(isDiskFull) ?? errors[0]
  return tables.map(({ name }) => proofs.get(name)!)
}

async function transferTable(
  reader: pg.ClientBase,
  writer: pg.ClientBase,
  table: TableShape,
  before: Print | undefined,
  onPiece: (bytes: number, rows: number) => void,
): Promise<Proof> {
  const { name } = table
  if (before) {
    const [source, target] = await Promise.all([fingerprintTable(reader, table), fingerprintTable(writer, table)])
    if (samePrint(source, target)) return { name, source, target }
  }
  const source = await fillTable(writer, table, copyOut(reader, table), onPiece)
  return { name, source, target: await fingerprintTable(writer, table) }
}

function createMeter(tables: TableShape[], tell: (progress: TransferProgress) => void) {
  const all = tables.reduce((sum, { bytes }) => sum + bytes, 0)
  const shares = new Map<string, number>()
  let rows = 0
  let done = 0
  const told = () => {
    const sum = tables.reduce((sum, { name, bytes }) => sum + bytes * (shares.get(name) ?? 0), 0)
    tell({ tables: done, ofTables: tables.length, rows, share: all === 0 ? 1 : sum / all })
  }
  return {
    of({ name, bytes, estimatedRows }: TableShape) {
      let here = 0
      let read = 0
      return (pieceBytes: number, pieceRows: number) => {
        rows += pieceRows
        here += pieceRows
        read += pieceBytes
        // Reading back is a fifth of the work on a table.
        const share = estimatedRows > 0 ? here / estimatedRows : read / Math.max(bytes, 1)
        shares.set(name, Math.min(share, 1) * 0.8)
        told()
      }
    },
    done({ name }: TableShape) {
      shares.set(name, 1)
      done++
      told()
    },
  }
}

async function bothOf(source: pg.Pool, target: pg.Pool): Promise<[pg.PoolClient, pg.PoolClient]> {
  const reader = await source.connect()
  try {
    return [reader, await target.connect()]
  } catch (error) {
    reader.release()
    throw error
  }
}
