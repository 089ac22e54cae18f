import module from 'node:module'
import { Worker } from 'node:worker_threads'
import type pg from 'pg'
import { type RefusalDetail, type RefusalKind, refuse } from '../../kernel/refusal.ts'
import type { KeptIn } from './add-row.ts'
import { keepRecords } from './keep-batch.ts'
import type { Aside, SourceTable } from './source.ts'

/** What the thread begins with: the file, and where compiled code is kept. */
export type Begun = { aside: Aside; compiled: string | undefined }
/** What the thread is asked for: a table, or the next of it, with memory that it may use again. */
export type Wanted = { table: string; to: KeptIn } | { memory: ArrayBuffer | undefined }
/** What it gives: rows as data of a COPY, or that there are no more; or why it cannot. */
export type Given = { rows: number; memory: ArrayBuffer; length: number } | { rows: number; hash: string } | Refused
type Refused = { refused: { kind: RefusalKind; code: string; detail: RefusalDetail } }

/** From so many rows on a thread of their own is worth its start. */
export const WORTH_A_THREAD = 20_000
/** Of the thread's memory, for what is soon forgotten: rows. More makes it no faster. */
const YOUNG_MB = 8
/** Sendings on their way to the store while the next are made. */
const MOST_IN_FLIGHT = 2

/**
 * Takes in tables that are nobody's beside the others: a thread reads and writes them out, a connection of their own takes them. `client` is
 * this lane's alone until it is closed. Every table is one that nothing is kept of yet.
 */
export class RecordsLane {
  readonly #client: pg.ClientBase
  readonly #worker: Worker
  readonly #given: Given[] = []
  #failure: Error | undefined
  #wake = () => {}

  constructor(client: pg.ClientBase, aside: Aside) {
    this.#client = client
    const workerData: Begun = { aside, compiled: module.getCompileCacheDir() }
    this.#worker = new Worker(new URL('./records-worker.ts', import.meta.url), {
      workerData,
      resourceLimits: { maxYoungGenerationSizeMb: YOUNG_MB },
    })
    this.#worker.on('message', given => {
      this.#given.push(given)
      this.#wake()
    })
    const fail = (error: Error) => {
      this.#failure ??= error
      this.#wake()
    }
    this.#worker.on('error', error => fail(error as Error))
    // Also where it is closed while it is asked.
    this.#worker.on('exit', () => fail(new Error('the thread that reads records has ended')))
  }

  /** Keeps a table whole; how many rows it had, and its hash. `progress` is told of rows that are on their way. */
  async take(
    table: SourceTable,
    to: KeptIn,
    progress: (rows: number) => void,
  ): Promise<{ rows: number; hash: string }> {
    const inFlight: Promise<ArrayBuffer>[] = []
    this.#ask({ table: table.name, to })
    try {
      for (let memory: ArrayBuffer | undefined; ; ) {
        this.#ask({ memory })
        const given = await this.#next()
        if ('hash' in given) {
          await Promise.all(inFlight)
          return given
        }
        const data = Buffer.from(given.memory, 0, given.length)
        const kept = keepRecords(this.#client, to.tableId, given.rows, data).then(() => given.memory)
        kept.catch(() => {})
        inFlight.push(kept)
        progress(given.rows)
        memory = inFlight.length >= MOST_IN_FLIGHT ? await inFlight.shift() : undefined
      }
    } finally {
      await Promise.allSettled(inFlight)
    }
  }

  async close(): Promise<void> {
    await this.#worker.terminate()
  }

  #ask(wanted: Wanted): void {
    const memory = 'memory' in wanted && wanted.memory ? [wanted.memory] : []
    this.#worker.postMessage(wanted, memory)
  }

  async #next(): Promise<Exclude<Given, Refused>> {
    while (this.#given.length === 0 && !this.#failure)
      await new Promise<void>(resolve => {
        this.#wake = resolve
      })
    if (this.#failure) throw this.#failure
    const given = this.#given.shift()!
    if ('refused' in given) return refuse(given.refused.kind, given.refused.code, given.refused.detail)
    return given
  }
}
