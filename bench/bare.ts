import { randomUUID } from 'node:crypto'
import type pg from 'pg'
import { type DeedName, startOf } from './deeds.ts'

/** Five of 365 days: the days of the week need not be the same. */
const YEARS = 5 * 365 * 86_400_000

/** Names of prepared statements, by their text. */
const names = new Map<string, string>()

/**
 * The same deeds as a small application would do them by hand, on the same tables: for each group of rows that a deed leaves or reads
 * one plain statement, prepared, in as few transactions as keep the same promises (a message is kept before it is answered; a booking
 * is whole). No reckoning, no wording, no checks beyond the database's own: what is left is what the rows cost.
 */
export async function bareDeeds(
  pool: pg.Pool,
  { callers, starts }: { callers: number; starts: readonly Temporal.Instant[] },
): Promise<Record<DeedName | 'reminder', (caller: number, at: number) => Promise<unknown>>> {
  const prepared = (text: string, values: unknown[]) => {
    const name = names.get(text) ?? `bare_${names.size}`
    names.set(text, name)
    return { name, text, values }
  }
  const ask = (client: pg.Pool | pg.PoolClient, text: string, ...values: unknown[]) =>
    client.query(prepared(text, values))
  const inOne = async (work: (client: pg.PoolClient) => Promise<unknown>) => {
    const client = await pool.connect()
    try {
      await client.query('begin')
      await work(client)
      await client.query('commit')
    } finally {
      client.release()
    }
  }

  const { rows: threads } = await pool.query<{ id: string; person_id: string; key_hash: string }>(
    `select c.id, c.person_id, k.key_hash from conversations c join visitor_keys k using (person_id)
     where c.desk = 'sales' and c.closed_at is null and k.ended_at is null order by c.id limit $1`,
    [callers],
  )
  const { rows: staff } = await pool.query<{ id: string }>('select id from staff order by id')
  const { rows: enrolled } = await pool.query<{ enrolment_id: string; key_hash: string; revision: number }>(
    `select a.enrolment_id, k.key_hash, a.revision from answers a join enrolments e on e.id = a.enrolment_id join visitor_keys k using (person_id)
     where a.prompt = '1' order by 1 limit $1`,
    [callers],
  )
  if (threads.length < callers || enrolled.length < callers) throw new Error('too few rows to work on')
  let booked = 0

  const home = `u.published and u.place = $1 and u.bedrooms = $2 and u.price_min <= $3`
  const find = async (limit: number) => {
    await ask(
      pool,
      `select l.id, l.slug, l.name, l.developer, l.city, l.place, l.zone, l.status, l.possession_year, l.possession_quarter, l.amenities, l.highlights,
         l.images, l.units_available, l.registration_state, l.sample, l.latitude, l.longitude, l.currency, found.price,
         (select json_agg(json_build_object('kind', u.kind, 'bedrooms', u.bedrooms, 'area', u.area_sqft, 'min', u.price_min, 'max', u.price_max) order by position)
          from units u where u.listing_id = l.id) as units
       from (select u.listing_id, min(u.price_order) as price, min(u.name) as name from units u where ${home} group by 1 order by 2, 3 limit $4) found
       join listings l on l.id = found.listing_id order by found.price, found.name`,
      'Whitefield',
      3,
      2_000_000_000,
      limit,
    )
    await ask(
      pool,
      `select count(distinct listing_id) as total from units u where ${home}`,
      'Whitefield',
      3,
      2_000_000_000,
    )
  }

  return {
    async turn(caller) {
      const { key_hash, person_id } = threads[caller]!
      const [asked, answer] = [randomUUID(), randomUUID()]
      let number = 0
      let thread = ''
      await inOne(async client => {
        const { rows } = await ask(
          client,
          `select c.id, c.last_number from visitor_keys k join conversations c using (person_id)
           where k.key_hash = $1 and k.ended_at is null and c.desk = 'sales' and c.closed_at is null for update of c`,
          key_hash,
        )
        thread = rows[0]!.id
        number = rows[0]!.last_number + 1
        await ask(client, `update conversations set last_number = $2 where id = $1`, thread, number)
        await ask(
          client,
          `insert into messages (id, conversation_id, number, author, client_id, text, created_at) values ($1::uuid, $2, $3, 'visitor', $1::uuid, $4, now())`,
          asked,
          thread,
          number,
          '3bhk in whitefield under 2 cr',
        )
        await ask(
          client,
          `insert into turns (message_id, conversation_id, number, state, owner, lease_until, attempts)
           values ($1, $2, $3, 'pending', 'bare', now() + interval '30 seconds', 1)`,
          asked,
          thread,
          number,
        )
        await ask(
          client,
          `update activity_sessions set last_at = now() where person_id = $1 and number = (select max(number) from activity_sessions where person_id = $1)`,
          person_id,
        )
      })
      await find(5)
      await inOne(async client => {
        await ask(client, `select from conversations where id = $1 for update`, thread)
        await ask(client, `update conversations set last_number = last_number + 1 where id = $1`, thread)
        await ask(
          client,
          `insert into messages (id, conversation_id, number, author, text, parts, created_at) values ($1, $2, $3, 'assistant', $4, $5, now())`,
          answer,
          thread,
          number + 1,
          'Here is what fits. '.repeat(30),
          CARDS,
        )
        await ask(
          client,
          `update turns set state = 'answered', answer_id = $2, answered_at = now(), owner = null, lease_until = null where message_id = $1`,
          asked,
          answer,
        )
        await ask(
          client,
          `insert into conversation_states (conversation_id, number, state, message_id, created_at)
           select $1::uuid, coalesce(max(number), 0) + 1, $2::jsonb, $3::uuid, now() from conversation_states where conversation_id = $1`,
          thread,
          STATE,
          asked,
        )
        await ask(
          client,
          `insert into sales_readings (message_id, conversation_id, number, intent, intents, sentiment, frustration, objections, asked, places, wish, shown,
             needs_clarification, lacking, objecting, stage, created_at, read_at)
           values ($1, $2, $3, 'search', '{search}', 'neutral', 0, '{}', '[]', '{whitefield}', $4, 3, false, '{}', false, 'discovery', now(), now())`,
          asked,
          thread,
          number,
          STATE,
        )
        await ask(
          client,
          `update leads set last_active_at = now(), decay_at = now() + interval '21 days' where person_id = $1`,
          person_id,
        )
      })
    },
    async booking() {
      const at = booked++
      const [person, id] = [randomUUID(), randomUUID()]
      // The same starts, of another year, and again with the next agent.
      const member = staff[((at % starts.length) + Math.floor(at / starts.length)) % staff.length]!.id
      const start = new Date(startOf(starts, at).epochMilliseconds + YEARS)
      await inOne(async client => {
        await ask(client, `insert into persons (id, created_at) values ($1::uuid, now())`, person)
        await ask(
          client,
          `insert into visitor_keys (key_hash, person_id, created_at) values (encode(sha256($1::uuid::text::bytea), 'hex'), $1::uuid, now())`,
          person,
        )
        await ask(
          client,
          `select s.id from staff s where s.active and s.role = 'agent' and not exists (
             select from appointments a where a.staff_id = s.id and a.kind <> 'callback' and a.status in ('pending', 'confirmed')
               and a.period && tstzrange($1::timestamptz, $1::timestamptz + interval '1 hour')) order by s.assigned_at nulls first limit 1`,
          start,
        )
        await ask(
          client,
          `insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, source, ics_uid, contact_name, contact_email, created_at, updated_at)
           values ($1::uuid, $5, 'site_visit', $2, $3, 'confirmed', tstzrange($4::timestamptz, $4::timestamptz + interval '1 hour'), 'Asia/Kolkata', 'form', $1::uuid::text, 'Asha Rao',
             'asha@example.com', now(), now())`,
          id,
          person,
          member,
          start,
          at.toString(16).toUpperCase().padStart(11, '0').padStart(12, 'B'),
        )
        await ask(
          client,
          `insert into appointment_events (appointment_id, number, kind, status, version, period, staff_id, acted_by, at)
           values ($1, 1, 'booked', 'confirmed', 1, tstzrange($3::timestamptz, $3::timestamptz + interval '1 hour'), $2, 'visitor', now())`,
          id,
          member,
          start,
        )
        await ask(
          client,
          `insert into reminders (id, subject_kind, subject_id, subject_version, kind, audience, recipient_id, person_id, channel, planned_at, due_at,
             useful_until, time_zone, quiet, next_try_at, created_at)
           select gen_random_uuid(), 'appointment', $1::uuid, 1, 'kind_' || n, 'visitor', $2::uuid, $2::uuid, 'email', now(), $3::timestamptz - n * interval '1 hour', $3::timestamptz,
             'Asia/Kolkata', false, $3::timestamptz - n * interval '1 hour', now() from generate_series(1, 8) n`,
          id,
          person,
          start,
        )
        await ask(
          client,
          `insert into facts (id, person_id, key, value, confidence, source_kind, created_at)
           values (gen_random_uuid(), $1::uuid, 'name', '"Asha Rao"', 1, 'form', now()), (gen_random_uuid(), $1::uuid, 'email', '"asha@example.com"', 1, 'form', now())`,
          person,
        )
        await ask(
          client,
          `insert into leads (person_id, engagement, intent, temperature, last_active_at, decay_at, created_at)
           values ($1, 3, 4, 'warm', now(), now() + interval '21 days', now())`,
          person,
        )
        await ask(
          client,
          `insert into signals (id, person_id, origin, component, kind, key, engagement, intent, weights_version, sentence, appointment_id, created_at)
           select gen_random_uuid(), $1::uuid, $1::uuid, component, 'earned', 'bare', 1, 2, 1, 'booked a visit', $2::uuid, now() from unnest(array['visit', 'contact']) component`,
          person,
          id,
        )
        await ask(client, `update staff set assigned_at = now() where id = $1`, member)
      })
    },
    search: () => find(20),
    console: () => ask(pool, HOT_LEADS),
    async autosave(caller, at) {
      const { enrolment_id, key_hash } = enrolled[caller]!
      await ask(
        pool,
        `update answers a set text = $3, revision = revision + 1, saved_at = now()
         from enrolments e join visitor_keys k using (person_id)
         where e.id = a.enrolment_id and a.enrolment_id = $1 and a.prompt = '1' and k.key_hash = $2 and k.ended_at is null and e.archived_at is null
         returning a.revision, a.saved_at`,
        enrolment_id,
        key_hash,
        `${'I keep applying for jobs that I do not want, and I am not sure what I want instead. '.repeat(8)}${at}`,
      )
    },
    /** A worker of a queue in one table: claims some with what their letter needs, and notes of each that it left. */
    async reminder() {
      const { rows } = await ask(
        pool,
        `update reminders r set status = 'sending', owner = 'bare', lease_until = now() + interval '1 minute', started_at = now(), attempts = attempts + 1
         where id in (select id from reminders where status = 'scheduled' and next_try_at <= now() order by next_try_at, id limit 40 for update skip locked)
         returning id, subject_id`,
      )
      if (rows.length === 0) return 0
      await ask(
        pool,
        `select a.id, a.code, a.period, a.time_zone, a.contact_name, a.contact_email, l.name from appointments a left join listings l on l.id = a.listing_id
         where a.id = any($1::uuid[])`,
        rows.map(row => row.subject_id),
      )
      for (const { id } of rows)
        await ask(
          pool,
          `with tried as (insert into reminder_attempts (reminder_id, number, sent_by, started_at, ended_at, outcome, provider_id)
             values ($1, 1, 'email', now(), now(), 'accepted', 'taken'))
           update reminders set status = 'sent', owner = null, lease_until = null, sent_by = 'email', sent_at = now(), ended_at = now(), provider_id = 'taken',
             subject_line = $2, body = $3 where id = $1`,
          id,
          'Your visit is agreed',
          'We look forward to meet you. '.repeat(20),
        )
      return rows.length
    },
  }
}

const CARDS = JSON.stringify([
  { type: 'homes', homes: Array.from({ length: 5 }, (_, at) => ({ id: at, name: 'Velmora Avalon'.repeat(12) })) },
])
const STATE = JSON.stringify({
  wish: { bedrooms: [3], places: ['Whitefield'], maxPrice: 2_000_000_000 },
  shown: [],
  lastIntent: 'search',
})

const HOT_LEADS = `
  select l.person_id, l.engagement, l.intent, l.temperature, l.stage, l.last_active_at, l.created_at, a.name, a.email,
    (select json_agg(json_build_object('key', f.key, 'value', f.value)) from facts f
      where f.person_id = l.person_id and f.superseded_at is null and f.erased_at is null) as said,
    (select s.name from person_owners o join staff s on s.id = o.staff_id where o.person_id = l.person_id and o.ended_at is null) as owner,
    array(select t.tag from lead_tags t where t.person_id = l.person_id) as tags,
    (select min(lower(v.period)) from appointments v where v.person_id = l.person_id and v.kind = 'site_visit' and v.status in ('pending', 'confirmed')) as visit,
    (select min(v.due_at) from appointments v where v.person_id = l.person_id and v.kind = 'callback' and v.status in ('pending', 'no_answer')) as callback,
    (select c.id from conversations c where c.person_id = l.person_id and c.desk = 'sales' and c.hand_off = 'waiting' limit 1) as waiting
  from (select * from leads where temperature = 'hot' order by intent desc, engagement desc, last_active_at desc, person_id limit 51) l
  left join accounts a on a.person_id = l.person_id
  order by l.intent desc, l.engagement desc, l.last_active_at desc, l.person_id`
