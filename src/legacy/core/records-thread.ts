import { parentPort, workerData } from 'node:worker_threads'
import { Refusal } from '../../kernel/refusal.ts'
import { reuse } from './copy-rows.ts'
import { recordsOf } from './records.ts'
import type { Begun, Given, Wanted } from './records-lane.ts'
import type { Source } from './source.ts'
import { openAside } from './sqlite.ts'

const port = parentPort!
const wishes: Wanted[] = []
let wake = () => {}
port.on('message', (wanted: Wanted) => {
  wishes.push(wanted)
  wake()
})

async function next(): Promise<Wanted> {
  while (wishes.length === 0)
    await new Promise<void>(resolve => {
      wake = resolve
    })
  return wishes.shift()!
}

function give(given: Given, memory: ArrayBuffer[] = []): void {
  port.postMessage(given, memory)
}

async function giveTable(source: Source, { table, to }: Extract<Wanted, { table: string }>): Promise<void> {
  const records = recordsOf(source, source.tables.find(({ name }) => name === table)!, to)
  for (;;) {
    // The next is made before it is asked for.
    const { done, value } = records.next()
    const wanted = await next()
    if ('memory' in wanted && wanted.memory) reuse(Buffer.from(wanted.memory))
    if (done) return give(value)
    const memory = value.data.buffer as ArrayBuffer
    give({ rows: value.rows, memory, length: value.data.byteLength }, [memory])
  }
}

/** Of the thread: reads the tables that it is asked for, one after another, until it is ended. Messages: records-lane.ts. */
export async function giveRecords(): Promise<void> {
  try {
    const source = openAside((workerData as Begun).aside)
    for (;;) {
      const wanted = await next()
      if ('table' in wanted) await giveTable(source, wanted)
    }
  } catch (error) {
    if (!(error instanceof Refusal)) throw error
    const { kind, code, detail } = error
    give({ refused: { kind, code, detail } })
  }
}
