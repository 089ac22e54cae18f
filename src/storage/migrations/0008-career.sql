-- What both desks share with the career desk: facts that come from written work, and what an account adds to its person.

alter table facts
  -- The answer revision or résumé version that a fact was read from. Its table stands above this one: no foreign key.
  add column source_id uuid,
  -- The person's own words, as they stand in the source.
  add column quote text,
  drop constraint facts_source_kind_check,
  add constraint facts_source_kind_check
    check (source_kind in ('message', 'correction', 'form', 'account', 'import', 'answer', 'resume')),
  add constraint facts_written_source check ((source_kind in ('answer', 'resume')) = (source_id is not null)),
  add constraint facts_quote check (quote is null or (quote <> '' and erased_at is null));
create index facts_source on facts (source_id) where source_id is not null;

-- As before, with one more kind of source: what was said or written there before adds nothing when it is read again.
drop function remember_facts(uuid, uuid, text, timestamptz, jsonb);
create function remember_facts(
  p_person uuid, p_message uuid, p_source text, p_source_id uuid, p_now timestamptz, p_facts jsonb
) returns setof uuid language plpgsql as $$
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
      as x (id uuid, key text, value jsonb, slot text, confidence real, quote text, rivals text[], family text[])
  loop
    continue when exists (
      select from facts
      where (message_id = p_message or source_id = p_source_id) and person_id = p_person and key = f.key
        and (erased_at is not null or (slot = f.slot and value = f.value)));
    update facts set superseded_at = p_now, superseded_by = f.id,
      superseded_reason = case
        when key = f.key and (value = f.value or slot <> '') then 'restated'
        when key = f.key or key = any (f.family) then 'replaced'
        else 'opposite' end
      where person_id = p_person and superseded_at is null and erased_at is null
        and ((key = any (f.rivals) and slot = f.slot)
          or (key = any (f.family) and id <> all (v_stated)
            and (message_id is null or message_id is distinct from p_message)
            and (source_id is null or source_id is distinct from p_source_id)));
    insert into facts (id, person_id, key, value, slot, confidence, source_kind, message_id, source_id, quote, created_at)
      values (f.id, p_person, f.key, f.value, f.slot, f.confidence, p_source, p_message, p_source_id, f.quote, p_now);
    return next f.id;
  end loop;
end $$;

alter table persons
  -- IANA name, where the person chose one or their browser told it: their clock times, quiet hours and local dates.
  add column time_zone text,
  -- Whose work this person's became; its own row stays for the receipt and for undoing it.
  add column merged_into uuid references persons (id),
  add constraint persons_merged_elsewhere check (merged_into <> id);
create index persons_merged_into on persons (merged_into) where merged_into is not null;

alter table accounts
  -- Limits differ by tier; an invitation code grants `beta`.
  add column tier text not null default 'free' check (tier in ('free', 'beta'));
