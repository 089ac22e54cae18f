-- The widget: on which sites it may stand, whose users those sites name, and where visitors came from.

-- Each saving is a row; the newest holds.
create table widget_settings (
  number bigint generated always as identity primary key,
  -- Exact origins (`https://www.example.com`) and those below a host (`https://*.example.com`).
  origins text[] not null default '{}' check (cardinality(origins) <= 50),
  desk text not null check (desk in ('sales', 'career')),
  color text not null check (color ~ '^#[0-9a-f]{6}$'),
  side text not null check (side in ('left', 'right')),
  label text not null check (label <> ''),
  greeting text,
  saved_at timestamptz not null,
  saved_by uuid references accounts (id) on delete set null
);
create index widget_settings_saved_by on widget_settings (saved_by);

-- What a site signs the names of its users with. Sealed and not hashed: a signature is checked with the secret itself.
create table widget_secrets (
  id uuid primary key,
  sealed text not null,
  -- Its last characters, so that people can tell which one they hold.
  hint text not null,
  made_at timestamptz not null,
  made_by uuid references accounts (id) on delete set null,
  -- A newer one leaves this one some days; null while it is the newest.
  ends_at timestamptz
);
create unique index widget_secrets_newest on widget_secrets ((ends_at is null)) where ends_at is null;
create index widget_secrets_made_by on widget_secrets (made_by);

-- A user of the site, as it names them, is one person for good.
create table site_identities (
  subject text primary key check (subject <> ''),
  person_id uuid not null references persons (id),
  created_at timestamptz not null
);
create index site_identities_person on site_identities (person_id);

-- Where a visitor first came from: one row for each visitor key, one for an account without any.
create table person_sources (
  id uuid primary key,
  person_id uuid not null references persons (id),
  key_hash text references visitor_keys (key_hash),
  at timestamptz not null,
  channel text not null check (channel in ('page', 'widget')),
  -- Origin of the page, its path without what could be a secret, and the host that led there.
  site text,
  page text,
  referrer_host text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text
);
create unique index person_sources_key on person_sources (key_hash);
create unique index person_sources_keyless on person_sources (person_id) where key_hash is null;
create index person_sources_person on person_sources (person_id, at);
