import type pg from 'pg'

/** Of each person: two messages with their turn, a name, a lead with a signal, a visit that was, its reminder, an answer to a prompt. */
const PEOPLE = [
  `insert into persons (id, created_at) select person, at from each`,
  `insert into visitor_keys (key_hash, person_id, created_at) select encode(sha256(person::text::bytea), 'hex'), person, at from each`,
  `insert into conversations (id, person_id, desk, last_number, created_at, active_at, alert, alerted_at)
   select thread, person, 'sales', 2, at, at, case when n % 40 = 0 then 'persistent_frustration' end, case when n % 40 = 0 then at end from each`,
  `insert into messages (id, conversation_id, number, author, client_id, text, created_at)
   select asked, thread, 1, 'visitor', asked, 'We look for ' || n % 4 + 1 || ' bedrooms', at from each
   union all select answer, thread, 2, 'assistant', null, 'Here is what fits, number ' || n, at from each`,
  `insert into turns (message_id, conversation_id, number, state, answer_id, answered_at, attempts) select asked, thread, 1, 'answered', answer, at, 1 from each`,
  `insert into conversation_states (conversation_id, number, state, message_id, created_at) select thread, 1, '{"wish": {"bedrooms": [3]}}', asked, at from each`,
  `insert into activity_sessions (person_id, number, started_at, last_at) select person, 1, at, at from each`,
  `insert into sales_readings (message_id, conversation_id, number, intent, intents, sentiment, frustration, objections, asked, places, wish, shown,
     needs_clarification, lacking, objecting, stage, created_at, read_at, dealt_at)
   select asked, thread, 1, 'search', '{search}', 'neutral', 0, '{}', '[]', '{}', '{}', 3, false, '{}', false, 'discovery', at, at, at from each`,
  `insert into facts (id, person_id, key, value, confidence, source_kind, message_id, created_at)
   select asked, person, 'name', to_jsonb('Somebody ' || n), 0.9, 'message', asked, at from each`,
  `insert into leads (person_id, engagement, intent, temperature, last_active_at, decay_at, created_at)
   select person, 1 + n % 5, 1 + n % 7, case when n % 15 = 0 then 'hot' else 'cold' end, at, now() + interval '30 days', at from each`,
  `insert into signals (id, person_id, origin, component, kind, key, engagement, intent, weights_version, sentence, created_at)
   select asked, person, person, 'visit', 'earned', 'fill', 1 + n % 5, 1 + n % 7, 1, 'did something', at from each`,
  `insert into enrolments (id, person_id, programme, version, position, created_at)
   select thread, person, p.programme, p.version, '1', at from each, (select programme, max(version) as version from programme_versions
     where programme = 'ps101-express' group by 1) p`,
  `insert into answers (enrolment_id, version, prompt, lineage, revision_id, revision, text, final, saved_at)
   select thread, p.version, '1', asked, asked, 1, 'I keep applying for jobs that I do not want. ' || n, false, at from each,
     (select max(version) as version from programme_versions where programme = 'ps101-express') p`,
  `insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, source, ics_uid, contact_name, contact_email, created_at, updated_at)
   select thread, lpad(translate(upper(to_hex(n)), 'ILOU', 'XXXX'), 12, '0'), 'site_visit', person, s.ids[1 + n % cardinality(s.ids)], 'completed',
     tstzrange(held, held + interval '1 hour'), 'Asia/Kolkata', 'form', thread::text, 'Somebody', n || '@example.com', at, at
   from (select *, timestamptz '2024-01-01 04:00+00' + n * interval '1 hour' as held from each) each, (select array_agg(id order by id) as ids from staff) s`,
  `insert into reminders (id, subject_kind, subject_id, subject_version, kind, audience, recipient_id, person_id, channel, planned_at, due_at,
     useful_until, time_zone, quiet, status, attempts, next_try_at, sent_by, sent_at, created_at, ended_at)
   select thread, 'appointment', thread, 1, 'confirmation', 'visitor', person, person, 'email', at, at, at + interval '10 days', 'Asia/Kolkata',
     false, 'sent', 1, at, 'email', at, at, at from each`,
]

/** An id as ours are, of this kind and number. */
function uuid(kind: number): string {
  return `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(n), 12, '0'))::uuid`
}

/** Homes like those of the sample, each with its units, of another name: one for four people. */
const HOMES = ['listings', 'units'] as const
const OWN = {
  listings: {
    id: uuid(5),
    slug: `'home-' || n`,
    name: `one.name || ' ' || n`,
    source: `'fill'`,
    source_id: 'n::text',
  },
  units: {
    id: `md5('unit ' || n || one.id)::uuid`,
    listing_id: uuid(5),
    name: `one.name || ' ' || n`,
  },
}

/**
 * Brings a seeded desk from `from` to `to` of everything that grows with its use: people with what they said, told, earned, agreed
 * and wrote, and homes. The same rows each time. Indexes, statistics and maps are left as autovacuum leaves them.
 */
export async function fillTo(pool: pg.Pool, from: number, to: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(`set statement_timeout = 0`)
    await client.query(`set session_replication_role = replica`)
    await client.query(
      `create temp table each as select n, ${uuid(1)} as person, ${uuid(2)} as thread, ${uuid(3)} as asked,
         ${uuid(4)} as answer, timestamptz '2025-01-01 00:00+00' + n * interval '61 seconds' as at
       from generate_series(${from + 1}::integer, ${to}::integer) n`,
    )
    for (const step of PEOPLE) await client.query(step)
    for (const table of HOMES) {
      const { rows } = await client.query<{ name: string }>(
        `select column_name as name from information_schema.columns
         where table_schema = 'public' and table_name = $1 and is_generated = 'NEVER' and is_identity = 'NO' order by ordinal_position`,
        [table],
      )
      const own: Record<string, string> = OWN[table]
      const names = rows.map(({ name }) => name)
      const first = `(select id, row_number() over (order by id) as nr from listings where source <> 'fill' and published)`
      await client.query(
        `insert into ${table} (${names.map(name => `"${name}"`).join(', ')})
         select ${names.map(name => own[name] ?? `one."${name}"`).join(', ')}
         from generate_series(${Math.ceil(from / 4) + 1}::integer, ${Math.ceil(to / 4)}::integer) n
         join ${first} first on first.nr = 1 + n % (select count(*) from ${first} counted)
         join ${table} one on one.${table === 'units' ? 'listing_id' : 'id'} = first.id`,
      )
    }
    await client.query(`update catalogue_version set version = version + 1`)
    await client.query('drop table each')
    await client.query('set session_replication_role = default')
    await client.query('vacuum analyze')
  } finally {
    client.release(true)
  }
}
