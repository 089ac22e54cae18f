import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { DISTANCE, NOT_BY_CONVERSATION, placementOf } from './placement.ts'
import { obstacles } from './testing/spread.ts'

const store = testStore()

test('what stands against spreading the store is known by name, and nothing was added', async () => {
  const found = (await obstacles(store.pool)).map(({ name }) => name)
  expect(
    found.filter(name => !(name in DISTANCE)),
    'worsens the position: see src/storage/placement.ts',
  ).toEqual([])
  expect(
    Object.keys(DISTANCE).filter(name => !found.includes(name)),
    'is mended: take it out of the list',
  ).toEqual([])
})

test('every table with a conversation is spread by it, or says why not', async () => {
  const { rows } = await store.pool.query<{ name: string }>(
    `select table_name as name from information_schema.columns join information_schema.tables using (table_schema, table_name)
     where table_schema = 'public' and table_type = 'BASE TABLE' and column_name = 'conversation_id'`,
  )
  const undecided = rows.filter(({ name }) => placementOf(name).at === 'first' && !(name in NOT_BY_CONVERSATION))
  expect(undecided).toEqual([])
})

test('a key, a reference and a trigger that worsen the position are found by name', async () => {
  await store.pool.query(`
    create table thread_marks (id uuid primary key, message_id uuid constraint thread_marks_message references messages (id));
    create table stars (id uuid primary key);
    alter table turns add star uuid constraint turns_star references stars (id);
    create unique index messages_text_once on messages (md5(text));
    alter table messages add constraint messages_once exclude using gist (conversation_id with =, number with =);
    create function nothing() returns trigger language plpgsql as 'begin return new; end';
    create trigger messages_watch before insert on messages for each row execute function nothing();
    alter table turns add tally integer generated always as identity`)
  const added = (await obstacles(store.pool)).filter(({ name }) => !(name in DISTANCE))
  expect(added).toEqual([
    { name: 'messages.messages_text_once', rule: 'key' },
    { name: 'messages.messages_watch', rule: 'trigger' },
    { name: 'thread_marks.thread_marks_message', rule: 'reference' },
    { name: 'turns.tally', rule: 'column' },
    { name: 'turns.turns_star', rule: 'reference' },
  ])
})
