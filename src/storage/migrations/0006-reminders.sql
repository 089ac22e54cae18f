-- Reminders: one row for each intended send, what became of it, and how people may be reached.

create table reminders (
  id uuid primary key,
  -- What it is about. The domain that planned it knows the subject; here it is a kind, an id and a version.
  subject_kind text not null check (subject_kind ~ '^[a-z][a-z_]*$'),
  subject_id uuid not null,
  subject_version integer not null check (subject_version > 0),
  kind text not null check (kind ~ '^[a-z][a-z0-9_]*$'),
  audience text not null check (audience in ('visitor', 'staff')),
  -- Who is told: the person, or the member of staff by whatever id the subject's domain gave.
  recipient_id uuid not null,
  -- The person whom the subject concerns: their rows go when they are erased.
  person_id uuid not null references persons (id),
  channel text not null check (channel in ('email', 'phone', 'push')),
  -- The instant that the rule gives, before quiet hours moved it.
  planned_at timestamptz not null,
  due_at timestamptz not null,
  useful_until timestamptz not null,
  -- The recipient's zone: quiet hours are theirs, and the ledger shows their wall clock.
  time_zone text not null,
  quiet boolean not null,
  status text not null default 'scheduled'
    check (status in ('scheduled', 'sending', 'sent', 'failed', 'unknown', 'suppressed', 'cancelled')),
  reason text,
  attempts integer not null default 0 check (attempts between 0 and 3),
  -- When it is looked at next: due_at at first, later after a failed attempt.
  next_try_at timestamptz not null,
  owner text,
  lease_until timestamptz,
  -- Set right before the first byte leaves: what is claimed and not started may still be taken back.
  started_at timestamptz,
  -- What it left by in the end, the channel's own id of it and what is known of its arrival.
  sent_by text check (sent_by in ('email', 'sms', 'whatsapp', 'push')),
  provider_id text,
  sent_at timestamptz,
  delivery text check (delivery in ('accepted', 'queued', 'sending', 'sent', 'delivered', 'read', 'undelivered', 'failed', 'canceled')),
  -- What it said, once it was written; staff read it where nothing could leave the house.
  subject_line text,
  body text,
  resend_of uuid references reminders (id) on delete cascade,
  -- Counts the resends of one intent, which a unique key then tells apart.
  resend integer not null default 0 check (resend >= 0),
  created_at timestamptz not null,
  ended_at timestamptz,
  constraint reminders_intent unique (subject_kind, subject_id, subject_version, kind, audience, recipient_id, channel, resend),
  constraint reminders_resent check ((resend = 0) = (resend_of is null)),
  constraint reminders_claimed check ((status = 'sending') = (owner is not null) and (owner is null) = (lease_until is null)),
  constraint reminders_ended check ((status in ('scheduled', 'sending')) = (ended_at is null)),
  constraint reminders_why check (status not in ('failed', 'unknown', 'suppressed') or reason is not null),
  -- Nothing is sent that no channel took.
  constraint reminders_taken check (status <> 'sent' or (sent_at is not null and sent_by is not null))
)
-- Room on the page: marking a row as started then touches no index.
with (fillfactor = 80);
create index reminders_due on reminders (next_try_at, id) where status = 'scheduled';
create index reminders_leased on reminders (lease_until) where status = 'sending';
create index reminders_person on reminders (person_id);
create index reminders_ledger on reminders (due_at desc, id desc);
-- What staff look for among much that went well.
create index reminders_troubled on reminders (due_at desc, id desc) where status in ('failed', 'unknown', 'suppressed');
create index reminders_provider on reminders (provider_id) where provider_id is not null;
create index reminders_resend_of on reminders (resend_of) where resend_of is not null;

-- Every try, as it went.
create table reminder_attempts (
  reminder_id uuid not null references reminders (id) on delete cascade,
  number integer not null check (number between 1 and 3),
  -- What it was tried by: WhatsApp may fall back to SMS, and SMS to e-mail, within one reminder.
  sent_by text not null check (sent_by in ('email', 'sms', 'whatsapp', 'push')),
  started_at timestamptz not null,
  ended_at timestamptz,
  outcome text check (outcome in ('accepted', 'refused', 'unclear')),
  code text,
  note text,
  provider_id text,
  primary key (reminder_id, number),
  constraint reminder_attempts_ended check ((ended_at is null) = (outcome is null))
);

-- What a provider told later, as it came, each report once.
create table delivery_reports (
  provider_id text not null,
  status text not null,
  code text,
  received_at timestamptz not null,
  reminder_id uuid references reminders (id) on delete cascade,
  primary key (provider_id, status)
);
create index delivery_reports_reminder on delivery_reports (reminder_id);

-- Addresses whose holder said stop, by a hash that cannot be read back: it outlives the person's data on purpose.
create table contact_stops (
  address_hash text primary key check (address_hash ~ '^[0-9a-f]{64}$'),
  stopped_at timestamptz not null,
  source text not null check (source in ('message', 'link', 'staff', 'provider'))
);

-- Messages that came in by SMS or WhatsApp. Within 24 hours of one, WhatsApp takes free text.
create table inbound_messages (
  provider_id text primary key,
  person_id uuid references persons (id),
  address_hash text not null check (address_hash ~ '^[0-9a-f]{64}$'),
  address text not null,
  sent_by text not null check (sent_by in ('sms', 'whatsapp')),
  text text not null,
  received_at timestamptz not null
);
create index inbound_messages_address on inbound_messages (address_hash, received_at desc);
create index inbound_messages_latest on inbound_messages (received_at desc, provider_id desc);
create index inbound_messages_person on inbound_messages (person_id);

-- Browsers that an account agreed to be notified on.
create table push_subscriptions (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  endpoint text not null unique,
  p256dh text not null,
  auth text not null,
  device text not null,
  created_at timestamptz not null
);
create index push_subscriptions_account on push_subscriptions (account_id);
