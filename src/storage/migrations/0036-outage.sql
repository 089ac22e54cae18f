-- What servers kept on disk while the store was away, on its way into the tables it is meant for. Journals of all replicas come
-- together here, so that the words of one person are written in the order in which they were received, whichever server heard them.
create table outage_entries (
  id uuid primary key,
  -- Whose words they are, for their order: a visitor key or a session, hashed.
  lane text not null,
  kind text not null check (kind in ('message', 'visit', 'callback', 'file')),
  received_at timestamptz not null,
  brought_at timestamptz not null default clock_timestamp(),
  -- `review`: was refused as it stands, and somebody of the staff looks at it.
  state text not null check (state in ('waiting', 'done', 'review')),
  -- Who spoke, as far as it was known then, and what was said; gone once it is done.
  content jsonb,
  -- Of a file that was refused.
  bytes bytea,
  -- Refusal code of what waits for review.
  reason text,
  key_hash text,
  person_id uuid references persons (id),
  owner text,
  lease_until timestamptz,
  attempts integer not null default 0 check (attempts >= 0),
  settled_at timestamptz,
  constraint outage_entries_settled check ((state = 'waiting') = (settled_at is null)),
  constraint outage_entries_done check (state <> 'done' or (content is null and bytes is null)),
  constraint outage_entries_review check ((state = 'review') = (reason is not null)),
  constraint outage_entries_leased check (lease_until is null or owner is not null)
);
create index outage_entries_waiting on outage_entries (received_at, id) where state = 'waiting';
create index outage_entries_lane on outage_entries (lane, received_at, id) where state = 'waiting';
create index outage_entries_review on outage_entries (settled_at) where state = 'review';
create index outage_entries_done on outage_entries (settled_at) where state = 'done';
create index outage_entries_person on outage_entries (person_id) where person_id is not null;
create index outage_entries_key on outage_entries (key_hash) where key_hash is not null;
