-- Backups that Mosaic made of this very database, or was asked for. A file or object is ours if it is named here, and only
-- then may be removed. These rows say something of this database alone: they are in no backup and go with no move.
create table backups (
  id uuid primary key,
  number bigint generated always as identity unique,
  reason text not null check (reason in ('schedule', 'asked')),
  place text not null check (place in ('folder', 's3')),
  -- Of the file in its folder, or of the object after its prefix.
  name text not null check (name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$'),
  outcome text not null check (outcome in ('asked', 'running', 'made', 'failed')),
  asked_at timestamptz not null,
  started_at timestamptz,
  -- Whoever makes it says again and again that it lives.
  leased_until timestamptz,
  finished_at timestamptz,
  bytes bigint check (bytes >= 0),
  rows bigint check (rows >= 0),
  -- SHA-256 of its manifest.
  manifest_hash text check (manifest_hash ~ '^[0-9a-f]{64}$'),
  encrypted boolean,
  -- Restored into a throwaway database and found equal, table by table.
  checked_at timestamptz,
  -- Why the check found it wrong, or could not be made.
  check_error text,
  error text,
  removed_at timestamptz,
  constraint backups_started check ((outcome = 'asked') = (started_at is null)),
  constraint backups_leased check ((outcome = 'running') = (leased_until is not null)),
  constraint backups_finished check ((outcome in ('made', 'failed')) = (finished_at is not null)),
  constraint backups_made check (outcome <> 'made' or (bytes is not null and rows is not null and manifest_hash is not null and encrypted is not null)),
  constraint backups_failed check ((outcome = 'failed') = (error is not null)),
  constraint backups_checked check (checked_at is null or outcome = 'made'),
  constraint backups_removed check (removed_at is null or outcome in ('made', 'failed')),
  unique (place, name)
);

-- One is made at a time, whoever asks, and one waits.
create unique index backups_one_running on backups ((true)) where outcome = 'running';
create unique index backups_one_asked on backups ((true)) where outcome = 'asked';
create index backups_kept on backups (number) where outcome = 'made' and removed_at is null;
