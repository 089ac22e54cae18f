-- Files: what people upload. Bytes lie here in pieces, or in an object store; which of the two is a column of the file.

create table files (
  id uuid primary key,
  person_id uuid not null references persons (id),
  -- While `receiving`, pieces still come and nothing of it is shown; `kept` is whole and checked.
  state text not null check (state in ('receiving', 'kept')),
  -- Made by the client, so that a repeated upload is the same file; never part of an address.
  client_id text check (length(client_id) between 1 and 100),
  name text not null check (octet_length(name) between 1 and 255),
  type text check (type in (
    'application/pdf', 'application/vnd.openxmlformats-officedocument.wordprocessingml.document',
    'text/plain', 'text/markdown', 'image/png', 'image/jpeg')),
  size bigint check (size >= 0),
  sha256 text check (sha256 ~ '^[0-9a-f]{64}$'),
  created_at timestamptz not null,
  place text not null default 'database' check (place in ('database', 's3')),
  -- Where the bytes are to be carried; empty once they are there.
  bound_for text check (bound_for in ('database', 's3')),
  carry_after timestamptz,
  carry_attempts integer not null default 0,
  -- The object's full name in the bucket, while there is one or may be one.
  object_key text,
  bytes_missing_at timestamptz,
  text_state text not null default 'pending' check (text_state in ('pending', 'done', 'empty', 'failed')),
  text_reason text check (text_reason in (
    'encrypted', 'broken', 'too_large', 'too_slow', 'out_of_memory', 'bytes_missing')),
  text_after timestamptz,
  text_attempts integer not null default 0,
  constraint files_kept check (state = 'receiving' or (type is not null and size is not null and sha256 is not null)),
  constraint files_text_reason check ((text_state = 'failed') = (text_reason is not null)),
  constraint files_object check (place = 'database' or object_key is not null)
);
create index files_person on files (person_id, id);
create unique index files_client on files (person_id, client_id) where client_id is not null;
create index files_receiving on files (created_at) where state = 'receiving';
create index files_text_pending on files (text_after nulls first) where state = 'kept' and text_state = 'pending';
create index files_bound on files (carry_after nulls first) where state = 'kept' and bound_for is not null;
create index files_object_key on files (object_key) where object_key is not null;

create table file_chunks (
  file_id uuid not null references files (id) on delete cascade,
  number integer not null check (number >= 0),
  bytes bytea not null,
  primary key (file_id, number)
);
-- Documents and pictures are packed already: packing them again costs time and wins nothing.
alter table file_chunks alter column bytes set storage external;

create table file_texts (
  file_id uuid primary key references files (id) on delete cascade,
  text text not null
);

-- Objects whose file is gone, until the object is gone too. Whose it was is not known any more.
create table file_removals (
  object_key text primary key,
  created_at timestamptz not null,
  after timestamptz not null,
  attempts integer not null default 0
);
create index file_removals_after on file_removals (after);
