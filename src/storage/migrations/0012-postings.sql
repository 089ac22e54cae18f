-- Postings: jobs on offer, how they come in, what people do about them, and how they fit somebody.

-- One row. Whoever changes postings bumps it first, which also makes writers take turns; stored matches name the version they saw.
create table posting_catalogue (
  one boolean primary key default true check (one),
  id uuid not null default gen_random_uuid(),
  version bigint not null default 1
);
insert into posting_catalogue default values;

create table posting_feeds (
  id uuid primary key,
  name text not null unique check (name <> ''),
  url text not null check (url ~ '^https://'),
  shape text not null check (shape in ('json', 'csv', 'greenhouse', 'remoteok')),
  -- Whose ids the entries carry.
  source text not null check (source <> ''),
  cron text not null,
  time_zone text not null,
  -- What is not in it any more is closed.
  complete boolean not null,
  enabled boolean not null default false,
  etag text,
  last_modified text,
  failures integer not null default 0 check (failures >= 0),
  next_at timestamptz,
  -- Whoever runs it holds it until then, by the database's clock.
  leased_until timestamptz,
  request_key text unique,
  created_at timestamptz not null,
  check (not enabled or next_at is not null)
);
create index posting_feeds_due on posting_feeds (next_at) where enabled;

create table posting_imports (
  id uuid primary key,
  source text not null,
  file_name text not null,
  format text not null check (format in ('json', 'csv', 'greenhouse', 'remoteok')),
  complete boolean not null,
  account_id text,
  read integer not null check (read >= 0),
  added integer not null check (added >= 0),
  updated integer not null check (updated >= 0),
  unchanged integer not null check (unchanged >= 0),
  closed integer not null check (closed >= 0),
  refused integer not null check (refused >= 0),
  request_key text unique,
  created_at timestamptz not null
);

-- The entry as it came, and what is wrong with it.
create table posting_refused_entries (
  import_id uuid not null references posting_imports (id) on delete cascade,
  number integer not null check (number > 0),
  -- In a text file the line, in a list the place, from 1.
  line integer not null,
  field text,
  code text not null,
  message text not null,
  content text not null,
  primary key (import_id, number)
);

create table posting_feed_runs (
  id uuid primary key,
  feed_id uuid not null references posting_feeds (id) on delete cascade,
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('imported', 'unchanged', 'failed')),
  reason text,
  import_id uuid references posting_imports (id),
  check ((ended_at is null) = (outcome is null)),
  check ((outcome = 'failed') = (reason is not null))
);
create index posting_feed_runs_feed on posting_feed_runs (feed_id, started_at);
create index posting_feed_runs_import on posting_feed_runs (import_id);

-- Narrow on purpose: all of them are read to be held against people. What is long stands in posting_texts.
create table postings (
  id uuid primary key,
  number integer generated always as identity unique,
  source text not null check (source <> ''),
  source_id text not null check (source_id <> ''),
  title text not null check (title <> ''),
  company text not null check (company <> ''),
  place_text text,
  city text,
  -- ISO 3166-1 alpha-2
  country text check (country ~ '^[A-Z]{2}$'),
  -- Place as it is compared: lower case, without accents.
  city_key text check (city_key <> ''),
  place_key text not null default '',
  remote text check (remote in ('onsite', 'hybrid', 'remote')),
  type text check (type in ('full_time', 'part_time', 'contract', 'internship', 'temporary')),
  level text not null default 'unknown' check (level in ('entry', 'mid', 'senior', 'lead', 'unknown')),
  pay_min bigint check (pay_min >= 0),
  pay_max bigint check (pay_max >= pay_min),
  pay_currency text check (pay_currency ~ '^[A-Z]{3}$'),
  pay_per text check (pay_per in ('year', 'month', 'day', 'hour')),
  -- The best that is offered, for a year of 52 weeks of five days of eight hours, in minor units.
  pay_year bigint generated always as (
    coalesce(pay_max, pay_min) * case pay_per when 'year' then 1 when 'month' then 12 when 'day' then 260 else 2080 end) stored,
  skills text[] not null default '{}',
  work_values text[] not null default '{}',
  -- Which terms these are, synonyms once.
  skill_ids integer[] not null default '{}',
  value_ids integer[] not null default '{}',
  url text check (url ~ '^https?://'),
  posted_at timestamptz,
  -- When it was posted, or first seen where nobody says: how the newest is told.
  listed_at timestamptz not null,
  closed_at timestamptz,
  content_hash text not null,
  sample boolean not null default false,
  import_id uuid not null references posting_imports (id),
  changed_at timestamptz not null,
  unique (source, source_id),
  check ((pay_currency is null) = (pay_min is null and pay_max is null)),
  check ((pay_per is null) = (pay_currency is null))
);
create index postings_import on postings (import_id);
create index postings_newest on postings (listed_at desc, number desc) where closed_at is null;
create index postings_city on postings (city_key, listed_at desc) where closed_at is null;
create index postings_place on postings using gin (place_key gin_trgm_ops);
create index postings_sample on postings (number) where sample;

create table posting_texts (
  number integer primary key references postings (number) on delete cascade,
  title text not null,
  -- Company, skills with their other names, place.
  terms text not null,
  description text not null,
  search tsvector not null generated always as (
    setweight(to_tsvector('english', title), 'A') || setweight(to_tsvector('english', terms), 'B')
    || setweight(to_tsvector('english', left(description, 100000)), 'D')) stored
);
create index posting_texts_search on posting_texts using gin (search);

-- The words of titles, companies, skills and cities: a word that none of them begins with is taken for the nearest.
create table posting_words (
  word text collate "C" primary key
);
create index posting_words_near on posting_words using gin (word gin_trgm_ops);

-- Skills and values by what all their names have in common.
create table posting_terms (
  id integer generated always as identity primary key,
  kind text not null check (kind in ('skill', 'value')),
  key text collate "C" not null check (key <> ''),
  unique (kind, key)
);
-- What somebody did about a posting: rows are added. Taking the last one back is a row too.
create table posting_states (
  id uuid primary key,
  number bigint generated always as identity unique,
  person_id uuid not null references persons (id),
  posting_id uuid not null references postings (id),
  state text check (state in ('saved', 'applied', 'interviewing', 'offered', 'rejected')),
  rejected_by text check (rejected_by in ('me', 'employer')),
  note text check (note <> ''),
  undoes uuid unique references posting_states (id),
  created_at timestamptz not null,
  check ((state is null) = (undoes is not null)),
  check ((rejected_by is not null) = (state is not distinct from 'rejected'))
);
create index posting_states_person on posting_states (person_id, posting_id, number);
create index posting_states_posting on posting_states (posting_id);

create table posting_notes (
  id uuid primary key,
  person_id uuid not null references persons (id),
  posting_id uuid not null references postings (id),
  request_key text,
  created_at timestamptz not null,
  unique (person_id, request_key)
);
create index posting_notes_person on posting_notes (person_id, posting_id);
create index posting_notes_posting on posting_notes (posting_id);
create table posting_note_versions (
  note_id uuid not null references posting_notes (id) on delete cascade,
  version integer not null check (version > 0),
  text text not null check (text <> ''),
  created_at timestamptz not null,
  primary key (note_id, version)
);

-- The best matches of a person as they were computed, and from which state of facts and postings.
create table match_runs (
  person_id uuid primary key references persons (id),
  facts_version text not null,
  postings_version bigint not null,
  computed_at timestamptz not null
);
create table matches (
  person_id uuid not null references match_runs (person_id) on delete cascade,
  posting_id uuid not null references postings (id) on delete cascade,
  posting_hash text not null,
  score integer not null check (score between 0 and 100),
  possible integer not null check (possible between score and 100),
  parts jsonb not null,
  primary key (person_id, posting_id),
  constraint matches_sum check (score = (parts #>> '{0,points}')::integer + (parts #>> '{1,points}')::integer
    + (parts #>> '{2,points}')::integer + (parts #>> '{3,points}')::integer + (parts #>> '{4,points}')::integer)
);
create index matches_posting on matches (posting_id);

create table match_mail_wishes (
  person_id uuid primary key references persons (id),
  wanted boolean not null,
  changed_at timestamptz not null
);
-- One for each local date; the reminder says whether it left.
create table match_mailings (
  id uuid primary key,
  person_id uuid not null references persons (id),
  local_date date not null,
  created_at timestamptz not null,
  unique (person_id, local_date)
);
-- What a mail showed: not shown again.
create table match_mail_items (
  mailing_id uuid not null references match_mailings (id) on delete cascade,
  posting_id uuid not null references postings (id) on delete cascade,
  primary key (mailing_id, posting_id)
);
create index match_mail_items_posting on match_mail_items (posting_id);
