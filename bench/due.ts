import type pg from 'pg'
import type { Channels } from '../src/channels/index.ts'

/** Of those that `fillTo` made and nobody took yet, so many reminders are due now: of visits long ahead, with an e-mail each. */
export async function makeDue(pool: pg.Pool | pg.PoolClient, count: number): Promise<void> {
  await pool.query(
    `with chosen as (select id, row_number() over (order by id) as n from (
       select a.id from appointments a join reminders r on r.id = a.id where a.status = 'completed' and r.status = 'sent' and r.attempts = 1
         and not exists (select from reminder_attempts t where t.reminder_id = r.id) order by a.id limit $1) free),
     moved as (update appointments a set status = 'confirmed', period = tstzrange(at, at + interval '1 minute')
       from (select id, date_trunc('hour', now()) + interval '60 days' + (n + (select count(*) from appointments where status = 'confirmed')) * interval '1 minute' as at from chosen) c where a.id = c.id returning a.id)
     update reminders r set status = 'scheduled', sent_at = null, sent_by = null, ended_at = null, attempts = 0, due_at = now() - interval '1 second',
       next_try_at = now() - interval '1 second', useful_until = now() + interval '50 days'
     from moved where r.id = moved.id`,
    [count],
  )
}

/** An e-mail that takes everything at once: what is left is the ledger's own work. */
export const takesAll: Channels = {
  email: { honoursKey: false, send: async () => ({ outcome: 'accepted', providerId: 'taken' }) },
  sms: null,
  whatsapp: null,
  push: null,
  verifyTwilio: null,
  async close() {},
}
