-- A first start on a database that holds nobody's data while a folder of the embedded store does. All of it says something of this
-- very database and its processes: a move does not carry it.

-- The processes that stand before a database that holds nobody's data yet. Their clocks may differ: the database's counts.
create table first_start_processes (
  id uuid primary key,
  -- host, process namespace and number: whoever is on the same machine sees at once that it was killed
  process text not null,
  -- serving: shows the empty house; undecided: waits to be told; moving: fills the database from its folder
  phase text not null check (phase in ('serving', 'undecided', 'moving')),
  -- of the link in its log
  link_hash text check (link_hash ~ '^[0-9a-f]{64}$'),
  -- what it knows, for processes that see no folder
  told jsonb,
  seen_at timestamptz not null default now()
);

-- What was decided, by the link in the log, by MOSAIC_MOVE, or by the proof of a move that was found. `source` is the system identifier of the cluster in the folder,
-- as PostgreSQL gives it to each; null where the folder could not be looked into.
create table first_start_decisions (
  id uuid primary key,
  decision text not null check (decision in ('move', 'empty_house')),
  source text check (source ~ '^[0-9]{1,20}$'),
  decided_by text not null check (decided_by in ('link', 'setting', 'proof')),
  decided_at timestamptz not null default now()
);
create index on first_start_decisions (decision, source);
