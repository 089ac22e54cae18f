import { randomUUID } from 'node:crypto'
import fs from 'node:fs/promises'
import os from 'node:os'
import path from 'node:path'
import { createAssistant } from '../src/assistant/index.ts'
import { postMessage } from '../src/conversations/index.ts'
import { hashSecret } from '../src/kernel/ids.ts'
import { silentLog } from '../src/kernel/log.ts'
import { bringEntries } from '../src/outage/bring.ts'
import { createSpool, type Spool } from '../src/outage/index.ts'
import { replayNext } from '../src/outage/replay.ts'
import { outageVerbs } from '../src/server/outage/index.ts'
import type { Context } from '../src/storage/index.ts'
import type { Figure } from './figure.ts'
import { type BenchServer, startMosaic, systemContext } from './mosaic.ts'

const CLIENTS = 16
const ENTRIES = 4_000
const REPLAYED = 1_000
/** As long as an entry lies on the disk: a short message, sealed. */
const TEXT = 'two bedrooms near the lake, under ninety lakh, with a gym if there is one'

/** What is kept in a second against bare appends with the same number of callers to a flush, and what is done against the bare verb. */
export async function benchOutage(server: BenchServer): Promise<Figure[]> {
  const root = await fs.mkdtemp(path.join(os.tmpdir(), 'mosaic-bench-'))
  const { running, close } = await startMosaic((await server.make()).url)
  try {
    const ours: number[] = []
    const bare: number[] = []
    for (let round = 0; round < 3; round++) {
      ours.push(await keepRate(path.join(root, `spool ${round}`)))
      bare.push(await appendRate(path.join(root, `bare ${round}`)))
    }
    const ctx = systemContext(running)
    const spool = open(path.join(root, 'replay'))
    await keepAll(spool, REPLAYED)
    const files = { limits: { fileBytes: 1, filesPerPerson: 1, bytesPerPerson: 1 }, objects: null }
    const verbs = outageVerbs({ assistant: createAssistant({}), files: () => files })
    const brought = await rate(REPLAYED, () => bringEntries(ctx, spool, verbs))
    const gather = new Promise(resolve => setTimeout(resolve, 3_000))
    await gather
    const done = await rate(REPLAYED, () =>
      atOnce(4, async () => {
        while (await replayNext(ctx, verbs, randomUUID()));
      }),
    )
    const direct = await directRate(ctx)
    const best = Math.max(...ours)
    const most = Math.max(...bare)
    return [
      {
        name: 'outage: entries kept, 16 callers',
        ours: best,
        bare: most,
        unit: '/s',
        ratio: best / most,
        aim: '≥ 0.3',
      },
      { name: 'outage: entries brought into the store', ours: brought, unit: '/s' },
      {
        name: 'outage: messages done, 4 at once',
        ours: done,
        bare: direct,
        unit: '/s',
        ratio: done / direct,
        aim: '≥ 0.2',
      },
    ]
  } finally {
    await close()
    await fs.rm(root, { recursive: true, force: true })
  }
}

function open(root: string): Spool {
  const spool = createSpool({ root, most: 2 ** 30, log: silentLog })
  spool.open('a secret for the bench')
  return spool
}

async function keepRate(root: string): Promise<number> {
  const spool = open(root)
  const found = await rate(ENTRIES, () => keepAll(spool, ENTRIES))
  await spool.close()
  return found
}

/** Visitors of five messages each. */
async function keepAll(spool: Spool, entries: number): Promise<void> {
  let number = 0
  await atOnce(CLIENTS, async () => {
    while (number < entries) {
      const keyHash = hashSecret(`visitor ${Math.floor(number++ / 5)}`)
      const clientId = randomUUID()
      const content = { desk: 'sales', clientId, text: TEXT }
      await spool.keep({ kind: 'message', speaker: { keyHash }, at: spool.received(), clientId, content })
    }
  })
}

/** The same number of bytes, the same callers to a flush, and nothing else. */
async function appendRate(file: string): Promise<number> {
  const handle = await fs.open(file, 'wx')
  const group = Buffer.alloc(550 * CLIENTS)
  const found = await rate(ENTRIES, async () => {
    for (let written = 0; written < ENTRIES; written += CLIENTS) {
      await handle.write(group)
      await handle.datasync()
    }
  })
  await handle.close()
  return found
}

async function directRate(ctx: Context): Promise<number> {
  let number = 0
  return rate(REPLAYED, () =>
    atOnce(4, async () => {
      while (number < REPLAYED) {
        const keyHash = hashSecret(`other ${Math.floor(number++ / 5)}`)
        const actor = { kind: 'visitor', keyHash } as const
        await postMessage({ ...ctx, actor }, { desk: 'sales', clientId: randomUUID(), text: TEXT, owner: randomUUID() })
      }
    }),
  )
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return Math.round(count / ((performance.now() - began) / 1000))
}

const atOnce = (times: number, work: () => Promise<void>) => Promise.all(Array.from({ length: times }, work))
