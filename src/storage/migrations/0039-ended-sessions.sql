-- Sessions that were ended, for thirty days. What a member said while the store was away and before they signed out is theirs, and is
-- written as theirs; of a session that somebody else ended, or all of an account's, nobody acts for it, but staff see whose it was.
create table ended_sessions (
  token_hash text primary key check (token_hash ~ '^[0-9a-f]{64}$'),
  account_id uuid not null references accounts (id) on delete cascade,
  ended_at timestamptz not null,
  -- Whether its holder signed out of it, and nobody has distrusted the sessions of the account since.
  by_holder boolean not null
);
create index ended_sessions_account on ended_sessions (account_id);
create index ended_sessions_age on ended_sessions (ended_at);
