-- Marks by which an operator proves that a deployment keeps its data: written before a redeploy, read after it, removed.
-- A mark says nothing of anybody; its token is known to who made it alone.
create table persistence_marks (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  made_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > made_at and expires_at <= made_at + interval '1 day')
);
create index persistence_marks_expiry on persistence_marks (expires_at);
