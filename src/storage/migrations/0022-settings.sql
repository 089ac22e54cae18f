-- What was chosen in the product keeps every version: who changed it, when, and what it was before.
alter table settings add column version integer not null default 1 constraint settings_version_positive check (version > 0);

create table setting_versions (
  name text not null references settings (name),
  version integer not null check (version > 0),
  value jsonb not null,
  changed_at timestamptz not null,
  -- Nobody: the system, or an account that is gone.
  account_id uuid references accounts (id) on delete set null,
  -- The version that this one brought back.
  restored integer check (restored > 0 and restored < version),
  primary key (name, version)
);
create index setting_versions_account on setting_versions (account_id) where account_id is not null;

insert into setting_versions (name, version, value, changed_at) select name, version, value, updated_at from settings;

-- Pictures of the house, such as its logo. Added, never changed: the address of one is good for ever.
create table house_pictures (
  id uuid primary key,
  media_type text not null check (media_type in ('image/png', 'image/jpeg', 'image/webp')),
  width integer not null check (width between 1 and 4096),
  height integer not null check (height between 1 and 4096),
  bytes bytea not null check (octet_length(bytes) between 1 and 262144),
  created_at timestamptz not null,
  account_id uuid references accounts (id) on delete set null
);
create index house_pictures_account on house_pictures (account_id) where account_id is not null;

-- Sent to oneself to see whether a channel works: what the provider said. Whom it went to is not kept.
create table channel_tests (
  number bigint generated always as identity primary key,
  channel text not null check (channel in ('email', 'sms', 'whatsapp', 'push')),
  at timestamptz not null,
  outcome text not null check (outcome in ('accepted', 'refused', 'unclear')),
  account_id uuid references accounts (id) on delete set null
);
create index channel_tests_latest on channel_tests (channel, number);
create index channel_tests_account on channel_tests (account_id) where account_id is not null;

-- The newest attempt of each channel, accepted or not, is one step into this index.
create index reminder_attempts_latest on reminder_attempts (sent_by, outcome, ended_at) where outcome is not null;

-- The audit log is read by time, and by who, what and whom in the order of time.
create index audit_log_at on audit_log (at, number);
create index audit_log_actor on audit_log (actor_id, at, number) where actor_id is not null;
create index audit_log_action on audit_log (action, at, number);
create index audit_log_of on audit_log (subject_kind, subject_id, at, number);
drop index audit_log_subject;
