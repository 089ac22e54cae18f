-- Coaching sessions: what an account may book, used by rows, and how a coach is met.

alter table staff
  -- Where a coach meets people by video.
  add column video_link text check (video_link ~ '^https://' and length(video_link) <= 500);

-- One session drawn on what somebody may book. What was given back stays as a row.
create table session_uses (
  appointment_id uuid primary key references appointments (id) on delete cascade,
  person_id uuid not null references persons (id),
  -- Which of the sessions allowed it is; no number is in use twice, and none is beyond what was allowed when it was drawn.
  number integer not null check (number > 0),
  allowed integer not null,
  -- The use of the code that the session was booked with, given back with it.
  code_use_id uuid unique references code_uses (id) on delete set null,
  -- How many sessions that code granted.
  code_sessions integer not null default 0,
  used_at timestamptz not null,
  returned_at timestamptz,
  constraint session_uses_within check (number <= allowed)
);
create unique index session_uses_once on session_uses (person_id, number) where returned_at is null;
create index session_uses_person on session_uses (person_id, used_at);

-- What coaches note about a person, for coaches alone. Each saving is a row; the newest counts.
create table coach_notes (
  person_id uuid not null references persons (id),
  number integer not null check (number > 0),
  text text not null,
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  primary key (person_id, number)
);
create index coach_notes_account on coach_notes (account_id);
