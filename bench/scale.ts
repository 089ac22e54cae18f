import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { createAssistant, runTurn } from '../src/assistant/index.ts'
import {
  listStaffConversations,
  postMessage,
  readConversation,
  readStaffConversation,
} from '../src/conversations/index.ts'
import { listLeads, readLead } from '../src/leads/index.ts'
import type { Context } from '../src/storage/index.ts'
import { contextOf } from './deeds.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic } from './mosaic.ts'
import { fillThreads, idOf, longThreads, MEAN } from './threads.ts'
import { costOf, type Trace, traced, traceStatements } from './trace.ts'

/** Up to a million messages; `BENCH_SCALE=10000000` goes on to ten. */
const SIZES = [10_000, 100_000, 1_000_000, 10_000_000].filter(
  size => size <= Number(process.env.BENCH_SCALE ?? 1_000_000),
)
const RUNS = 25

const DEEDS = {
  turn: 'a turn within a session',
  welcome: 'the first turn of somebody who comes back',
  open: 'opening a conversation of 400 messages',
  page: 'a page in the middle of 400 messages',
  inbox: 'inbox: where a human is wanted',
  latest: 'inbox: all, the latest first',
  rare: 'inbox: search for a rare name',
  common: 'inbox: search for a name that thousands have',
  words: 'inbox: search for what was said in open ones',
  thread: 'a conversation as staff see it',
  leads: 'the list of hot leads',
  lead: 'a lead with all that is known',
} as const
type Name = keyof typeof DEEDS

type Point = { ms: number; bare: number; buffers: number; rows: number }

/**
 * What the deeds cost with ten thousand, a hundred thousand, a million messages. Pages touched and rows are counted; times are taken in
 * turns, a run at each size after the other, each beside its bare statements, so that all sizes meet the machine as it is at that moment.
 */
export async function benchScale(server: BenchServer): Promise<Figure[]> {
  const stores: Store[] = []
  for (const size of SIZES) {
    const before = stores.at(-1)
    const { name, url } = await server.make(before?.name)
    // The schema and the sample catalogue first.
    if (!before) await (await startMosaic(url)).close()
    const began = performance.now()
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    pool.on('error', () => {})
    const threads = size / MEAN
    await fillThreads(pool, before?.threads ?? 0, threads)
    console.log(
      `  ${size.toLocaleString('en')} messages, filled in ${Math.round((performance.now() - began) / 1000)} s`,
    )
    const sizes = await sizesOf(pool)
    await pool.end()
    stores.push({ name, url, size, threads, sizes })
  }
  return figuresOf(await measure(stores))
}

type Store = { name: string; url: string; size: number; threads: number; sizes: Record<string, number> }
type Measured = { size: number; store: Record<string, number>; deeds: Record<Name, Point> }

async function measure(stores: Store[]): Promise<Measured[]> {
  const all = []
  for (const { url, threads, size, sizes } of stores) {
    const mosaic = await startMosaic(url)
    const pool = new pg.Pool({ connectionString: url, max: 1 })
    pool.on('error', () => {})
    const deeds = {} as Record<Name, Point>
    all.push({ mosaic, pool, threads, size, store: sizes, deeds, does: deedsAt(contextOf(mosaic.running), threads) })
  }
  const names = Object.keys(DEEDS) as Name[]
  try {
    for (const name of names) {
      const times = all.map(() => ({ ours: [] as number[], bare: [] as number[] }))
      for (let run = -5; run < RUNS; run++)
        for (const [at, { does, pool, threads }] of all.entries()) {
          const deed = does[name]
          const stop = traceStatements()
          const trace: Trace = []
          const ours = await time(async () => trace.push(...(await traced(() => deed.run(run + 5)))))
          stop()
          const bare = deed.writes ? await bareTurn(pool, threads, run + 5) : await again(pool, trace)
          if (run < 0) continue
          times[at]!.ours.push(ours)
          times[at]!.bare.push(bare)
        }
      for (const [at, { deeds }] of all.entries())
        deeds[name] = {
          ms: quantile(times[at]!.ours, 0.5),
          bare: quantile(times[at]!.bare, 0.5),
          buffers: 0,
          rows: 0,
        }
    }
    // What is touched is told by the server, which takes its time: after the clock has stopped.
    const stop = traceStatements({ plans: true })
    for (const { does, deeds } of all)
      for (const name of names) {
        const costs = []
        for (let run = 0; run < 7; run++) costs.push(costOf(await traced(() => does[name].run(RUNS + 5 + run))))
        const { buffers, rows } = costs.toSorted((a, b) => a.buffers - b.buffers)[3]!
        Object.assign(deeds[name], { buffers, rows })
      }
    stop()
  } finally {
    for (const { mosaic, pool } of all) {
      await pool.end()
      await mosaic.close()
    }
  }
  return all
}

type Deed = { run: (at: number) => Promise<unknown>; writes?: true }

/** Each run meets other people than the one before, spread over all that is there. */
function deedsAt(ctx: Context, threads: number): Record<Name, Deed> {
  const long = longThreads(threads)
  const staff: Context = {
    ...ctx,
    actor: { kind: 'account', accountId: randomUUID(), role: 'admin', name: 'Asha Admin' },
  }
  const person = (n: number): Context => ({
    ...ctx,
    actor: { kind: 'account', accountId: randomUUID(), role: 'member', personId: idOf(1, n), name: 'bench' },
  })
  const spread = <One>(all: One[], at: number) => all[Math.floor((at * 0.618_034 * all.length) % all.length)]!
  const assistant = createAssistant({ currency: ctx.business.currency, timeZone: ctx.business.timeZone })
  const say = async (own: Context, text: string) => {
    const owner = assistant.newOwner()
    const { turn } = await postMessage(own, { desk: 'sales', clientId: randomUUID(), text, owner })
    await runTurn(own, assistant, turn, { owner })
  }
  // Who comes back is back only once: for each run somebody else, of those who have short threads.
  const returning = Array.from({ length: 60 }, (_, at) => 10 * Math.floor((at + 1) * (threads / 10 / 62)) + 3)
  const sitting = 10 * Math.floor(threads / 20) + 7
  return {
    turn: { writes: true, run: () => say(person(sitting), '3bhk in whitefield under 2 cr') },
    welcome: { writes: true, run: at => say(person(returning[at]!), '3bhk in whitefield under 2 cr') },
    open: { run: at => readConversation(person(spread(long, at)), { desk: 'sales' }) },
    page: { run: at => readConversation(person(spread(long, at)), { desk: 'sales', before: 200 }) },
    inbox: { run: () => listStaffConversations(staff, { state: 'open', limit: 50 }) },
    latest: { run: () => listStaffConversations(staff, { state: 'all', limit: 50 }) },
    rare: { run: () => listStaffConversations(staff, { state: 'all', limit: 50, q: 'zorawar' }) },
    common: { run: () => listStaffConversations(staff, { state: 'all', limit: 50, q: 'asha' }) },
    words: { run: () => listStaffConversations(staff, { state: 'open', limit: 50, q: 'second one' }) },
    thread: { run: at => readStaffConversation(staff, { conversationId: idOf(2, spread(long, at)) }) },
    leads: { run: () => listLeads(staff, { order: 'hot', limit: 50 }) },
    lead: { run: at => readLead(staff, { personId: idOf(1, spread(long, at)) }) },
  }
}

/** The same questions again, without anything of ours around them. */
async function again(pool: pg.Pool, trace: Trace): Promise<number> {
  return time(async () => {
    for (const { text, values } of trace) await pool.query({ name: nameOf(text), text, values })
  })
}

/** Prepared once on a connection, as ours are. */
const names = new Map<string, string>()
function nameOf(text: string): string {
  if (!names.has(text)) names.set(text, `again ${names.size}`)
  return names.get(text)!
}

/** What a turn comes to where nobody remembers more than the text: a message and its answer, each committed. */
async function bareTurn(pool: pg.Pool, threads: number, at: number): Promise<number> {
  const thread = idOf(2, 10 * Math.floor(threads / 30) + 1)
  return time(async () => {
    for (const author of ['system', 'assistant'])
      await pool.query({
        name: 'bare turn',
        text: `insert into messages (id, conversation_id, number, author, text, created_at)
          select $1::uuid, $2::uuid, coalesce(max(number), 0) + 1, $3::text, $4::text, now() from messages where conversation_id = $2::uuid`,
        values: [randomUUID(), thread, author, `A sentence of some length, the ${at}th of its kind. `.repeat(4)],
      })
  })
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}

async function sizesOf(pool: pg.Pool): Promise<Record<string, number>> {
  const { rows } = await pool.query<Record<string, number>>(
    `select pg_database_size(current_database())::float8 as store,
       (select sum(pg_indexes_size(oid)) from pg_class where relkind = 'r' and relnamespace = 'public'::regnamespace)::float8 as indexes,
       pg_table_size('messages')::float8 as messages, pg_indexes_size('messages')::float8 as "messageIndexes"`,
  )
  return rows[0]!
}

const MIB = 2 ** 20

function figuresOf(points: Measured[]): Figure[] {
  const first = points[0]!
  return points.flatMap(({ size, store, deeds }) => [
    { name: `${size.toLocaleString('en')} messages: store`, ours: store.store! / MIB, unit: 'MiB' },
    { name: '  indexes of all of it', ours: store.indexes! / MIB, unit: 'MiB' },
    { name: '  messages', ours: store.messages! / MIB, unit: 'MiB' },
    { name: '  their indexes', ours: store.messageIndexes! / MIB, unit: 'MiB' },
    ...(Object.entries(deeds) as [Name, Point][]).flatMap(([name, { ms, bare, buffers, rows }]): Figure[] => [
      {
        name: `  ${DEEDS[name]}`,
        ours: ms,
        bare,
        unit: 'ms',
        ratio: ms / first.deeds[name].ms,
      },
      {
        name: '    pages touched',
        ours: buffers,
        bare: first.deeds[name].buffers,
        unit: '',
        ratio: buffers / first.deeds[name].buffers,
        aim: '≤ 2',
      },
      { name: '    rows', ours: rows, unit: '' },
    ]),
  ])
}
