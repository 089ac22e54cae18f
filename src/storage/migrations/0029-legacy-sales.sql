-- What comes from before: answers that were put in their place for somebody, notes that have none, and tickets.

-- An answer that was put in its place by somebody else than the person, with the revision that it was. It counts as long as nothing was
-- written there since; `by_order` asks the person whether it is the right place, until they say so.
create table placed_answers (
  enrolment_id uuid not null references enrolments (id),
  version integer not null,
  prompt text not null,
  revision integer not null check (revision > 0),
  by_order boolean not null,
  -- What it was there, so that it is put here once.
  source_key text not null,
  placed_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (enrolment_id, version, prompt),
  foreign key (enrolment_id, version, prompt) references answers (enrolment_id, version, prompt)
);
create index placed_answers_source on placed_answers (source_key);

-- What somebody wrote before that has no place among the answers: kept whole, to read.
create table earlier_notes (
  id uuid primary key,
  enrolment_id uuid not null references enrolments (id),
  -- Where it was asked, as it was said there; null where that was not said.
  label text,
  text text not null check (text <> ''),
  source_key text not null,
  -- Null where it is not known.
  written_at timestamptz,
  kept_at timestamptz not null,
  unique (enrolment_id, source_key)
);
create index earlier_notes_source on earlier_notes (source_key);

-- Answers of before may be longer than those that are written here; each is kept whole.
alter table answers drop constraint answers_text_check;

-- The name of an imported session, shown by who held it in a browser: it made that session's person theirs.
create table session_tickets (
  id uuid primary key,
  -- SHA-256 of the name.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  person_id uuid not null references persons (id),
  session_person_id uuid not null references persons (id),
  merge_id uuid not null references person_merges (id),
  taken_at timestamptz not null,
  undone_at timestamptz
);
create unique index session_tickets_held on session_tickets (digest) where undone_at is null;
create index session_tickets_person on session_tickets (person_id);
create index session_tickets_session_person on session_tickets (session_person_id);
create index session_tickets_merge on session_tickets (merge_id);

-- Who was to meet somebody, by the name that another system had: nobody of the staff here.
alter table appointments add column staff_name text check (staff_name <> '');
alter table appointments drop constraint appointments_meeting;
alter table appointments add constraint appointments_meeting check (kind = 'callback' or (period is not null
  and (staff_id is not null or (source = 'import' and kind = 'site_visit'))
  and not isempty(period) and lower_inc(period) and not upper_inc(period) and not lower_inf(period) and not upper_inf(period)));

-- What persons did before, deed by deed, each on its day: {person, at, signals, remarks}. `signals` as add_signals takes them. A
-- remark {key, sentence, listing} is a doubt or a refusal: mood below zero, worth nothing today, and a row all the same.
create function add_past_signals(p_deeds jsonb) returns void language plpgsql as $$
declare
  d record;
begin
  for d in
    select x.* from jsonb_array_elements(p_deeds) with ordinality e (value, n),
      jsonb_to_record(e.value) as x (person uuid, at timestamptz, signals jsonb, remarks jsonb)
    order by n
  loop
    if d.signals <> '[]' then
      perform from add_signals(d.person, d.at, d.signals, true);
    end if;
    continue when d.remarks = '[]';
    insert into signals (id, person_id, origin, component, kind, key, basis, engagement, intent, weights_version, listing_id,
      sentence, created_at)
    select gen_random_uuid(), l.person_id, l.person_id, 'sentiment', 'earned', r.key, -0.5, 0, 0, w.version,
      (select id from listings where id = r.listing), sentence_of(r.sentence, r.listing), d.at
    from jsonb_to_recordset(d.remarks) as r (key text, sentence text, listing uuid), leads l,
      (select max(version) as version from lead_weights) w
    where l.person_id = d.person and l.merged_at is null
    on conflict do nothing;
  end loop;
end $$;
