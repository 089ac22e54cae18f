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
