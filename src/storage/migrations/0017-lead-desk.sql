-- The lead desk: whose a lead is, what staff note, tag and set beside the computed score, and how they look at the list.

-- Whose customer somebody is: the member of staff who meets them first. A row is added for each; the one without an end holds.
create table person_owners (
  id uuid primary key,
  person_id uuid not null references persons (id),
  staff_id uuid not null references staff (id),
  -- Who said so
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  ended_at timestamptz
);
create unique index person_owners_current on person_owners (person_id) where ended_at is null;
create index person_owners_person on person_owners (person_id, created_at);
create index person_owners_staff on person_owners (staff_id, person_id);
create index person_owners_account on person_owners (account_id) where account_id is not null;

-- A temperature that staff set beside the computed one. The one without an end stands until its day; `leads` carries it for lists.
create table lead_overrides (
  id uuid primary key,
  person_id uuid not null references persons (id),
  temperature text not null check (temperature in ('hot', 'warm', 'cold')),
  reason text not null check (char_length(reason) between 1 and 500),
  until timestamptz not null,
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  ended_at timestamptz,
  ended_by uuid references accounts (id) on delete set null,
  check (until > created_at),
  check (ended_by is null or ended_at is not null)
);
create unique index lead_overrides_current on lead_overrides (person_id) where ended_at is null;
create index lead_overrides_person on lead_overrides (person_id, created_at);
create index lead_overrides_account on lead_overrides (account_id) where account_id is not null;
create index lead_overrides_ended_by on lead_overrides (ended_by) where ended_by is not null;

-- A deleted note stays a while so that its author can take the deletion back.
create table lead_notes (
  id uuid primary key,
  person_id uuid not null references persons (id),
  account_id uuid references accounts (id) on delete set null,
  text text not null check (char_length(text) between 1 and 4000),
  created_at timestamptz not null,
  edited_at timestamptz,
  deleted_at timestamptz
);
create index lead_notes_person on lead_notes (person_id, created_at);
create index lead_notes_account on lead_notes (account_id) where account_id is not null;
create index lead_notes_deleted on lead_notes (deleted_at) where deleted_at is not null;

create table lead_tags (
  id uuid not null unique,
  person_id uuid not null references persons (id),
  tag text not null check (tag = lower(btrim(tag)) and char_length(tag) between 1 and 40),
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  primary key (person_id, tag)
);
create index lead_tags_tag on lead_tags (tag, person_id);
create index lead_tags_account on lead_tags (account_id) where account_id is not null;

-- The list as somebody likes to see it: its filters and order, under a name.
create table lead_views (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  name text not null check (char_length(name) between 1 and 60),
  query jsonb not null check (jsonb_typeof(query) = 'object'),
  shared boolean not null,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  unique (account_id, name)
);
create index lead_views_shared on lead_views (name, id) where shared;

-- Two persons that look like one and are not, as staff said.
create table lead_distinctions (
  person_id uuid not null references persons (id),
  other_id uuid not null references persons (id),
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  primary key (person_id, other_id),
  check (person_id < other_id)
);
create index lead_distinctions_other on lead_distinctions (other_id);
create index lead_distinctions_account on lead_distinctions (account_id) where account_id is not null;

-- The list's orders.
create index leads_order on leads (temperature, intent desc, engagement desc, last_active_at desc, person_id);
create index leads_stage on leads (stage, temperature, intent desc, engagement desc, last_active_at desc, person_id);
create index leads_newest on leads (created_at desc, person_id);

-- Who is found by a name, a number or an address, and in which order of names.
create index facts_contact on facts (key, (lower(value #>> '{}') collate "C"), person_id)
  where key in ('name', 'phone', 'email') and superseded_at is null and erased_at is null;
create index facts_contact_words on facts using gin (lower(value #>> '{}') gin_trgm_ops)
  where key in ('name', 'phone', 'email') and superseded_at is null and erased_at is null;
create index accounts_words on accounts using gin (lower(name || ' ' || email) gin_trgm_ops);
