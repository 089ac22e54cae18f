import type pg from 'pg'

/** How many messages one conversation has. */
const THREAD = 20
const FILE_BYTES = 500_000

/**
 * A desk as it is after years, written by the database itself: a person and a conversation for every twenty messages, a fact for
 * every five, a file of 500 kB for every five thousand. The same rows each time, but for what is random in texts and files.
 */
export async function fillDesk(pool: pg.Pool, messages: number): Promise<void> {
  const client = await pool.connect()
  try {
    await client.query('set statement_timeout = 0')
    await client.query('begin')
    const threads = Math.ceil(messages / THREAD)
    const id = (kind: string, number: string) => `md5('${kind} ' || ${number})::uuid`
    const at = (number: string) => `timestamptz '2024-01-01 00:00+00' + ${number} * interval '37.125 seconds'`
    await client.query(
      `insert into persons (id, created_at) select ${id('person', 'n')}, ${at(`n * ${THREAD}`)} from generate_series(1, ${threads}) n`,
    )
    await client.query(
      `insert into conversations (id, person_id, desk, last_number, created_at, active_at)
       select ${id('thread', 'n')}, ${id('person', 'n')}, 'sales', ${THREAD}, ${at(`n * ${THREAD}`)}, ${at(`n * ${THREAD}`)}
       from generate_series(1, ${threads}) n`,
    )
    await client.query(
      `insert into messages (id, conversation_id, number, author, client_id, text, parts, created_at)
       select ${id('message', 'n')}, ${id('thread', `(n - 1) / ${THREAD} + 1`)}, (n - 1) % ${THREAD} + 1,
         case n % 2 when 1 then 'visitor' else 'assistant' end, case n % 2 when 1 then ${id('client', 'n')} end,
         'We look for ' || (n % 4 + 1) || ' bedrooms near ' || (array['Whitefield', 'Hebbal', 'Sarjapur Road', 'Indiranagar'])[n % 4 + 1]
           || ' below ' || (60 + n % 140) || ' lakh, moving in ' || (n % 12 + 1) || ' months. ' || md5(random()::text),
         case when n % 2 = 0 then '[{"kind": "note"}]'::jsonb else '[]'::jsonb end, ${at('n')}
       from generate_series(1, ${messages}) n`,
    )
    await client.query(
      `insert into facts (id, person_id, key, value, slot, confidence, source_kind, message_id, created_at)
       select ${id('fact', 'n')}, ${id('person', `(n * 5 - 1) / ${THREAD} + 1`)}, 'budget', jsonb_build_object('max', 60 + n % 140), n::text,
         0.8, 'message', ${id('message', 'n * 5')}, ${at('n * 5')}
       from generate_series(1, ${Math.floor(messages / 5)}) n`,
    )
    const files = Math.floor(messages / 5_000)
    await client.query(
      `insert into files (id, person_id, state, name, type, size, sha256, created_at, text_state)
       select ${id('file', 'n')}, ${id('person', 'n')}, 'kept', 'plan ' || n || '.pdf', 'application/pdf', ${FILE_BYTES},
         repeat('ab', 32), ${at('n')}, 'empty' from generate_series(1, ${files}) n`,
    )
    await client.query(
      `insert into file_chunks (file_id, number, bytes)
       select ${id('file', 'n')}, 0, (select string_agg(decode(md5(random()::text || n || k), 'hex'), '')
         from generate_series(1, ${FILE_BYTES / 16}) k) from generate_series(1, ${files}) n`,
    )
    await client.query('commit')
    await client.query('analyze')
  } finally {
    client.release(true)
  }
}
