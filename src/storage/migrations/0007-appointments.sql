-- Appointments: who can be met and when, visits, callbacks and sessions, and the calendars they are shown in.

create table staff (
  id uuid primary key,
  -- Whose sign-in this is; sample staff have none.
  account_id uuid unique references accounts (id) on delete set null,
  name text not null check (btrim(name) <> ''),
  role text not null check (role in ('agent', 'coach')),
  email text check (email = lower(email)),
  phone text check (phone ~ '^\+[1-9][0-9]{6,14}$'),
  time_zone text not null,
  slot_minutes integer not null default 60 check (slot_minutes between 15 and 480),
  visits_per_day integer not null default 5 check (visits_per_day between 0 and 50),
  active boolean not null default true,
  sample boolean not null default false,
  -- Names the private calendar feed. Empty: there is none. A new one ends the old.
  feed_hash text unique check (feed_hash ~ '^[0-9a-f]{64}$'),
  -- Ties in assigning go to whom it is longest ago.
  assigned_at timestamptz,
  -- The same key of adding is the same member.
  request_key text unique,
  version integer not null default 1,
  created_at timestamptz not null,
  updated_at timestamptz not null
);

-- Wall-clock hours in the zone of the member of staff; several rows a day for a break between. 1 is Monday (ISO 8601).
create table working_hours (
  staff_id uuid not null references staff (id) on delete cascade,
  weekday integer not null check (weekday between 1 and 7),
  opens time not null,
  closes time not null check (closes > opens),
  primary key (staff_id, weekday, opens)
);

create table time_off (
  id uuid primary key,
  staff_id uuid not null references staff (id) on delete cascade,
  period tstzrange not null check (not isempty(period) and lower_inf(period) = false and upper_inf(period) = false),
  note text,
  created_by uuid references accounts (id) on delete set null,
  created_at timestamptz not null
);
create index time_off_staff on time_off using gist (staff_id, period);
create index time_off_created_by on time_off (created_by);

-- Days on which nobody is met, in the business's zone.
create table holidays (
  day date primary key,
  name text not null check (btrim(name) <> ''),
  created_at timestamptz not null
);

create table appointments (
  id uuid primary key,
  code text not null unique check (code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'),
  kind text not null check (kind in ('site_visit', 'callback', 'coaching_session')),
  person_id uuid not null references persons (id),
  conversation_id uuid references conversations (id),
  listing_id uuid references listings (id),
  staff_id uuid references staff (id),
  status text not null check (status in
    ('held', 'pending', 'confirmed', 'completed', 'no_show', 'cancelled', 'expired', 'contacted', 'no_answer')),
  version integer not null default 1 check (version > 0),
  -- Of a callback: when the visitor would like to be called, if they said so.
  period tstzrange,
  -- The zone in which the time was agreed.
  time_zone text not null,
  visitor_time_zone text,
  hold_until timestamptz,
  source text not null check (source in ('chat', 'form', 'staff', 'api', 'import')),
  -- The same key of the same person is the same wish.
  request_key text,
  contact_name text,
  contact_phone text check (contact_phone ~ '^\+[1-9][0-9]{6,14}$'),
  contact_email text check (contact_email = lower(contact_email)),
  visitor_notes text,
  staff_notes text,
  -- The scores of the lead at the time of asking; empty until leads are scored.
  engagement numeric(4, 2),
  intent numeric(4, 2),
  reason text check (reason in ('pricing', 'site_visit', 'documentation', 'financing', 'project_details', 'general', 'other')),
  urgency text check (urgency in ('urgent', 'high', 'medium', 'low')),
  due_at timestamptz,
  cancelled_by text check (cancelled_by in ('visitor', 'staff', 'calendar', 'system')),
  cancel_reason text,
  rating integer check (rating between 1 and 5),
  feedback text,
  feedback_at timestamptz,
  remind_email boolean not null default true,
  remind_phone boolean not null default true,
  ics_uid text not null unique,
  created_at timestamptz not null,
  updated_at timestamptz not null,
  -- One visit at a time: this is what keeps two from being booked, whoever looked first.
  constraint appointments_one_at_a_time exclude using gist (staff_id with =, period with &&)
    where (status in ('held', 'pending', 'confirmed') and kind <> 'callback'),
  constraint appointments_request unique (person_id, request_key),
  constraint appointments_status_of_kind check (case
    when kind = 'callback' then status in ('pending', 'no_answer', 'contacted', 'completed', 'cancelled')
    else status not in ('no_answer', 'contacted') end),
  constraint appointments_meeting check (kind = 'callback' or (period is not null and staff_id is not null
    and not isempty(period) and lower_inc(period) and not upper_inc(period) and not lower_inf(period) and not upper_inf(period))),
  constraint appointments_callback check ((kind = 'callback') = (reason is not null) and (kind = 'callback') = (urgency is not null)
    and (kind = 'callback') = (due_at is not null)),
  constraint appointments_hold check ((status = 'held') = (hold_until is not null)),
  constraint appointments_cancelled check ((status = 'cancelled') = (cancelled_by is not null)),
  constraint appointments_rated check ((rating is null) = (feedback_at is null))
);
create unique index appointments_one_hold on appointments (person_id) where status = 'held';
create index appointments_person on appointments (person_id, created_at);
create index appointments_conversation on appointments (conversation_id);
create index appointments_listing on appointments (listing_id);
-- Whose a number is that a message comes from.
create index appointments_phone on appointments (contact_phone, created_at desc) where contact_phone is not null;
-- What free starts are counted from: answered by the index alone.
create index appointments_staff_time on appointments (staff_id, lower(period)) include (period, kind, status, hold_until, id);
create index appointments_time on appointments (lower(period)) where kind <> 'callback';
create index appointments_callbacks on appointments (due_at) where kind = 'callback' and status in ('pending', 'no_answer');
create index appointments_promised on appointments (due_at, id) where kind = 'callback';
create index appointments_unconfirmed on appointments (lower(period)) where status = 'pending' and kind <> 'callback';
create index appointments_holds on appointments (hold_until) where status = 'held';

-- What happened to it, in order. `version` and `period` are those after the event.
create table appointment_events (
  appointment_id uuid not null references appointments (id) on delete cascade,
  number integer not null check (number > 0),
  kind text not null check (kind in ('held', 'requested', 'booked', 'confirmed', 'moved', 'reassigned', 'cancelled', 'expired',
    'completed', 'no_show', 'contacted', 'no_answer', 'rated', 'corrected', 'noted')),
  status text not null,
  version integer not null,
  period tstzrange,
  staff_id uuid references staff (id),
  acted_by text not null check (acted_by in ('visitor', 'staff', 'calendar', 'system')),
  account_id uuid references accounts (id) on delete set null,
  note text,
  -- The request that caused it: the same one again is the same event.
  request_key text,
  at timestamptz not null,
  primary key (appointment_id, number),
  unique (appointment_id, request_key)
);
create index appointment_events_staff on appointment_events (staff_id);
create index appointment_events_account on appointment_events (account_id);

create table callback_attempts (
  appointment_id uuid not null references appointments (id) on delete cascade,
  number integer not null check (number > 0),
  at timestamptz not null,
  account_id uuid references accounts (id) on delete set null,
  outcome text not null check (outcome in ('successful', 'no_answer', 'busy', 'wrong_number')),
  seconds integer check (seconds >= 0),
  note text,
  request_key text,
  primary key (appointment_id, number),
  unique (appointment_id, request_key)
);
create index callback_attempts_account on callback_attempts (account_id);

-- A calendar elsewhere that a member of staff connected. `secret` is sealed: a password or a token of OAuth.
-- `ending`: disconnected, but our events are still to be taken out; then it is `ended` and its secret is empty.
create table staff_calendars (
  id uuid primary key,
  staff_id uuid not null references staff (id) on delete cascade,
  provider text not null check (provider in ('caldav', 'google')),
  url text not null,
  username text,
  secret text not null,
  name text not null,
  sync_token text,
  -- When everything was read, not only what had changed: the days that are looked at move on.
  read_whole_at timestamptz,
  state text not null check (state in ('connected', 'failing', 'ending', 'ended')),
  error text,
  pull_at timestamptz not null,
  pulled_at timestamptz,
  tries integer not null default 0,
  owner text,
  lease_until timestamptz,
  created_at timestamptz not null,
  constraint staff_calendars_wiped check (state <> 'ended' or secret = '')
);
create unique index staff_calendars_one on staff_calendars (staff_id) where state in ('connected', 'failing');
create index staff_calendars_staff on staff_calendars (staff_id);
create index staff_calendars_due on staff_calendars (pull_at) where state <> 'ended';

-- What is busy in that calendar, but for our own events.
create table calendar_busy (
  calendar_id uuid not null references staff_calendars (id) on delete cascade,
  staff_id uuid not null references staff (id) on delete cascade,
  external_id text not null,
  period tstzrange not null check (not isempty(period)),
  primary key (calendar_id, external_id, period)
);
create index calendar_busy_staff on calendar_busy using gist (staff_id, period);

-- An appointment in a calendar: the version that is there, and when it is tried again to bring the newest.
create table calendar_events (
  appointment_id uuid not null references appointments (id) on delete cascade,
  calendar_id uuid not null references staff_calendars (id) on delete cascade,
  external_id text not null,
  etag text,
  -- 0: not there.
  written_version integer not null default 0,
  -- The start that both sides had last: who has another now is the one that moved it.
  written_start timestamptz,
  -- What is wanted; 0: it is to be taken away.
  wanted_version integer not null,
  -- Counts the wishes: what was wished while an older one was being written is written after it.
  wish integer not null default 1,
  -- Empty: it is as wanted.
  try_at timestamptz,
  tries integer not null default 0,
  -- Why it is not.
  error text,
  -- What was changed in the calendar but could not be, until the next change here.
  refused text,
  owner text,
  lease_until timestamptz,
  primary key (appointment_id, calendar_id)
);
create index calendar_events_due on calendar_events (try_at) where try_at is not null;
create index calendar_events_calendar on calendar_events (calendar_id, external_id);

-- A consent given by OAuth on its way: who asked, until when.
create table calendar_consents (
  state_hash text primary key check (state_hash ~ '^[0-9a-f]{64}$'),
  staff_id uuid not null references staff (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  verifier text not null,
  expires_at timestamptz not null
);
create index calendar_consents_staff on calendar_consents (staff_id);
create index calendar_consents_account on calendar_consents (account_id);
