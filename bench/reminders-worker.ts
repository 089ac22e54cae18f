// A worker of bench/reminders.ts in a process of its own: URL, what to do, how many side by side.
import pg from 'pg'
import { appointmentSubject } from '../src/appointments/index.ts'
import type { Channels, Sent } from '../src/channels/index.ts'
import { silentLog } from '../src/kernel/log.ts'
import { deliverDue, registerSubject, startDelivery } from '../src/reminders/index.ts'
import { type Context, createEvents, openStore } from '../src/storage/index.ts'

const [url, mode, count] = process.argv.slice(2) as [string, 'deliver' | 'mark' | 'loop', string]
const BATCH = 10

registerSubject('appointment', appointmentSubject)
const store = await openStore({ where: { kind: 'server', url, from: 'DATABASE_URL' }, poolMax: 4 })
await store.ready
const ctx: Context = {
  db: store.db,
  actor: { kind: 'system' },
  now: () => Temporal.Now.instant(),
  log: silentLog,
  business: {
    name: 'Mosaic Homes',
    timeZone: 'Asia/Kolkata',
    currency: 'INR',
    mails: true,
    publicUrl: 'http://localhost',
  },
  announce: createEvents().announce,
}
const take = async (): Promise<Sent> => ({ outcome: 'accepted', providerId: 'taken' })
const channels: Channels = {
  email: { honoursKey: false, send: take },
  sms: { honoursKey: false, send: take },
  whatsapp: null,
  push: null,
  verifyTwilio: null,
  async close() {},
}

process.send!('ready')
process.once('message', async () => {
  if (mode === 'loop') await loop()
  else
    await Promise.all(
      Array.from({ length: Number(count) }, (_, index) => (mode === 'deliver' ? deliver(index) : mark())),
    )
  process.send!('done')
  await store.close()
  process.disconnect?.()
})

async function deliver(index: number): Promise<void> {
  while ((await deliverDue(ctx, { channels, owner: `${process.pid}/${index}` })) > 0);
}

/** What any queue does at least: claim a batch, mark each row done. */
async function mark(): Promise<void> {
  const client = new pg.Client({ connectionString: url })
  await client.connect()
  for (;;) {
    const { rows } = await client.query({
      name: 'claim',
      text: `update bare_queue set status = 'sending' where id in (
        select id from bare_queue where status = 'scheduled' and due_at <= now() order by due_at limit ${BATCH} for update skip locked)
        returning id`,
    })
    if (rows.length === 0) break
    for (const { id } of rows)
      await client.query({
        name: 'mark',
        text: `update bare_queue set status = 'sent', sent_at = now() where id = $1`,
        values: [id],
      })
  }
  await client.end()
}

async function loop(): Promise<void> {
  const running = startDelivery(ctx, { channels, owner: `${process.pid}` })
  for (;;) {
    const { rows } = await store.pool.query(`select from reminders where status in ('scheduled', 'sending') limit 1`)
    if (rows.length === 0) break
    await new Promise(resolve => setTimeout(resolve, 200))
  }
  await running.stop()
}
