-- Leads: persons seen by the sales desk, and the ledger of signals that their score is the sum of.

-- Weights as staff set them; a new version is a new row, and every signal names its own.
create table lead_weights (
  version integer primary key check (version > 0),
  weights jsonb not null check (jsonb_typeof(weights) = 'object'),
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null
);
create index lead_weights_account on lead_weights (account_id);
insert into lead_weights (version, weights, created_at) values (1, '{
  "session": {"engagement": 0.5, "intent": 0, "engagementCap": 3, "intentCap": 0},
  "view": {"engagement": 0.2, "intent": 0, "engagementCap": 3, "intentCap": 0},
  "interest": {"engagement": 1, "intent": 1.5, "engagementCap": 2, "intentCap": 3},
  "sentiment": {"engagement": 2, "intent": 0, "engagementCap": 2, "intentCap": 0},
  "visit": {"engagement": 0, "intent": 3, "engagementCap": 0, "intentCap": 3},
  "callback": {"engagement": 0, "intent": 1.5, "engagementCap": 0, "intentCap": 1.5},
  "detail": {"engagement": 0, "intent": 0.25, "engagementCap": 0, "intentCap": 1},
  "contact": {"engagement": 0, "intent": 0.5, "engagementCap": 0, "intentCap": 0.5},
  "return": {"engagement": 0, "intent": 0.25, "engagementCap": 0, "intentCap": 1}
}', '2026-01-01T00:00:00Z');

-- A person as the sales desk sees them. The scores are kept in the statement that adds to the ledger. The stage is the
-- last `to` of the stage history; an override's history stands beside, here is the one that may stand now.
create table leads (
  person_id uuid primary key references persons (id),
  engagement numeric(4, 2) not null default 0 check (engagement between 0 and 10),
  intent numeric(4, 2) not null default 0 check (intent between 0 and 10),
  temperature text not null default 'cold' check (temperature in ('hot', 'warm', 'cold')),
  override_temperature text check (override_temperature in ('hot', 'warm', 'cold')),
  override_until timestamptz,
  stage text not null default 'discovery' check (stage in ('discovery', 'evaluation', 'negotiation', 'closing')),
  last_active_at timestamptz not null,
  created_at timestamptz not null,
  check ((override_temperature is null) = (override_until is null))
);
create index leads_hot on leads (intent desc, engagement desc, last_active_at desc, person_id) where temperature = 'hot';
create index leads_overridden on leads (override_until) where override_until is not null;
create index leads_active on leads (last_active_at desc, person_id);

-- The ledger: added to, never changed. `key` is what it was earned by: the same again is the same signal.
create table signals (
  id uuid primary key,
  person_id uuid not null references leads (person_id),
  number bigint generated always as identity,
  component text not null check (component in
    ('session', 'view', 'interest', 'sentiment', 'visit', 'callback', 'detail', 'contact', 'return')),
  kind text not null check (kind in ('earned', 'reversed', 'decayed', 'rescored', 'merged')),
  key text not null check (char_length(key) between 1 and 200),
  engagement numeric(4, 2) not null,
  intent numeric(4, 2) not null,
  weights_version integer not null references lead_weights (version),
  reverses uuid references signals (id),
  -- What earned it: a message, a listing, an appointment, or none of them (a week, a new version of the weights).
  message_id uuid references messages (id),
  listing_id uuid references listings (id) on delete set null,
  appointment_id uuid references appointments (id),
  sentence text not null check (char_length(sentence) between 1 and 400),
  created_at timestamptz not null,
  unique (person_id, component, kind, key),
  check ((kind = 'reversed') = (reverses is not null))
);
create index signals_person on signals (person_id, number);
create index signals_reverses on signals (reverses) where reverses is not null;
create index signals_message on signals (message_id) where message_id is not null;
create index signals_listing on signals (listing_id) where listing_id is not null;
create index signals_appointment on signals (appointment_id) where appointment_id is not null;
create index signals_weights on signals (weights_version);
