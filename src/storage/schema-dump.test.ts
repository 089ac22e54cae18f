import fs from 'node:fs'
import { expect, test } from 'vitest'
import { testStore } from '../storage/testing/index.ts'
import { dumpSchema, writeTables } from './schema-dump.ts'

const store = testStore()

test('the schema that is written down is the schema that the migrations make, on this PostgreSQL too', async () => {
  expect(await dumpSchema(store.pool)).toBe(fs.readFileSync(new URL('./schema.sql', import.meta.url), 'utf8'))
  expect(await writeTables(store.pool)).toBe(fs.readFileSync(new URL('./tables.generated.ts', import.meta.url), 'utf8'))
})

test('every kind of column has its type', async () => {
  await store.pool.query(`
    create type mood as enum ('calm', 'it''s fine');
    create table "oddTable" (
      id bigint generated always as identity primary key, "camelCase" text not null, at timestamptz not null default now(),
      seen timestamptz, times timestamptz[] not null, tags text[] not null default '{}', body jsonb, raw bytea not null,
      mood mood not null, moods mood[], length int generated always as (length("camelCase")) stored, ok boolean not null);
    create index on "oddTable" (seen) where ok;
    create function odd() returns trigger language plpgsql as 'begin return new; end';
    create trigger odd before insert on "oddTable" for each row execute function odd()`)
  expect((await writeTables(store.pool)).split('export interface ').find(part => part.startsWith('OddTable'))).toBe(
    `OddTableTable {
  id: Computed<number>
  camelCase: string
  at: Generated<Timestamp>
  seen: Timestamp | null
  times: Temporal.Instant[]
  tags: Generated<string[]>
  body: Json | null
  raw: Buffer
  mood: 'calm' | 'it\\'s fine'
  moods: ('calm' | 'it\\'s fine')[] | null
  length: Computed<number | null>
  ok: boolean
}

`,
  )
  const dump = await dumpSchema(store.pool)
  for (const part of [
    `create type mood as enum ('calm', 'it''s fine');`,
    '  id bigint generated always as identity not null,',
    'length integer generated always as (length("camelCase")) stored',
    'WHERE ok',
    'CREATE TRIGGER odd BEFORE INSERT',
    'CREATE OR REPLACE FUNCTION public.odd()',
  ])
    expect(dump).toContain(part)
})
