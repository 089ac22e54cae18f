-- People: the human we remember. Everything else that is known hangs on `persons`.

create table persons (
  id uuid primary key,
  created_at timestamptz not null,
  -- While set, nothing new is remembered; the thread itself is kept.
  memory_off_since timestamptz,
  -- The row outlives the person's data so that its counts and receipt have something to stand on.
  erased_at timestamptz
);

-- A key is authentic by its own signature. It gets a row with the first thing that its holder writes.
create table visitor_keys (
  key_hash text primary key check (key_hash ~ '^[0-9a-f]{64}$'),
  person_id uuid not null references persons (id),
  created_at timestamptz not null,
  -- An ended key never opens or makes a person again: without this row it would still be authentic.
  ended_at timestamptz
);
create index visitor_keys_person on visitor_keys (person_id);

-- Activity with gaps under half an hour is one session.
create table activity_sessions (
  person_id uuid not null references persons (id),
  number integer not null check (number > 0),
  started_at timestamptz not null,
  last_at timestamptz not null check (last_at >= started_at),
  primary key (person_id, number)
);

create table facts (
  id uuid primary key,
  person_id uuid not null references persons (id),
  number bigint generated always as identity,
  key text not null check (key ~ '^[a-z][a-z_]{0,39}$'),
  value jsonb,
  -- Empty for a key with one value at a time; else what tells this value from the key's others.
  slot text not null default '',
  confidence real not null check (confidence between 0 and 1),
  source_kind text not null check (source_kind in ('message', 'correction', 'form', 'account', 'import')),
  -- The foreign key comes with the messages.
  message_id uuid,
  created_at timestamptz not null,
  superseded_at timestamptz,
  superseded_by uuid references facts (id) deferrable initially deferred,
  superseded_reason text check (superseded_reason in ('restated', 'replaced', 'opposite', 'corrected')),
  erased_at timestamptz,
  constraint facts_message_source check (source_kind <> 'message' or message_id is not null),
  constraint facts_superseded check (num_nulls(superseded_at, superseded_by, superseded_reason) in (0, 3)),
  -- Erasing takes the value, and the slot that spells it, for good.
  constraint facts_erased check ((erased_at is null) = (value is not null) and (erased_at is null or slot = ''))
);
create unique index facts_current on facts (person_id, key, slot) where superseded_at is null and erased_at is null;
create index facts_person on facts (person_id, number);
create index facts_message on facts (message_id);
create index facts_superseded_by on facts (superseded_by);

-- Remembers what one statement said and gives the ids of the new facts, in one round trip. Each fact names its rivals (keys
-- that cannot be current beside it in its slot: its own and its opposite) and its family (keys that its statement replaces
-- as a whole). A message remembered again adds nothing, not even what was erased since. Locks the person: one statement at a
-- time, and after the switch and the erasing that came before.
create function remember_facts(p_person uuid, p_message uuid, p_source text, p_now timestamptz, p_facts jsonb)
returns setof uuid language plpgsql as $$
declare
  v_stated uuid[] := array(select (stated ->> 'id')::uuid from jsonb_array_elements(p_facts) stated);
  f record;
begin
  perform from persons
    where id = p_person and memory_off_since is null and erased_at is null for no key update;
  if not found then
    return;
  end if;
  for f in
    select * from jsonb_to_recordset(p_facts)
      as x (id uuid, key text, value jsonb, slot text, confidence real, rivals text[], family text[])
  loop
    continue when exists (
      select from facts
      where message_id = p_message and person_id = p_person and key = f.key
        and (erased_at is not null or (slot = f.slot and value = f.value)));
    update facts set superseded_at = p_now, superseded_by = f.id,
      superseded_reason = case
        when key = f.key and (value = f.value or slot <> '') then 'restated'
        when key = f.key or key = any (f.family) then 'replaced'
        else 'opposite' end
      where person_id = p_person and superseded_at is null and erased_at is null
        and ((key = any (f.rivals) and slot = f.slot)
          or (key = any (f.family) and id <> all (v_stated) and (message_id is null or message_id is distinct from p_message)));
    insert into facts (id, person_id, key, value, slot, confidence, source_kind, message_id, created_at)
      values (f.id, p_person, f.key, f.value, f.slot, f.confidence, p_source, p_message, p_now);
    return next f.id;
  end loop;
end $$;

-- The receipt of an erased person: how much there was, never what.
create table erasures (
  id uuid primary key,
  person_id uuid not null references persons (id),
  requested_by text not null check (requested_by in ('visitor', 'account', 'system')),
  counts jsonb not null,
  erased_at timestamptz not null
);
create unique index erasures_person on erasures (person_id);
