import type pg from 'pg'

/** How many messages a thread has on average: nine of ten are short, one in a hundred has gone on for a year. */
export const MEAN = 20

/** Messages of the n-th thread, even. A hundred threads in a row have 20 each on average. */
const LENGTH = `case when n % 100 = 0 then 400 when n % 10 = 0 then 64 else 8 + 2 * (n % 5) end`

/** The longest threads, of the first `threads`. */
export const longThreads = (threads: number) =>
  Array.from({ length: Math.floor(threads / 100) }, (_, at) => (at + 1) * 100)

/** In so many, the first ones, a human is wanted: as many as staff can have open, whatever was said in all the years. */
const WANTED = 200

const id = (kind: number, of = 'n') => `('0000000${kind}-0000-7000-8000-' || lpad(to_hex(${of}), 12, '0'))::uuid`
export const idOf = (kind: number, n: number) => `0000000${kind}-0000-7000-8000-${n.toString(16).padStart(12, '0')}`

/** Ids of messages grow with time, as those of version 7 do. */
const MESSAGE = id(3, 'n::bigint * 1000 + number')
const ASKED = id(3, 'n::bigint * 1000 + turn * 2 - 1')
const ANSWER = id(3, 'n::bigint * 1000 + turn * 2')

const SAID = [
  'We look for three bedrooms near Whitefield, under 2 crore if that is possible',
  'and what about the second one, is parking part of the price?',
  'ok',
  'My mother will live with us, so a lift and a hospital nearby matter more than the pool. Is there something ready to move into?',
]
const ANSWERED = [
  'Three homes fit: Velmora Avalon from ₹1.62 Cr, Halverly Glenbrook from ₹1.71 Cr, and Cedar Court from ₹1.88 Cr. All have three bedrooms within 4 km of Whitefield. The first two are ready; Cedar Court is promised for the third quarter of 2027. Shall I compare them, or would you rather see one on Saturday?',
  'Parking for one car is part of the price there, a second place costs ₹4 lakh. The lift reaches the basement.',
]
const CHIPS =
  '[{"type":"chips","chips":[{"label":"Compare them","text":"compare them"},{"label":"See one","text":"book a visit"}]}]'
const one = (texts: string[]) =>
  `(array[${texts.map(text => `'${text}'`).join(', ')}])[1 + (n + number / 2) % ${texts.length}]`

const STEPS = [
  `insert into persons (id, created_at) select person, at from each`,
  `insert into visitor_keys (key_hash, person_id, created_at) select encode(sha256(person::text::bytea), 'hex'), person, at from each`,
  `insert into activity_sessions (person_id, number, started_at, last_at) select person, 1, at, at from each`,
  `insert into conversations (id, person_id, desk, last_number, created_at, active_at, alert, alerted_at)
   select thread, person, 'sales', long, at, at, case when n <= ${WANTED} then 'persistent_frustration' end, case when n <= ${WANTED} then at end from each`,
  `insert into messages (id, conversation_id, number, author, client_id, text, parts, created_at)
   select ${MESSAGE}, thread, number, case number % 2 when 1 then 'visitor' else 'assistant' end, case number % 2 when 1 then ${MESSAGE} end,
     case number % 2 when 1 then ${one(SAID)} else ${one(ANSWERED)} end, case number % 2 when 1 then '[]' else '${CHIPS}' end::jsonb, at + number * interval '20 seconds'
   from each cross join lateral generate_series(1, long) number`,
  `insert into turns (message_id, conversation_id, number, state, answer_id, answered_at, attempts, session_number)
   select ${ASKED}, thread, turn * 2 - 1, 'answered', ${ANSWER}, at, 1, 1 from each cross join lateral generate_series(1, long / 2) turn`,
  `insert into conversation_states (conversation_id, number, state, message_id, created_at)
   select thread, turn, '{"wish": {"bedrooms": [3], "places": ["Whitefield"], "maxPrice": 2000000000}}', ${ASKED}, at
   from each cross join lateral generate_series(1, long / 2) turn`,
  `insert into sales_readings (message_id, conversation_id, number, intent, intents, sentiment, frustration, objections, asked, places, wish, shown,
     needs_clarification, lacking, objecting, stage, created_at, read_at, dealt_at)
   select ${ASKED}, thread, turn * 2 - 1, 'search', '{search}', 'neutral', 0, '{}', '[]', '{Whitefield}', '{"bedrooms": [3]}', 3, false, '{}', false,
     'discovery', at, at, at from each cross join lateral generate_series(1, long / 2) turn`,
  `insert into facts (id, person_id, key, value, confidence, source_kind, message_id, created_at)
   select person, person, 'name', to_jsonb(case n when 100 then 'Zorawar Quill' else 'Asha ' || n end), 0.9, 'message', ${id(3, 'n::bigint * 1000 + 1')}, at from each`,
  `insert into leads (person_id, engagement, intent, temperature, last_active_at, decay_at, created_at)
   select person, 1 + n % 5, 1 + n % 7, case when n % 15 = 0 then 'hot' else 'cold' end, at, now() + interval '30 days', at from each`,
  `insert into signals (id, person_id, origin, component, kind, key, engagement, intent, weights_version, sentence, message_id, created_at)
   select ${id(4, 'n::bigint * 10 + earned')}, person, person, 'visit', 'earned', 'fill ' || earned, 1, 1, 1, 'did something', ${id(3, 'n::bigint * 1000 + 1')}, at
   from each cross join generate_series(1, 3) earned`,
]

const BATCH = 50_000
const TABLES = [...new Set(STEPS.map(step => /^insert into (\w+)/.exec(step)![1]!))]

/**
 * Threads with all that a message brings, from the `from`-th on up to the `to`-th. Constraints hold; references are not looked up.
 * Indexes are built anew at the end, which is many times quicker than row by row: asks for a superuser.
 */
export async function fillThreads(pool: pg.Pool, from: number, to: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query(
      'set statement_timeout = 0; set synchronous_commit = off; set session_replication_role = replica',
    )
    await client.query(`set maintenance_work_mem = '512MB'`)
    await client.query(`alter system set max_wal_size = '8GB'`)
    await client.query('select pg_reload_conf()')
    await client.query(
      'update pg_index set indisready = false, indisvalid = false where indrelid = any ($1::text[]::regclass[]::oid[])',
      [TABLES],
    )
    for (let begin = from; begin < to; begin += BATCH) {
      await client.query(
        `create temp table each as select n, ${id(1)} as person, ${id(2)} as thread, ${LENGTH} as long,
           timestamptz '2024-01-01 00:00+00' + n * interval '61 seconds' as at
         from generate_series(${begin + 1}::integer, ${Math.min(to, begin + BATCH)}::integer) n`,
      )
      for (const step of STEPS) await client.query(step)
      await client.query('drop table each')
    }
    for (const table of TABLES) await client.query(`reindex table ${table}`)
    await client.query('set session_replication_role = default')
    await client.query(`vacuum analyze ${TABLES.join(', ')}`)
  } finally {
    client.release(true)
  }
}
