import type pg from 'pg'

/**
 * Makes `messages` of a store a table of so many parts, by hash of its conversation: the step before a store that is spread over
 * servers, taken by hand. What names a message and knows its conversation names both from now on; the other references are lost,
 * and are given back by name. No command for operators: see docs/scale.md.
 */
export async function partitionMessages(pool: Pick<pg.Pool, 'query'>, parts: number): Promise<string[]> {
  await pool.query(PARTITION.replaceAll('$parts', String(parts)))
  const { rows } = await pool.query<{ name: string }>(`select name from lost_references order by name collate "C"`)
  await pool.query('drop table lost_references')
  return rows.map(({ name }) => name)
}

const PARTITION = `do $$
declare
  r record;
begin
  create temp table lost_references on commit preserve rows as
    select k.conrelid::regclass || '.' || k.conname as name, k.conrelid::regclass::text as rel, k.conname,
      (select attname from pg_attribute where attrelid = k.conrelid and attnum = k.conkey[1]) as col,
      exists (select from pg_attribute where attrelid = k.conrelid and attname = 'conversation_id' and attnotnull) as knows
    from pg_constraint k where k.contype = 'f' and k.confrelid = 'messages'::regclass;
  for r in select * from lost_references loop execute format('alter table %s drop constraint %I', r.rel, r.conname); end loop;

  -- What has a row of messages, or of the view over them, in its signature.
  create temp table made_again on commit drop as
    select p.oid::regprocedure::text as name, pg_get_functiondef(p.oid) as text from pg_proc p join pg_depend d
      on d.classid = 'pg_proc'::regclass and d.objid = p.oid and d.refclassid = 'pg_type'::regclass
        and d.refobjid in (select reltype from pg_class where oid in ('messages'::regclass, 'turn_details'::regclass));
  for r in select * from made_again loop execute 'drop function ' || r.name; end loop;
  create temp table view_again on commit drop as select pg_get_viewdef('turn_details'::regclass) as text;
  drop view turn_details;

  alter table messages rename to messages_whole;
  create table messages (like messages_whole including defaults including constraints including storage)
    partition by hash (conversation_id);
  for at in 0..$parts - 1 loop
    execute format('create table messages_%s partition of messages for values with (modulus $parts, remainder %s)', at, at);
  end loop;
  insert into messages select * from messages_whole;
  drop table messages_whole;
  alter table messages add constraint messages_pkey primary key (conversation_id, id),
    add constraint messages_conversation_id_client_id_key unique (conversation_id, client_id),
    add constraint messages_conversation_id_number_key unique (conversation_id, number),
    add constraint messages_account_id_fkey foreign key (account_id) references accounts (id) on delete set null,
    add constraint messages_conversation_id_fkey foreign key (conversation_id) references conversations (id);
  create index messages_id on messages (id);
  create index messages_account on messages (account_id) where account_id is not null;
  create index messages_time on messages using brin (created_at) with (pages_per_range = 32);

  for r in delete from lost_references where knows returning * loop
    execute format('alter table %s add constraint %I foreign key (conversation_id, %I) references messages (conversation_id, id)',
      r.rel, r.conname, r.col);
  end loop;
  execute 'create view turn_details as ' || (select text from view_again);
  for r in select * from made_again loop execute r.text; end loop;
end $$`
