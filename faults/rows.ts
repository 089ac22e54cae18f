import type { MailServer } from '../tests/counterparts/mail.ts'
import type { Postgres } from './postgres.ts'

/** What the database holds at the end of a run, as far as the rules ask for it. */
export type Rows = {
  messages: {
    conversation: string
    person: string
    number: number
    author: string
    clientId: string | null
    text: string
    turn: string | null
    answer: number | null
  }[]
  conversations: { id: string; person: string; desk: string; lastNumber: number; open: boolean }[]
  appointments: {
    code: string
    person: string
    kind: string
    status: string
    version: number
    staff: string | null
    start: number | null
    end: number | null
    keys: string[]
    /** Without the reminders or the event that belong to it as it is now. */
    missing: string[]
  }[]
  reminders: {
    id: string
    code: string | null
    intent: string
    status: string
    channel: string
    old: boolean
    ended: boolean
    late: boolean
    kind: string
    /** When it was planned, by the clock of whoever did it; for when; and when it leaves, all in milliseconds of the epoch. */
    made: number
    planned: number
    due: number
  }[]
  /** When these rows were read, by the clock of the database. */
  readAt: number
  /** Ids of reminders as the mail server took them, each as often as it did. */
  mails: string[]
  files: { id: string; clientId: string | null; state: string; sha256: string | null; bytes: string | null }[]
  answers: { enrolment: string; prompt: string; revision: number; text: string }[]
  enrolments: { id: string; person: string; key: string | null }[]
  accounts: { id: string; email: string; person: string }[]
  overrides: { id: string; reason: string }[]
  /** What servers kept while the store was away, as it stands in the store. */
  outage: { id: string; kind: string; state: string; reason: string | null; sha256: string | null }[]
  /** What is wrong between scores, ledger and appointments, in words. */
  leads: string[]
}

const QUERIES = {
  messages: `select m.conversation_id as conversation, c.person_id as person, m.number, m.author, m.client_id as "clientId",
      left(m.text, 200) as text, t.state as turn, a.number as answer
    from messages m join conversations c on c.id = m.conversation_id
    left join turns t on t.message_id = m.id left join messages a on a.id = t.answer_id
    order by m.conversation_id, m.number`,
  conversations: `select id, person_id as person, desk, last_number as "lastNumber", closed_at is null as open from conversations`,
  appointments: `select a.code, a.person_id as person, a.kind, a.status, a.version, s.name as staff,
      (extract(epoch from lower(a.period)) * 1000)::float8 as start, (extract(epoch from upper(a.period)) * 1000)::float8 as end,
      (select coalesce(jsonb_agg(distinct key), '[]') from (select a.request_key as key union all
        select e.request_key from appointment_events e where e.appointment_id = a.id) k where key is not null) as keys,
      to_jsonb(array_remove(array[
        case when not exists (select from appointment_events e
          where e.appointment_id = a.id and e.version = a.version and e.status = a.status) then 'event' end,
        case when a.kind = 'site_visit' and a.status = 'confirmed' and not exists (select from reminders r
          where r.subject_id = a.id and r.subject_version = a.version and r.kind = 'follow_up' and r.audience = 'visitor')
          then 'follow_up' end], null)) as missing
    from appointments a left join staff s on s.id = a.staff_id`,
  reminders: `select r.id, a.code, r.status, r.channel, r.kind,
      concat_ws(' ', r.subject_kind, r.subject_id, r.subject_version, r.kind, r.audience, r.recipient_id, r.channel, r.resend) as intent,
      (extract(epoch from r.created_at) * 1000)::float8 as made, (extract(epoch from r.planned_at) * 1000)::float8 as planned,
      (extract(epoch from r.next_try_at) * 1000)::float8 as due,
      coalesce(r.subject_version < a.version, false) as old,
      coalesce(a.status not in ('confirmed', 'pending'), false) as ended,
      exists (select from appointment_events e join reminder_attempts t on t.reminder_id = r.id
        where e.appointment_id = a.id and e.version > r.subject_version and t.started_at > e.at + interval '5 seconds') as late
    from reminders r left join appointments a on a.id = r.subject_id`,
  files: `select f.id, f.client_id as "clientId", f.state, f.sha256,
      (select encode(sha256(string_agg(bytes, null order by number)), 'hex') from file_chunks where file_id = f.id) as bytes
    from files f`,
  answers: `select enrolment_id as enrolment, prompt, revision, text from answers`,
  enrolments: `select id, person_id as person, request_key as key from enrolments`,
  accounts: `select id, email, person_id as person from accounts`,
  overrides: `select id, reason from lead_overrides`,
  outage: `select id, kind, state, reason, encode(sha256(bytes), 'hex') as sha256 from outage_entries`,
}

const LEADS = {
  'the score is not the sum of its ledger': `select l.person_id as id
    from leads l left join signals s using (person_id) group by l.person_id
    having l.engagement <> coalesce(sum(s.engagement), 0) or l.intent <> coalesce(sum(s.intent), 0)`,
  'played again, the ledger comes to something else': `select l.person_id as id
    from leads l, lateral (select coalesce(sum(engagement), 0) as e, coalesce(sum(intent), 0) as i
      from replay_lead(l.person_id, l.weights_version)) r
    where l.merged_at is null and (l.engagement, l.intent) <> (r.e, r.i)`,
  'a visit and the signals that stand for it differ': `select a.code as id
    from appointments a join leads l using (person_id)
    left join signals s on s.appointment_id = a.id and s.component = 'visit' and s.kind = 'earned'
      and not exists (select from signals r where r.reverses = s.id)
    where a.kind = 'site_visit'
    group by a.id having count(s.id) <> (a.status in ('held', 'pending', 'confirmed', 'completed'))::integer`,
}

/** Reads all of it past Mosaic. */
export async function readRows(postgres: Postgres, mail: MailServer): Promise<Rows> {
  const rows: Record<string, unknown> = {}
  for (const [name, sql] of Object.entries(QUERIES)) rows[name] = await postgres.query(sql)
  const [clock] = await postgres.query<{ now: number }>('select (extract(epoch from now()) * 1000)::float8 as now')
  const leads: string[] = []
  for (const [wrong, sql] of Object.entries(LEADS))
    for (const { id } of await postgres.query<{ id: string }>(sql)) leads.push(`${wrong}: ${id}`)
  const mails = mail.mails.map(({ messageId = '' }) => messageId.replace(/^<|@.*$/g, ''))
  return { ...rows, leads, mails, readAt: Number(clock!.now) } as Rows
}
