-- Persons of before leads were scored, whose ledger is still to be made from what they did: a queue, empty where it was read to
-- its end and in every new database.
create table lead_histories (
  person_id uuid primary key references persons (id),
  -- When making it failed last: then the others come first.
  failed_at timestamptz
);
create index lead_histories_order on lead_histories (failed_at nulls first, person_id desc);
insert into lead_histories (person_id)
select p.id from persons p
where p.erased_at is null and p.merged_into is null and not exists (select from leads l where l.person_id = p.id)
  and (exists (select from conversations c join turns t on t.conversation_id = c.id where c.person_id = p.id and c.desk = 'sales')
    or exists (select from listing_events e where e.person_id = p.id)
    or exists (select from appointments a where a.person_id = p.id and a.kind in ('site_visit', 'callback')));
