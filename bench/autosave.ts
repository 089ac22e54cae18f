import { setTimeout as sleep } from 'node:timers/promises'
import pg from 'pg'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic } from './mosaic.ts'

const PEOPLE = 1_000
const EVERY_MS = 2_000
const SECONDS = 30
const ROUNDS = (SECONDS * 1_000) / EVERY_MS
/** A third of a page, as somebody has it after a few minutes. */
const TEXT = 'I keep applying for jobs that I do not want, and I am not sure what I want instead. '.repeat(8)

type Writer = { cookie: string; enrolment: string; text: string; revision: number }

/**
 * A thousand people who type at once, each saving every two seconds for half a minute, through the whole server in this process; then
 * every answer is read from the database: not one write is lost. Against a bare upsert of the same texts, spread alike.
 */
export async function benchAutosave(server: BenchServer): Promise<Figure[]> {
  const template = await server.make()
  const mosaic = await startMosaic(template.url)
  const { app } = mosaic.running
  const writers = await enrolAll(app)
  const ours = await spread(async (at, round) => {
    const writer = writers[at]!
    const text = `${TEXT}${at}.${round}`
    const reply = await app.inject({
      method: 'PUT',
      url: `/api/enrolments/${writer.enrolment}/answers/1`,
      headers: { cookie: writer.cookie },
      payload: { text, basedOn: writer.revision },
    })
    if (reply.statusCode !== 200) throw new Error(`a save was answered ${reply.statusCode}: ${reply.body}`)
    writer.text = text
    writer.revision = reply.json<{ revision: number }>().revision
  })
  await mosaic.close()
  await expectAllKept(template.url, writers)

  const bare = await server.onClone(template.name, async url => {
    const pool = new pg.Pool({ connectionString: url, max: 10 })
    await pool.query(
      'create table bare_answers (id uuid primary key, text text not null, saved_at timestamptz not null)',
    )
    const times = await spread(async (at, round) => {
      await pool.query(
        `insert into bare_answers values ($1, $2, now())
         on conflict (id) do update set text = excluded.text, saved_at = excluded.saved_at`,
        [writers[at]!.enrolment, `${TEXT}${at}.${round}`],
      )
    })
    await pool.end()
    return times
  })
  const [mine, its] = [quantile(ours, 0.5), quantile(bare, 0.5)]
  return [
    {
      name: `autosave, ${PEOPLE.toLocaleString('en')} people every ${EVERY_MS / 1000} s, median`,
      ours: mine,
      bare: its,
      unit: 'ms',
      ratio: mine / its,
    },
    { name: '  autosave p99', ours: quantile(ours, 0.99), bare: quantile(bare, 0.99), unit: 'ms', aim: '< 100 ms' },
    { name: '  writes, none lost', ours: ours.length, unit: '' },
  ]
}

type App = Awaited<ReturnType<typeof startMosaic>>['running']['app']

async function enrolAll(app: App): Promise<Writer[]> {
  const writers: Writer[] = []
  for (let at = 0; at < PEOPLE; at += 50)
    writers.push(
      ...(await Promise.all(
        Array.from({ length: 50 }, async () => {
          const reply = await app.inject({
            method: 'POST',
            url: '/api/enrolments',
            payload: { programme: 'ps101-express' },
          })
          if (reply.statusCode !== 201) throw new Error(`enrolling was answered ${reply.statusCode}: ${reply.body}`)
          const cookie = reply.cookies.map(({ name, value }) => `${name}=${value}`).join('; ')
          return { cookie, enrolment: reply.json<{ id: string }>().id, text: '', revision: 0 }
        }),
      )),
    )
  return writers
}

/** Each of the people writes in every round, spread evenly over it; nobody begins the next before their last is answered. */
async function spread(write: (at: number, round: number) => Promise<void>): Promise<number[]> {
  const times: number[] = []
  const began = performance.now()
  await Promise.all(
    Array.from({ length: PEOPLE }, async (_, at) => {
      for (let round = 0; round < ROUNDS; round++) {
        const due = began + round * EVERY_MS + (at * EVERY_MS) / PEOPLE
        await sleep(Math.max(0, due - performance.now()))
        const sent = performance.now()
        await write(at, round)
        times.push(performance.now() - sent)
      }
    }),
  )
  return times
}

async function expectAllKept(url: string, writers: Writer[]): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  const { rows } = await client.query<{ id: string; text: string; revision: number }>(
    "select enrolment_id as id, text, revision from answers where prompt = '1'",
  )
  await client.end()
  const kept = new Map(rows.map(row => [row.id, row]))
  const lost = writers.filter(({ enrolment, text, revision }) => {
    const row = kept.get(enrolment)
    return row?.text !== text || row.revision !== revision || revision !== ROUNDS
  })
  if (lost.length > 0) throw new Error(`${lost.length} of ${writers.length} answers are not what was saved last`)
}
