-- Coaching: calls as staff type them, the cards that are dealt about conversations and calls, what staff thought of a card; and
-- who worded an answer text or recorded a figure of the market.

-- A telephone call: what staff type within half an hour of each other.
create table lead_calls (
  id uuid primary key,
  person_id uuid not null references persons (id),
  -- Who typed it
  account_id uuid references accounts (id) on delete set null,
  last_number integer not null default 0 check (last_number >= 0),
  started_at timestamptz not null,
  last_at timestamptz not null check (last_at >= started_at)
);
create index lead_calls_person on lead_calls (person_id, last_at);
create index lead_calls_account on lead_calls (account_id) where account_id is not null;

-- What the caller said. The id is made by the page: the same again is the same line.
create table lead_call_lines (
  id uuid primary key,
  call_id uuid not null references lead_calls (id),
  number integer not null check (number > 0),
  text text not null check (char_length(text) between 1 and 2000),
  account_id uuid references accounts (id) on delete set null,
  -- How it was read, and what is held in mind after it: the wish, the home in focus, the homes named.
  reading jsonb not null check (jsonb_typeof(reading) = 'object'),
  state jsonb not null check (jsonb_typeof(state) = 'object'),
  created_at timestamptz not null,
  unique (call_id, number)
);
create index lead_call_lines_account on lead_call_lines (account_id) where account_id is not null;

-- Advice to staff about one message of a conversation or one line of a call. Added to, never changed.
create table coaching_cards (
  id uuid primary key,
  number bigint generated always as identity,
  conversation_id uuid references conversations (id),
  call_id uuid references lead_calls (id),
  -- Of the message or line
  message_number integer not null check (message_number >= 0),
  rule text not null check (rule in ('visit_trigger', 'callback_trigger', 'budget_objection', 'location_objection',
    'possession_objection', 'construction_risk_objection', 'schools_question', 'investment_question', 'budget_upsell',
    'configuration_upsell', 'silence', 'info_provided', 'general_tip')),
  type text not null check (type in ('conversion_trigger', 'objection_handled', 'qualification_opportunity',
    'upsell_opportunity', 'action_suggestion', 'info_provided')),
  priority text not null check (priority in ('high', 'medium', 'low')),
  message text not null check (char_length(message) between 1 and 1000),
  script text check (char_length(script) between 1 and 1000),
  evidence jsonb not null check (jsonb_typeof(evidence) = 'object'),
  listing_id uuid references listings (id) on delete set null,
  dealt_at timestamptz not null,
  -- From the dealing until its rule may speak again in this conversation or call.
  rests tstzrange not null check (not isempty(rests)),
  check (num_nonnulls(conversation_id, call_id) = 1),
  -- A rule rests, whoever deals: what overlaps is not added.
  constraint coaching_cards_rest exclude using gist
    (coalesce(conversation_id, call_id) with =, rule with =, rests with &&)
);
create unique index coaching_cards_once on coaching_cards (conversation_id, message_number, rule)
  where conversation_id is not null;
create index coaching_cards_call on coaching_cards (call_id, number) where call_id is not null;
create index coaching_cards_listing on coaching_cards (listing_id) where listing_id is not null;
create index coaching_cards_rule on coaching_cards (rule, dealt_at);

-- What staff thought of a card; the newest counts, and one without a mark takes the one before back.
create table coaching_card_marks (
  card_id uuid not null references coaching_cards (id),
  number integer not null check (number > 0),
  mark text check (mark in ('done', 'not_useful')),
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  primary key (card_id, number)
);
create index coaching_card_marks_account on coaching_card_marks (account_id) where account_id is not null;

-- The queue of the dealing: a reading waits until its cards are dealt, or were found not to be worth it any more.
alter table sales_readings add column dealt_at timestamptz;
create index sales_readings_undealt on sales_readings (read_at, message_id) where dealt_at is null;

-- What a caller said teaches facts too; the source is the line.
alter table facts
  drop constraint facts_source_kind_check,
  add constraint facts_source_kind_check
    check (source_kind in ('message', 'correction', 'form', 'account', 'import', 'answer', 'resume', 'call')),
  drop constraint facts_written_source,
  add constraint facts_written_source check ((source_kind in ('answer', 'resume', 'call')) = (source_id is not null));

-- An empty body brings the release's own words back, whatever they are by then.
alter table answer_texts
  alter column body drop not null,
  add column account_id uuid references accounts (id) on delete set null;
create index answer_texts_account on answer_texts (account_id) where account_id is not null;

alter table markets
  add column recorded_at timestamptz,
  add column account_id uuid references accounts (id) on delete set null;
create index markets_account on markets (account_id) where account_id is not null;
