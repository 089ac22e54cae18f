import { setTimeout as sleep } from 'node:timers/promises'
import type { MailServer } from '../counterparts/mail.ts'
import type { Bookings } from './bookings.ts'
import { runSql } from './database.ts'
import { wrongWithLeads } from './leads.ts'
import type { Random } from './random.ts'

/** The kill meets a mail server that is quick, slow to answer, or gone. */
export function disturb(mail: MailServer, random: Random): void {
  mail.behave(
    random.pick([
      { kind: 'take' },
      { kind: 'take' },
      { kind: 'slow', at: 'content', ms: 300 },
      { kind: 'slow', at: 'recipient', ms: 100 },
      { kind: 'drop', at: 'recipient' },
    ]),
  )
}

/** Until nothing that is due is left, leases of the killed included. Refused mails are tried again only minutes later. */
export async function untilSettled(url: string): Promise<void> {
  await runSql(url, `update reminders set next_try_at = now() where status = 'scheduled' and attempts > 0`)
  for (const end = Date.now() + 100_000; ; ) {
    const [row] = await runSql<{ left: string }>(
      url,
      `select count(*) as left from reminders where status = 'sending' or (status = 'scheduled' and next_try_at <= now())`,
    )
    if (Number(row!.left) === 0) return
    if (Date.now() > end) throw new Error(`${row!.left} reminders are due and not sent`)
    await sleep(200)
  }
}

export async function wrongWithBookings(url: string, bookings: Bookings): Promise<string[]> {
  const rows = await runSql<{ id: string; code: string; status: string; version: number; keys: string[] }>(
    url,
    `select id, code, status, version, coalesce((select jsonb_agg(e.request_key) from appointment_events e
       where e.appointment_id = a.id and e.request_key is not null), '[]') as keys from appointments a`,
  )
  const wrong: string[] = []
  const byCode = new Map(rows.map(row => [row.code, row]))
  for (const told of bookings.told.values()) {
    const row = byCode.get(told.code)
    if (row?.status !== told.status || row.version !== told.version)
      wrong.push(`told ${JSON.stringify(told)}, is ${JSON.stringify(row)}`)
  }
  for (const key of bookings.keys) {
    const held = rows.filter(row => row.keys.includes(`key:${key}`))
    if (held.length !== 1) wrong.push(`the key ${key} booked ${held.length} times`)
  }
  const bare = await runSql<{ code: string; missing: string }>(
    url,
    `select a.code, k.kind as missing from appointments a cross join (values ('visit_1h'), ('follow_up')) k (kind)
     where a.status = 'confirmed' and (k.kind <> 'visit_1h' or lower(a.period) > a.updated_at + interval '61 minutes') and not exists (select from reminders r where r.subject_id = a.id and r.subject_version = a.version
       and r.kind = k.kind and r.audience = 'visitor')
     union all select a.code, 'event' from appointments a where not exists (
       select from appointment_events e where e.appointment_id = a.id and e.version = a.version and e.status = a.status)`,
  )
  const missing = bare.map(({ code, missing }) => `${code} has no ${missing}`)
  return [...wrong, ...missing, ...(await wrongWithLeads(url))]
}

/** The mails that arrived, each by the reminder that its Message-ID names, against the ledger. */
export async function wrongWithReminders(url: string, mail: MailServer): Promise<string[]> {
  const rows = await runSql<{
    id: string
    status: string
    kind: string
    channel: string
    old: boolean
    ended: boolean
    late: boolean
  }>(
    url,
    `select r.id, r.status, r.kind, r.channel, r.subject_version < a.version as old, a.status not in ('confirmed', 'pending') as ended,
       exists (select from appointment_events e join reminder_attempts t on t.reminder_id = r.id
         where e.appointment_id = a.id and e.version > r.subject_version and t.started_at > e.at + interval '5 seconds') as late
     from reminders r join appointments a on a.id = r.subject_id`,
  )
  const arrived = new Map<string, number>()
  for (const { messageId = '' } of mail.mails) {
    const id = messageId.replace(/^<|@.*$/g, '')
    arrived.set(id, (arrived.get(id) ?? 0) + 1)
  }
  const wrong: string[] = []
  for (const row of rows) {
    const count = arrived.get(row.id) ?? 0
    arrived.delete(row.id)
    const line = `${row.kind} by ${row.channel} is ${row.status} and arrived ${count} times`
    if (count > 1) wrong.push(line)
    if (row.channel === 'email' && row.status === 'sent' && count !== 1) wrong.push(line)
    if (count > 0 && row.status !== 'sent' && row.status !== 'unknown') wrong.push(line)
    if (row.status === 'scheduled' && (row.old || (row.ended && row.kind !== 'cancellation')))
      wrong.push(`${line}, of an old version`)
    if (row.late) wrong.push(`${line}, begun after its version had ended`)
  }
  if (arrived.size > 0) wrong.push(`${arrived.size} mails belong to no reminder`)
  return wrong
}

export async function reminderSums(url: string): Promise<Record<string, number>> {
  const rows = await runSql<{ status: string; count: string }>(
    url,
    'select status, count(*) from reminders group by status',
  )
  return Object.fromEntries(rows.map(row => [row.status, Number(row.count)]))
}
