import pg from 'pg'
import { PgBoss } from 'pg-boss'
import { appointmentSubject } from '../src/appointments/index.ts'
import { deliverDue, registerSubject } from '../src/reminders/index.ts'
import { openStore } from '../src/storage/index.ts'
import { bareDeeds } from './bare.ts'
import { type Deed, type DeedName, hotDeeds, supply } from './deeds.ts'
import { makeDue, takesAll } from './due.ts'
import { type Figure, quantile } from './figure.ts'
import { fillTo } from './fill.ts'
import { type BenchServer, startMosaic, systemBench, systemContext } from './mosaic.ts'
import { costOf, traced, traceStatements } from './trace.ts'
import { addStaff } from './visits.ts'

const CLIENTS = 16
/** As many connections as a server has by default, on both sides. */
const POOL = 10
const ROUNDS = Number(process.env.BENCH_ROUNDS ?? 7)
const ROUND_MS = 700
const ROWS = 5_000
const REMINDERS = 400
const AIM = '≥ 0.70'

const WORDS: Record<DeedName, string> = {
  turn: 'turn of the sales desk',
  booking: 'booking of a visit',
  search: 'search of homes, a page of 20',
  console: 'console, list of hot leads',
  autosave: 'autosave of an answer',
}

type Work = (caller: number, at: number) => Promise<unknown>

/**
 * The hot paths, sixteen clients at once, by the verb in this process and by the whole request, against the same rows written and
 * read by plain statements from this process too (bench/bare.ts): in turns, some rounds of each, the median of the rounds' ratios.
 */
export async function benchHotPaths(server: BenchServer): Promise<Figure[]> {
  const { url } = await server.make()
  const mosaic = await startMosaic(url)
  const pool = new pg.Pool({ connectionString: url, max: POOL })
  pool.on('error', () => {})
  const ctx = systemContext(mosaic.running)
  await addStaff(ctx)
  await fillTo(pool, 0, ROWS)
  const deeds = await hotDeeds(mosaic.running, { callers: CLIENTS })
  const bare = await bareDeeds(pool, { callers: CLIENTS, starts: await supply(ctx) })
  const figures: Figure[] = []
  for (const [name, deed] of Object.entries(deeds) as [DeedName, Deed][]) {
    const [verb, http, plain] = await inTurns([deed.verb, deed.http, bare[name]])
    const trips = { ours: await tripsOf(() => deed.http(0, 0)), bare: await tripsOf(() => bare[name](0, 0)) }
    figures.push(
      { name: `${WORDS[name]}, ${CLIENTS} at once`, ...pair(verb!, plain!), unit: '/s', aim: AIM },
      { name: '  by its request', ...pair(http!, plain!), unit: '/s' },
      { name: '  round trips', ...trips, unit: '' },
      {
        name: '  processor time of this process',
        ours: verb!.cpu,
        bare: plain!.cpu,
        unit: 'ms',
        ratio: verb!.cpu / plain!.cpu,
      },
    )
  }
  await mosaic.close()
  figures.push(...(await benchDelivery(url, pool)))
  await pool.end()
  return figures
}

/**
 * Reminders of e-mails that are taken at once, by sixteen workers, against sixteen of a queue by hand on the same rows, and against
 * as many jobs of pg-boss that do nothing.
 */
async function benchDelivery(url: string, pool: pg.Pool): Promise<Figure[]> {
  registerSubject('appointment', appointmentSubject)
  const store = await openStore({ where: { kind: 'server', url, from: 'DATABASE_URL' }, poolMax: POOL })
  await store.ready
  const ctx = systemBench(store.db)
  const plain = await bareDeeds(pool, { callers: CLIENTS, starts: [] })
  const drain = async (work: (caller: number) => Promise<unknown>, prepare = () => makeDue(pool, REMINDERS)) => {
    await prepare()
    const began = performance.now()
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, caller) => {
        while (await work(caller));
      }),
    )
    return (REMINDERS * 1_000) / (performance.now() - began)
  }
  const boss = new PgBoss({ connectionString: url, max: POOL, supervise: false, schedule: false })
  boss.on('error', () => {})
  await boss.start()
  await boss.createQueue('letters')
  const fetchSome = async () => {
    const jobs = await boss.fetch('letters', { batchSize: 40 })
    if (jobs.length > 0)
      await boss.complete(
        'letters',
        jobs.map(({ id }) => id),
      )
    return jobs.length
  }
  const rates: Record<'ours' | 'bare' | 'boss', number>[] = []
  for (let round = -1; round < ROUNDS; round++) {
    const ours = await drain(caller => deliverDue(ctx, { channels: takesAll, owner: `worker ${caller}` }))
    const bare = await drain(caller => plain.reminder(caller, 0))
    await boss.insert(
      'letters',
      Array.from({ length: REMINDERS }, (_, at) => ({ data: { at } })),
    )
    const peer = await drain(fetchSome, async () => {})
    if (round >= 0) rates.push({ ours, bare, boss: peer })
  }
  await boss.stop({ graceful: false })
  await store.close()
  const middle = (pick: (round: (typeof rates)[number]) => number) => quantile(rates.map(pick), 0.5)
  const against = (name: string, other: 'bare' | 'boss', aim?: string): Figure => ({
    name,
    ours: middle(round => round.ours),
    bare: middle(round => round[other]),
    unit: '/s',
    ratio: middle(round => round.ours / round[other]),
    ...(aim && { aim }),
  })
  return [
    against(`reminders, ${CLIENTS} workers, against a queue by hand`, 'bare', AIM),
    against('  against jobs of pg-boss', 'boss'),
  ]
}

type Measured = { rates: number[]; cpu: number }

/** Some rounds of each, one after the other, so that the machine's mood is the same for all. The first warms up. */
async function inTurns(works: Work[]): Promise<Measured[]> {
  const done = works.map(() => ({ rates: [] as number[], cpus: [] as number[] }))
  let at = 0
  for (let round = -1; round < ROUNDS; round++)
    for (const [which, work] of works.entries()) {
      const cpu = process.cpuUsage()
      const began = performance.now()
      let count = 0
      await Promise.all(
        Array.from({ length: CLIENTS }, async (_, caller) => {
          while (performance.now() - began < ROUND_MS) {
            await work(caller, at++)
            count++
          }
        }),
      )
      const seconds = (performance.now() - began) / 1_000
      const { user, system } = process.cpuUsage(cpu)
      if (round < 0) continue
      done[which]!.rates.push(count / seconds)
      done[which]!.cpus.push((user + system) / 1_000 / count)
    }
  return done.map(({ rates, cpus }) => ({ rates, cpu: quantile(cpus, 0.5) }))
}

function pair(ours: Measured, bare: Measured) {
  const ratios = ours.rates.map((rate, round) => rate / bare.rates[round]!)
  return { ours: quantile(ours.rates, 0.5), bare: quantile(bare.rates, 0.5), ratio: quantile(ratios, 0.5) }
}

/** Of one deed once everything is warm. */
async function tripsOf(work: () => Promise<unknown>): Promise<number> {
  const stop = traceStatements()
  const { trips } = costOf(await traced(work))
  stop()
  return trips
}
