import pg from 'pg'
import { appointmentSubject } from '../src/appointments/index.ts'
import { deliverDue, registerSubject } from '../src/reminders/index.ts'
import { openStore } from '../src/storage/index.ts'
import { bareDeeds } from './bare.ts'
import { type Deed, type DeedName, hotDeeds } from './deeds.ts'
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
  const bare = await bareDeeds(pool, { callers: CLIENTS })
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

/** Reminders of e-mails that are taken at once, by sixteen workers, against sixteen of a queue by hand on the same rows. */
async function benchDelivery(url: string, pool: pg.Pool): Promise<Figure[]> {
  registerSubject('appointment', appointmentSubject)
  const store = await openStore({ where: { kind: 'server', url, from: 'DATABASE_URL' }, poolMax: POOL })
  await store.ready
  const ctx = systemBench(store.db)
  const bare = await bareDeeds(pool, { callers: CLIENTS })
  const drain = async (work: (caller: number) => Promise<unknown>) => {
    await makeDue(pool, REMINDERS)
    const began = performance.now()
    await Promise.all(
      Array.from({ length: CLIENTS }, async (_, caller) => {
        while (await work(caller));
      }),
    )
    return (REMINDERS * 1_000) / (performance.now() - began)
  }
  const rates: [number, number][] = []
  for (let round = -1; round < ROUNDS; round++) {
    const ours = await drain(caller => deliverDue(ctx, { channels: takesAll, owner: `worker ${caller}` }))
    const plain = await drain(caller => bare.reminder(caller, 0))
    if (round >= 0) rates.push([ours, plain])
  }
  await store.close()
  return [
    {
      name: `reminders, ${CLIENTS} workers, against a queue by hand`,
      ours: quantile(
        rates.map(([ours]) => ours),
        0.5,
      ),
      bare: quantile(
        rates.map(([, plain]) => plain),
        0.5,
      ),
      unit: '/s',
      ratio: quantile(
        rates.map(([ours, plain]) => ours / plain),
        0.5,
      ),
      aim: AIM,
    },
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
