import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import pg from 'pg'
import { newId } from '../src/kernel/ids.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic, systemContext } from './mosaic.ts'
import { bookMany } from './visits.ts'

const REMINDERS = 2_000
const PROCESSES = 2
const WORKERS = 2

/**
 * Two thousand due reminders, four workers in two processes, each with a channel that takes everything at once: what is left is the
 * ledger's own work. Against the same four workers in the same two processes that claim a row and mark it, in the same tables' size,
 * and nothing else. Then the time from due to sent on an idle server.
 */
export async function benchReminders(server: BenchServer): Promise<Figure[]> {
  const template = await server.make()
  const first = await startMosaic(template.url)
  await bookMany(systemContext(first.running), REMINDERS)
  await first.close()

  const pairs: { ours: number; bare: number }[] = []
  for (let round = 0; round < 3; round++) {
    const ours = await server.onClone(template.name, async url => {
      await makeDue(url)
      const seconds = await race(url, 'deliver')
      await expectSentOnce(url)
      return REMINDERS / seconds
    })
    const bare = await server.onClone(template.name, async url => {
      await query(
        url,
        'create table bare_queue (id uuid primary key, due_at timestamptz not null, status text not null, sent_at timestamptz)',
      )
      await query(url, "create index on bare_queue (due_at) where status = 'scheduled'")
      const ids = Array.from({ length: REMINDERS }, newId)
      await query(url, "insert into bare_queue select id, now(), 'scheduled' from unnest($1::uuid[]) id", [ids])
      return REMINDERS / (await race(url, 'mark'))
    })
    pairs.push({ ours, bare })
  }
  const middle = pairs.toSorted((a, b) => a.ours / a.bare - b.ours / b.bare)[1]!
  const waits = await server.onClone(template.name, untilSent)
  return [
    {
      name: `reminders, ${REMINDERS.toLocaleString('en')} due, 4 workers in 2 processes`,
      ours: middle.ours,
      bare: middle.bare,
      unit: '/s',
      ratio: middle.ours / middle.bare,
      aim: '≥ 0.40',
    },
    { name: '  from due to sent, idle, median', ours: quantile(waits, 0.5), unit: 's', aim: '< 2 s' },
  ]
}

/** Workers start together once every process is connected; gives the seconds until none finds anything more. */
async function race(url: string, mode: 'deliver' | 'mark'): Promise<number> {
  const children = Array.from({ length: PROCESSES }, () =>
    fork(fileURLToPath(new URL('reminders-worker.ts', import.meta.url)), [url, mode, String(WORKERS)]),
  )
  const ended = children.map(child => once(child, 'exit'))
  await Promise.all(children.map(child => once(child, 'message')))
  const began = performance.now()
  const done = children.map(child => once(child, 'message'))
  for (const child of children) child.send('go')
  await Promise.all(done)
  const seconds = (performance.now() - began) / 1000
  await Promise.all(ended)
  return seconds
}

/** One reminder of each booking is due now; nothing else of the ledger is. */
async function makeDue(url: string): Promise<void> {
  await query(url, "delete from reminders where kind <> 'confirmation' or audience <> 'visitor'")
  await query(
    url,
    `update reminders set status = 'scheduled', reason = null, ended_at = null, attempts = 0, due_at = now(), next_try_at = now(),
       owner = null, lease_until = null, started_at = null, quiet = false`,
  )
  await query(url, 'vacuum analyze reminders')
}

async function expectSentOnce(url: string): Promise<void> {
  const [row] = await query(
    url,
    `select count(*)::int as all, count(*) filter (where status = 'sent')::int as sent,
       (select count(*)::int from reminder_attempts) as attempts from reminders`,
  )
  if (row!.all !== REMINDERS || row!.sent !== REMINDERS || row!.attempts !== REMINDERS)
    throw new Error(`not every reminder was sent once: ${JSON.stringify(row)}`)
}

/** Twenty reminders that fall due one after another while a worker is idle. */
async function untilSent(url: string): Promise<number[]> {
  await makeDue(url)
  await query(url, `delete from reminders where id not in (select id from reminders order by id limit 20)`)
  await query(
    url,
    `update reminders r set due_at = t.at, next_try_at = t.at
     from (select id, now() + interval '3 seconds' + row_number() over (order by id) * interval '0.73 seconds' as at from reminders) t
     where t.id = r.id`,
  )
  const child = fork(fileURLToPath(new URL('reminders-worker.ts', import.meta.url)), [url, 'loop', '1'])
  await once(child, 'message')
  child.send('go')
  await once(child, 'message')
  const rows = await query(
    url,
    `select extract(epoch from sent_at - due_at)::float8 as wait from reminders where status = 'sent'`,
  )
  if (rows.length !== 20) throw new Error(`${rows.length} of 20 were sent`)
  return rows.map(row => Number(row.wait))
}

async function query(url: string, text: string, values: unknown[] = []): Promise<Record<string, unknown>[]> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query(text, values)).rows
  } finally {
    await client.end()
  }
}
