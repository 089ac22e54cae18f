-- Legacy data: what an import read, kept verbatim; who it made; and what the homes of such rows need beyond our own.

create table legacy_sources (
  id integer primary key,
  kind text not null check (kind in ('legacy-mosaic', 'legacy-sales')),
  name text not null check (name <> ''),
  -- From it and a row's key come the ids of the row's home: the same at every reading, and told by nobody.
  salt text not null check (salt <> ''),
  created_at timestamptz not null,
  unique (kind, name)
);

-- One row for each time that somebody ran an import. One that was broken off goes on in the next, which is of the same chain.
create table legacy_imports (
  id integer primary key,
  source_id integer not null references legacy_sources (id),
  chain integer not null,
  -- Of the file; null for a database.
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  started_at timestamptz not null,
  finished_at timestamptz,
  -- Without the list of repairs.
  report jsonb
);
create index legacy_imports_source on legacy_imports (source_id, id);

create table legacy_tables (
  id integer primary key,
  source_id integer not null references legacy_sources (id),
  name text not null,
  -- How many are kept: the progress of an import, written with the rows.
  rows bigint not null default 0 check (rows >= 0),
  unique (source_id, name)
);

create table legacy_rows (
  -- Of legacy_tables, as import_id of legacy_imports; no foreign keys: each row would lock and look at the one row that every batch
  -- counts on, and an import would take ten times as long. Nothing ever deletes either.
  table_id integer not null,
  -- Coded, as in the row; a key over 512 bytes by its hash.
  key text collate "C" not null check (octet_length(key) <= 512),
  -- 0 for what was read first; a row that came again with another content is one more.
  variant integer not null default 0 check (variant >= 0),
  import_id integer not null,
  sha256 bytea not null check (octet_length(sha256) = 32),
  outcome text not null check (outcome in ('imported', 'archived', 'quarantined')),
  code text,
  person_id uuid references persons (id),
  -- JSON as text, exactly as it was hashed: the pairs of column and coded value.
  "row" text not null,
  primary key (table_id, key, variant),
  check (outcome <> 'quarantined' or code is not null)
);
create index legacy_rows_person on legacy_rows (person_id) where person_id is not null;
create index legacy_rows_quarantined on legacy_rows (table_id, key) where outcome = 'quarantined';

-- Persons that an import made, with what they were. Of an erased person only the row stays, so that no later import makes them anew.
create table legacy_persons (
  person_id uuid primary key references persons (id),
  source_id integer not null references legacy_sources (id),
  origin text not null check (origin in ('user', 'session', 'restored', 'profile')),
  -- The key at the source; null once erased.
  key text,
  -- An expired session is somebody still.
  expired_at timestamptz,
  check (key is null or octet_length(key) <= 512)
);
create index legacy_persons_key on legacy_persons (source_id, origin, key) where key is not null;

-- Enrolments of an import that is not done: which of a person's stays open is decided at its end.
create table legacy_enrolments (
  enrolment_id uuid primary key references enrolments (id) on delete cascade,
  source_id integer not null references legacy_sources (id)
);

-- A message of before may be longer than those that are written here.
alter table messages add column imported boolean not null default false;
alter table messages drop constraint messages_check;
alter table messages add constraint messages_check check (
  author <> 'visitor'
  or (client_id is not null and char_length(text) >= 1 and (imported or char_length(text) <= 4000)));

-- A version tailored before may have no version that it was made from, and may bring feedback along.
alter table resume_versions add column imported boolean not null default false;
alter table resume_versions add column earlier_feedback text check (earlier_feedback <> '');
alter table resume_versions drop constraint resume_versions_source;
alter table resume_versions add constraint resume_versions_source
  check (kind = 'canonical' or based_on is not null or imported);

-- A file whose bytes were not brought along is listed by its name, of whatever type it was.
alter table files drop constraint files_kept;
alter table files add constraint files_kept check (
  state = 'receiving'
  or (type is not null and size is not null and (sha256 is not null or bytes_missing_at is not null)));
alter table files drop constraint files_type_check;
alter table files add constraint files_type_check check (type in (
  'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document', 'text/plain',
  'text/markdown', 'image/png', 'image/jpeg', 'application/octet-stream'));

-- The word for its state that an experiment brought along; such a one may lack what is asked for here.
alter table experiments add column earlier_status text;
alter table experiments drop constraint experiments_started;
alter table experiments add constraint experiments_started check (
  status not in ('active', 'reviewed')
  or (started_at is not null and (earlier_status is not null
    or (hypothesis <> '' and metric <> '' and (start_on is not null or review_on is not null)))));
