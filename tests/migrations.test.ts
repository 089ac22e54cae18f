import { expect, test } from 'vitest'
import { isContracting, readMigrations } from '../src/storage/migrate.ts'
import { takesAway } from './expanding.ts'

/** Releases before this one were not rolled out beside each other. */
const FIRST = '0033'

test('a migration only adds, or says why it takes something away', async () => {
  const wrong: string[] = []
  for (const { name, sql } of (await readMigrations()).filter(({ name }) => name >= FIRST)) {
    const found = takesAway(sql)
    if (isContracting(sql) && found.length === 0) wrong.push(`${name} says that it takes something away, and does not`)
    if (!isContracting(sql)) wrong.push(...found.map(what => `${name} ${what}`))
  }
  // Expand first. A release later, when nobody reads the old any more, a migration with “-- contracts: why” may take it away.
  expect(wrong).toEqual([])
})

test.for([
  ['drop table leads', 'drops the table leads'],
  ['alter table leads drop column note', 'leads: drops a column: drop column note'],
  ['alter table leads rename column note to text', 'leads: rename column note to text'],
  ['alter table "leads" rename to prospects', 'leads: rename to prospects'],
  [
    'alter table leads add column a int not null',
    'leads: wants a column that was not written before: add column a int not null',
  ],
  [
    'alter table leads add column a int, add b text not null',
    'leads: wants a column that was not written before: add b text not null',
  ],
  ['alter table only leads alter column note type jsonb', 'leads: changes a type: alter column note type jsonb'],
  ['alter table leads alter note set not null', 'leads: wants what was not written before: alter note set not null'],
  [
    'alter table leads add constraint c check (a in (1, 2))',
    'leads: holds everybody up while it looks at each row, instead of “not valid”: add constraint c check (a in (1, 2))',
  ],
  ['alter table leads add constraint c unique (a, b)', 'leads: adds a key: add constraint c unique (a, b)'],
  ['create unique index one on leads (a)', 'makes unique what may be there twice in leads'],
  ['drop function score(uuid)', 'drops the function score'],
  [`alter type mood rename value 'a' to 'b'`, `renames: alter type mood rename value '' to ''`],
] as const)('%s', ([sql, what]) => {
  expect(takesAway(sql)).toEqual([what])
})

test.for([
  'create table a (id int primary key, b text not null); create unique index on a (b); alter table a add c int not null',
  `alter table leads add column a int not null default 0, add column b text check (b in ('x', 'y'))`,
  'alter table leads add column c int not null generated always as identity',
  'alter table leads drop constraint leads_stage_check, add constraint leads_stage_check check (a > 0) not valid',
  'alter table leads validate constraint leads_stage_check',
  'create index on leads (a)',
  'alter table leads alter column a drop not null',
  `create or replace function f() returns void language sql as $$ drop table leads; $$`,
  '-- drop table leads',
  'drop function if exists f(int); create function f(a int) returns int language sql as $x$ select 1 $x$',
])('adds: %s', sql => {
  expect(takesAway(sql)).toEqual([])
})
