import { randomUUID } from 'node:crypto'
import pg from 'pg'
import { addSignals, hotLeads, listLeads, viewDeed } from '../src/leads/index.ts'
import type { Context } from '../src/storage/index.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic, systemContext } from './mosaic.ts'

const FEW = 1_000
const MANY = Number(process.env.BENCH_LEADS ?? 1_000_000)
const READS = 300
const WRITES = 1_500
const TURNS = 150

/**
 * Leads with five signals each, a fiftieth of them hot. What staff look at against the plain statement for the same rows; what a
 * deed and a whole turn cost with many leads against few, in turns so that the machine's mood is the same for both.
 */
export async function benchLeads(server: BenchServer): Promise<Figure[]> {
  const few = await open(server, FEW)
  const many = await open(server, MANY)
  try {
    const reads = await readFigures(many)
    const count = MANY.toLocaleString('en')
    const deeds = await inTurns(WRITES, [few, many], async ({ ctx, leads, listings }) => {
      const personId = personOf(1 + Math.floor(Math.random() * leads))
      const listingId = listings[Math.floor(Math.random() * listings.length)]!
      await addSignals(ctx, { personId, signals: [viewDeed({ listingId })] })
    })
    const cookies = await Promise.all([few, many].map(({ mosaic }) => mosaic.visitor()))
    const turns = await inTurns(TURNS, [few, many], async ({ mosaic }, at) => {
      await mosaic.say(cookies[at]!, { id: randomUUID(), text: '2 bhk in Whitefield under 2 crore' })
    })
    return [
      ...reads,
      against(`a deed in the ledger, ${count} leads against 1,000, median`, deeds),
      against(`a turn, ${count} leads against 1,000, median`, turns),
    ]
  } finally {
    await few.close()
    await many.close()
  }
}

type Desk = Awaited<ReturnType<typeof open>>

async function open(server: BenchServer, leads: number) {
  const { url } = await server.make()
  const mosaic = await startMosaic(url)
  const pool = new pg.Pool({ connectionString: url, max: 1 })
  const began = performance.now()
  await fill(pool, leads)
  console.log(`  ${leads.toLocaleString('en')} leads made in ${((performance.now() - began) / 1000).toFixed(0)} s`)
  const { rows } = await pool.query<{ id: string }>('select id from listings order by id')
  const ctx: Context = systemContext(mosaic.running)
  return {
    mosaic,
    ctx,
    pool,
    leads,
    listings: rows.map(({ id }) => id),
    async close() {
      await pool.end()
      await mosaic.close()
    },
  }
}

/** The id of the lead with this number, as `fill` makes it. */
function personOf(number: number): string {
  return `00000000-0000-7000-8000-${number.toString(16).padStart(12, '0')}`
}

/** Every index that no foreign key and no primary key needs. */
const secondary = `
  select 'drop index ' || i.indexrelid::regclass as drop, pg_get_indexdef(i.indexrelid) as make
  from pg_index i where i.indrelid in ('facts'::regclass, 'signals'::regclass, 'leads'::regclass)
    and not exists (select from pg_constraint c where c.conindid = i.indexrelid)
  union all
  select format('alter table %s drop constraint %I', conrelid::regclass, conname),
    format('alter table %s add constraint %I %s', conrelid::regclass, conname, pg_get_constraintdef(oid))
  from pg_constraint where contype = 'u' and conrelid = 'signals'::regclass`

/** Without the checks of each row and with indexes built at the end, which would take most of the time otherwise. */
async function fill(pool: pg.Pool, leads: number): Promise<void> {
  const person = (n: string) => `('00000000-0000-7000-8000-' || lpad(to_hex(${n}), 12, '0'))::uuid`
  const steps = [
    'set session_replication_role = replica',
    `insert into persons (id, created_at) select ${person('n')}, now() - interval '20 days' from generate_series(1, ${leads}) n`,
    `insert into facts (id, person_id, key, value, slot, confidence, source_kind, created_at)
     select ('00000000-0000-7001-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${person('n')}, 'name', to_jsonb('Lead ' || n), '', 1, 'form', now()
     from generate_series(1, ${leads}) n`,
    `insert into signals (id, person_id, origin, component, kind, key, engagement, intent, weights_version, sentence, created_at)
     select ('00000000-0000-700' || k + 1 || '-8000-' || lpad(to_hex(n), 12, '0'))::uuid, ${person('n')}, ${person('n')}, component, 'earned',
       'bench/' || k, engagement, intent, 1, 'did something', now() - interval '10 days'
     from generate_series(1, ${leads}) n, lateral (values
       (1, 'session', 0.5, 0.0), (2, 'view', 0.2, 0), (3, 'detail', 0, 0.25),
       (4, case when n % 50 = 0 then 'interest' else 'return' end, case when n % 50 = 0 then 2 else 0 end, case when n % 50 = 0 then 3 else 0.25 end),
       (5, case when n % 50 = 0 then 'visit' else 'contact' end, 0, case when n % 50 = 0 then 3 else 0.5 end)
     ) made (k, component, engagement, intent)`,
    `insert into leads (person_id, engagement, intent, temperature, last_active_at, decay_at, weights_version, created_at)
     select person_id, sum(engagement), sum(intent), lead_temperature(sum(engagement), sum(intent), (select rules from lead_weights)),
       at, at + interval '21 days', 1, now() - interval '20 days'
     from (select *, now() - ('x' || right(person_id::text, 5))::bit(20)::integer * interval '0.8 seconds' as at from signals) s group by person_id, at`,
    'set session_replication_role = default',
  ]
  const client = await pool.connect()
  try {
    const { rows } = await client.query<{ drop: string; make: string }>(secondary)
    for (const { drop } of rows) await client.query(drop)
    for (const step of steps) await client.query(step)
    for (const { make } of rows) await client.query(make)
    for (const table of ['persons', 'facts', 'signals', 'leads']) await client.query(`vacuum analyze ${table}`)
  } finally {
    client.release()
  }
}

async function readFigures({ ctx, pool, leads }: Desk): Promise<Figure[]> {
  const columns = `l.person_id, l.engagement, l.intent, l.temperature, l.override_temperature, l.override_until, l.stage, l.last_active_at,
    (select f.value #>> '{}' from facts f where f.person_id = l.person_id and f.key = 'name' and f.superseded_at is null and f.erased_at is null) as name`
  const order = 'intent desc, engagement desc, last_active_at desc, person_id'
  const hot = `select ${columns} from leads l where temperature = 'hot' order by ${order} limit 50`
  const active = `select ${columns} from leads l order by last_active_at desc, person_id limit 50`
  const count = leads.toLocaleString('en')
  return [
    await sideBySide(
      `hot leads of ${count}, p95`,
      () => hotLeads(ctx, { limit: 50 }),
      () => pool.query(hot),
    ),
    await sideBySide(
      `lead list of ${count}, hottest first, p95`,
      () => listLeads(ctx, { order: 'hot', limit: 50 }),
      () => pool.query(hot),
    ),
    await sideBySide(
      `lead list of ${count}, newest activity first, p95`,
      () => listLeads(ctx, { order: 'active', limit: 50 }),
      () => pool.query(active),
    ),
  ]
}

async function sideBySide(name: string, ours: () => Promise<unknown>, bare: () => Promise<unknown>): Promise<Figure> {
  const times: [number[], number[]] = [[], []]
  for (let round = 0; round < READS; round++)
    for (const [at, work] of [ours, bare].entries()) times[at]!.push(await timed(work))
  const [a, b] = times.map(samples => quantile(samples, 0.95)) as [number, number]
  return { name, ours: a, bare: b, unit: 'ms', ratio: a / b, aim: '< 3' }
}

/** Milliseconds of each, one after the other. */
async function inTurns(
  rounds: number,
  desks: Desk[],
  work: (desk: Desk, at: number) => Promise<void>,
): Promise<number[][]> {
  const times: number[][] = desks.map(() => [])
  for (let round = 0; round < rounds; round++)
    for (const [at, desk] of desks.entries()) times[at]!.push(await timed(() => work(desk, at)))
  return times
}

function against(name: string, [few, many]: number[][]): Figure {
  const [small, large] = [quantile(few!, 0.5), quantile(many!, 0.5)]
  return { name, ours: large, bare: small, unit: 'ms', ratio: large / small, aim: '≤ 1.5' }
}

async function timed(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
