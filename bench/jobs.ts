import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'
import { importPostings, matchesOf, recordMatches, samplePostings, searchPostings } from '../src/catalogue/index.ts'
import { createPerson, type FactInput, rememberFacts } from '../src/people/index.ts'
import type { Context, Tables } from '../src/storage/index.ts'
import { migrate } from '../src/storage/index.ts'
import { createPool } from '../src/storage/pool.ts'
import { preparingClients } from '../src/storage/prepared.ts'
import { type Figure, quantile } from './figure.ts'
import { connectionOf, systemBench } from './mosaic.ts'

const POSTINGS = 100_000
const BATCH = 5_000
const ROUNDS = 40

/** One person held against 100,000 postings, next to a bare scan of the same rows; and how long searches among them take. */
export async function benchJobs(make: () => Promise<{ url: string }>): Promise<Figure[]> {
  const connection = connectionOf((await make()).url)
  const pool = createPool({ ...connection, max: 4, Client: preparingClients() })
  const ctx = systemBench(new Kysely<Tables>({ dialect: new PostgresDialect({ pool }) }))
  try {
    await migrate(pool)
    const filled = await time(() => fill(ctx))
    await pool.query('vacuum analyze')
    const bare = new pg.Pool({ ...connection, max: 1 })
    const people = await Promise.all(Array.from({ length: 4 }, (_, at) => makePerson(ctx, at)))
    const matched: number[] = []
    const scanned: number[] = []
    for (let round = 0; round < ROUNDS; round++) {
      matched.push(await time(() => matchesOf(ctx, { personId: people[round % people.length]! })))
      scanned.push(
        await time(() =>
          bare.query(
            'select id from postings where closed_at is null order by pay_year desc nulls last, number desc limit 500',
          ),
        ),
      )
    }
    for (const person of people) await recordMatches(ctx, person)
    const stored = await repeat(() => matchesOf(ctx, { personId: people[0]! }))
    const rare = await repeat(() => searchPostings(ctx, { wish: { q: 'kubernets', place: ['Berlin'] } }))
    const common = await repeat(() => searchPostings(ctx, { wish: { q: 'manager' } }))
    const newest = await repeat(() => searchPostings(ctx, { wish: { type: ['part_time'], place: ['Denver'] } }))
    await bare.end()
    const median = quantile(matched, 0.5)
    const scan = quantile(scanned, 0.5)
    return [
      {
        name: `match, one person, ${POSTINGS} postings, median`,
        ours: median,
        bare: scan,
        unit: 'ms',
        ratio: median / scan,
        aim: '< 300 ms',
      },
      { name: 'match, p95', ours: quantile(matched, 0.95), unit: 'ms' },
      { name: 'match, read back as stored, median', ours: stored, unit: 'ms' },
      { name: 'search for a mistyped word in a place, median', ours: rare, unit: 'ms' },
      { name: 'search for a common word, median', ours: common, unit: 'ms' },
      { name: 'search by filters, newest, median', ours: newest, unit: 'ms' },
      { name: 'import, postings a second', ours: POSTINGS / (filled / 1000), unit: '/s' },
    ]
  } finally {
    await ctx.db.destroy()
  }
}

async function fill(ctx: Context) {
  const postings = samplePostings(ctx.now(), POSTINGS, 7)
  for (let at = 0; at < postings.length; at += BATCH)
    await importPostings(ctx, {
      bytes: Buffer.from(JSON.stringify(postings.slice(at, at + BATCH))),
      fileName: 'bench.json',
      format: 'json',
      source: 'bench',
    })
}

const SKILLS = [
  ['Kubernetes', 'Docker', 'AWS', 'Linux', 'Python', 'CI/CD', 'Terraform', 'SQL', 'Git', 'Monitoring'],
  ['Office administration', 'Excel', 'Data entry', 'Filing', 'Reception', 'Invoicing', 'Communication'],
  ['SQL', 'Python', 'Tableau', 'Statistics', 'Excel', 'Data analysis', 'Reporting', 'Power BI', 'Machine learning'],
  ['Teaching', 'Lesson planning', 'Patience', 'Teamwork', 'Communication', 'Tutoring', 'E-learning'],
]

async function makePerson(ctx: Context, at: number): Promise<string> {
  const personId = await createPerson(ctx)
  const facts: FactInput[] = [
    ...SKILLS[at]!.map(value => ({ key: 'skill', value }) as const),
    ...['Learning', 'Autonomy', 'Security', 'Purpose', 'Fair pay'].map(
      value => ({ key: 'work_value', value }) as const,
    ),
    { key: 'work_place', value: { city: ['Berlin', 'Denver', 'London', 'Toronto'][at]! } },
    { key: 'work_mode', value: 'remote' },
    { key: 'work_level', value: 'mid' },
    { key: 'work_pay', value: { minor: 5_000_000, currency: ['EUR', 'USD', 'GBP', 'CAD'][at]!, per: 'year' } },
  ]
  await rememberFacts(ctx, { personId, messageId: null, facts })
  return personId
}

async function repeat(work: () => Promise<unknown>): Promise<number> {
  const times: number[] = []
  for (let round = 0; round < ROUNDS; round++) times.push(await time(work))
  return quantile(times, 0.5)
}

async function time(work: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await work()
  return performance.now() - began
}
