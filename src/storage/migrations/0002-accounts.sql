-- Accounts: sign-ins of staff and members. The first five tables are Better Auth's models under our names, with what we add.

create table accounts (
  id uuid primary key,
  person_id uuid not null unique references persons (id),
  name text not null check (name <> ''),
  -- Lower case, so that one address is one account however it is typed.
  email text not null unique check (email = lower(email)),
  email_verified boolean not null default false,
  image text,
  role text not null check (role in ('member', 'coach', 'agent', 'admin')),
  origin text not null check (origin in ('first_administrator', 'invitation', 'sign_up', 'import')),
  disabled_at timestamptz,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
-- However many links were printed by however many replicas, they make one administrator between them.
create unique index accounts_first_administrator on accounts (origin) where origin = 'first_administrator';

create table account_credentials (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  provider text not null,
  -- The provider's own id of the account. For `credential` (a password) it is ours.
  subject text not null,
  password_hash text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamptz,
  refresh_token_expires_at timestamptz,
  scope text,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (provider, subject),
  constraint account_credentials_password check (provider <> 'credential' or subject = account_id::text)
);
create index account_credentials_account on account_credentials (account_id);

create table account_sessions (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  -- The absolute end, never moved. The idle limit counts from last_seen_at.
  expires_at timestamptz not null,
  ip_address text,
  user_agent text,
  created_at timestamptz not null,
  last_seen_at timestamptz not null
);
create index account_sessions_account on account_sessions (account_id);

create table account_verifications (
  id uuid primary key,
  identifier text not null,
  value text not null,
  expires_at timestamptz not null,
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create index account_verifications_identifier on account_verifications (identifier);

create table account_rate_limits (
  id uuid primary key,
  key text not null unique,
  count integer not null,
  -- Milliseconds since 1970, as Better Auth counts.
  last_request bigint not null
);

-- Sign-ins that failed, by e-mail (hashed) and by network address.
create table account_attempts (
  key text primary key,
  count integer not null,
  window_ends_at timestamptz not null
);
create index account_attempts_window on account_attempts (window_ends_at);

-- Links that are handed out once: who holds the token may do the one thing, once, until the end.
create table account_links (
  id uuid primary key,
  kind text not null check (kind in ('first_administrator', 'invitation', 'reset')),
  token_hash text not null unique check (token_hash ~ '^[0-9a-f]{64}$'),
  role text check (role in ('member', 'coach', 'agent', 'admin')),
  email text check (email = lower(email)),
  name text,
  account_id uuid references accounts (id) on delete cascade,
  created_by uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  expires_at timestamptz not null check (expires_at > created_at),
  used_at timestamptz,
  replaced_at timestamptz,
  constraint account_links_invitation check ((kind = 'invitation') = (role is not null)),
  constraint account_links_reset check ((kind = 'reset') = (account_id is not null)),
  constraint account_links_ended_once check (num_nonnulls(used_at, replaced_at) <= 1)
);
create index account_links_open on account_links (kind, email) where used_at is null and replaced_at is null;
create index account_links_account on account_links (account_id);
create index account_links_created_by on account_links (created_by);

-- Who did what to whom. Ids only: no names, addresses or words of people, so that erasing a person leaves nothing here.
create table audit_log (
  number bigint generated always as identity primary key,
  at timestamptz not null,
  actor_kind text not null check (actor_kind in ('nobody', 'visitor', 'account', 'system')),
  -- The account, or the person of a visitor.
  actor_id uuid,
  action text not null check (action ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)+$'),
  subject_kind text not null,
  subject_id text not null,
  detail jsonb not null default '{}'
);
create index audit_log_subject on audit_log (subject_kind, subject_id, number);

create function audit_log_is_append_only() returns trigger language plpgsql as $$
begin
  raise exception 'audit_log is append only' using errcode = 'restrict_violation';
end
$$;
create trigger audit_log_append_only before update or delete or truncate on audit_log
  for each statement execute function audit_log_is_append_only();
