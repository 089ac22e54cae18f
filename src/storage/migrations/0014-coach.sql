-- The coach and the hand-off: why a human is wanted, how each message was read, what the library says, what model calls cost.

update hand_offs set reason = null
  where reason not in ('requested', 'crisis', 'stuck', 'frustrated', 'low_confidence', 'assistant_failed');
alter table hand_offs
  add constraint hand_offs_reason check (reason in
    ('requested', 'crisis', 'stuck', 'frustrated', 'low_confidence', 'assistant_failed'));
create index hand_offs_open on hand_offs (state, created_at);

-- Which member of staff wrote a message.
alter table messages
  add column account_id uuid references accounts (id) on delete set null,
  add constraint messages_written_by_staff check (account_id is null or author = 'staff');
create index messages_account on messages (account_id) where account_id is not null;

-- What staff note for each other; never shown to the person while they write, given with their export.
create table conversation_notes (
  id uuid primary key,
  conversation_id uuid not null references conversations (id),
  account_id uuid references accounts (id) on delete set null,
  text text not null check (char_length(text) between 1 and 4000),
  created_at timestamptz not null
);
create index conversation_notes_conversation on conversation_notes (conversation_id, created_at);
create index conversation_notes_account on conversation_notes (account_id);

-- How a message at the career desk was read, written with it and with what it did. A turn that is answered again is
-- answered from this row. The newest row of a conversation says which question is open.
create table readings (
  message_id uuid primary key references messages (id),
  conversation_id uuid not null references conversations (id),
  number integer not null check (number > 0),
  kind text not null check (kind in ('crisis', 'reply', 'control', 'question', 'answer', 'draft', 'chat')),
  tone text not null check (tone in ('hopeful', 'discouraged', 'confused', 'frustrated', 'neutral', 'engaged')),
  -- The prompt that stood open, of which enrolment. Its table stands elsewhere: no foreign key.
  enrolment_id uuid,
  prompt text,
  -- What the message did: {control, reply, saved, next, gate, refused …}; texts of answers are not repeated here.
  did jsonb not null default '{}' check (jsonb_typeof(did) = 'object'),
  -- The question that stands open after it: what it is about.
  asks text check (asks in ('pause', 'take', 'more', 'meaning', 'hand_off', 'start')),
  asks_reason text,
  asks_message uuid references messages (id),
  created_at timestamptz not null,
  unique (conversation_id, number),
  check (asks is not null or (asks_reason is null and asks_message is null))
);
create index readings_asks_message on readings (asks_message) where asks_message is not null;

-- The library: reflective prompts that answer without a model.
create table coach_prompts (
  key text primary key check (key ~ '^[a-z]+(-[a-z]+)*-[0-9]+$'),
  topic text not null,
  body text not null,
  -- Searched by words and by their trigrams.
  words tsvector generated always as (to_tsvector('english', body)) stored
);
create index coach_prompts_topic on coach_prompts (topic);
create index coach_prompts_words on coach_prompts using gin (words);

create table coach_prompt_uses (
  id uuid primary key,
  person_id uuid not null references persons (id),
  prompt_key text not null references coach_prompts (key),
  message_id uuid references messages (id),
  used_at timestamptz not null
);
create index coach_prompt_uses_person on coach_prompt_uses (person_id, used_at);
create index coach_prompt_uses_prompt on coach_prompt_uses (prompt_key);
create index coach_prompt_uses_message on coach_prompt_uses (message_id);

-- What a person lets the coach use. No row: everything of theirs.
create table coach_settings (
  person_id uuid primary key references persons (id),
  material_off_since timestamptz,
  updated_at timestamptz not null
);

-- The ledger of model calls: written before the call with its worst cost, settled after. Cost in millionths of a US dollar.
create table model_calls (
  id uuid primary key,
  -- Empty once the person is erased: what was spent stays spent.
  person_id uuid references persons (id),
  tier text not null check (tier in ('visitor', 'free', 'beta', 'staff')),
  -- SHA-256 of a visitor's network address.
  network_hash text,
  model text not null,
  reserved bigint not null check (reserved >= 0),
  cost bigint check (cost >= 0),
  created_at timestamptz not null,
  settled_at timestamptz,
  check ((cost is null) = (settled_at is null))
);
create index model_calls_time on model_calls (created_at);
create index model_calls_person on model_calls (person_id, created_at);
create index model_calls_network on model_calls (network_hash, created_at) where network_hash is not null;
