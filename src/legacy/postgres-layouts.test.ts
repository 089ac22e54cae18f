import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { take, total } from './testing/take.ts'

const store = testStore({ connections: 3 })

/** A schema of the test's database stands for a legacy database: the address names it by its search path. */
function urlOf(schema: string): string {
  const url = new URL(store.url)
  url.searchParams.set('options', `-c search_path=${schema}`)
  return url.toString()
}

const SALT = 'ab'.repeat(16)
const FAST = `${'0f'.repeat(32)}:${SALT}`

test('layout B: zoneless times are UTC, hashes come along and are kept nowhere else, exact answers have revisions', async () => {
  await store.pool.query(`create schema layout_b; set search_path = layout_b;
    create table users (id text primary key, email text, password_hash text, created_at timestamp, last_login timestamp,
      subscription_tier text);
    create table sessions (id text primary key, created_at timestamp, expires_at timestamp, user_data text, user_id text);
    create table wimd_outputs (id serial primary key, session_id text, prompt text, response text, analysis_data text,
      metrics text, created_at timestamp);
    create table ps101_responses (id serial primary key, user_id text, step integer, prompt_index integer, response text,
      "timestamp" timestamp);
    create table user_contexts (user_id text primary key, context_data text, extracted_at timestamp, extraction_model text,
      extraction_prompt_version text);
    create table discount_codes (code text primary key, description text, grants_tier text, max_uses integer,
      current_uses integer, active boolean, created_at timestamp, expires_at timestamp);
    insert into users values ('u1', 'Ann@Example.org', '${FAST}', '2025-01-02 03:04:05', '2025-02-02', 'beta'),
      ('u2', 'ann@example.org', 'md5:nothing', '2025-01-03', null, 'free'), ('u3', 'notanemail', null, null, null, null);
    insert into sessions values ('s1', '2025-03-01 10:00:00', '2025-04-01', null, 'u1'), ('s2', '2025-03-01', null, '{}', null),
      ('s3', '2025-03-01', null, '{"ps101_active": true, "ps101_step": 12}', 'gone');
    insert into wimd_outputs (session_id, prompt, response, created_at) values ('s1', 'Hello?', 'Yes.', '2025-03-01 10:00:01.5');
    insert into ps101_responses (user_id, step, prompt_index, response, "timestamp") values
      ('u1', 1, 0, 'the first wording of it', '2025-03-02 10:00'), ('u1', 1, 0, 'the second wording of it', '2025-03-03 10:00'),
      ('u1', 11, 0, 'nowhere to be put', '2025-03-03 11:00'), ('nobody', 1, 0, 'lost', '2025-03-03 11:00');
    insert into user_contexts values ('u1', '{}', now(), 'm', '1');
    insert into discount_codes values ('welcome', 'x', 'beta', 5, 2, true, '2025-01-01', null);
    reset search_path`)
  const dry = await take(store, { from: urlOf('layout_b'), name: 'b', dryRun: true })
  const report = await take(store, { from: urlOf('layout_b'), name: 'b' })
  expect({ ...dry, dryRun: false }).toEqual(report)
  expect([total(report, 'imported'), total(report, 'archived'), total(report, 'quarantined')]).toEqual([10, 2, 1])
  expect(report.homes).toMatchObject({
    persons: 4,
    accounts: 1,
    conversations: 1,
    messages: 2,
    answers: 1,
    enrolments: 2,
  })
  expect(report.repairs).toEqual({ duplicate_email: 1, bad_email: 1, orphan_user: 1, unplaced_answer: 1 })
  const { rows: accounts } = await store.pool.query(
    `select a.email, a.tier, a.email_verified, c.password_hash from accounts a join account_credentials c on c.account_id = a.id
    where a.origin = 'import'`,
  )
  expect(accounts).toEqual([{ email: 'ann@example.org', tier: 'beta', email_verified: false, password_hash: FAST }])
  const { rows: leaks } = await store.pool.query(
    `select from legacy_rows where "row" like '%password%' or "row" like '%' || $1 || '%'`,
    [SALT],
  )
  expect(leaks).toEqual([])
  expect(JSON.stringify(report)).not.toContain(SALT)
  const { rows: said } = await store.pool.query(
    `select a.text, a.revision, e.archived_at is null as open, m.created_at::text as at
    from answers a join enrolments e on e.id = a.enrolment_id
    join conversations c on c.person_id = e.person_id join messages m on m.conversation_id = c.id and m.number = 1`,
  )
  expect(said).toEqual([{ text: 'the second wording of it', revision: 2, open: true, at: '2025-03-01 10:00:01.5+00' }])
  const again = await take(store, { from: urlOf('layout_b'), name: 'b' })
  expect(total(again, 'already')).toBe(total(report, 'source'))
})

test('layout C: JSONB and zoned times, no user of a session', async () => {
  await store.pool.query(`create schema layout_c; set search_path = layout_c;
    create table users (id uuid primary key, email text, password_hash text, created_at timestamptz);
    create table sessions (id text primary key, created_at timestamptz, expires_at timestamptz, user_data jsonb);
    create table resume_versions (id serial primary key, session_id text, job_id text, version_name text, content text,
      feedback text, created_at timestamptz);
    insert into users values (gen_random_uuid(), 'c@example.org', '${FAST}', '2025-01-02 03:04:05+05:30');
    insert into sessions values ('c1', now(), now(), '{"ps101_responses": [{"step": 1, "response": "what it is all about"}]}');
    insert into resume_versions (session_id, version_name, content, feedback, created_at) values
      ('c1', 'canonical-1', 'Text of a resume', null, now()), ('c1', 'custom-9', 'Text for a job', null, now()),
      ('c2', 'feedback-1', 'Text looked at', '"Say more."', now());
    reset search_path`)
  const report = await take(store, { from: urlOf('layout_c'), name: 'c' })
  expect(total(report, 'imported')).toBe(5)
  expect(report.homes).toMatchObject({ persons: 3, accounts: 1, enrolments: 1, answers: 1, resumeVersions: 3 })
  expect(report.repairs).toEqual({ restored_parent: 1 })
  const { rows } = await store.pool.query(
    `select kind, number, based_on, earlier_feedback from resume_versions where imported order by text`,
  )
  expect(rows).toEqual([
    { kind: 'tailored', number: 2, based_on: 1, earlier_feedback: null },
    { kind: 'canonical', number: 1, based_on: null, earlier_feedback: 'Say more.' },
    { kind: 'canonical', number: 1, based_on: null, earlier_feedback: null },
  ])
  expect((await store.pool.query('select from placed_answers where by_order')).rows).toHaveLength(1)
})
