-- Written by scripts/schema.ts from the migrated database. Not by hand.

create extension btree_gist;
create extension pg_trgm;
create extension unaccent;

create table account_attempts (
  key text not null,
  count integer not null,
  window_ends_at timestamp with time zone not null,
  constraint account_attempts_pkey PRIMARY KEY (key)
);
CREATE INDEX account_attempts_window ON public.account_attempts USING btree (window_ends_at);

create table account_credentials (
  id uuid not null,
  account_id uuid not null,
  provider text not null,
  subject text not null,
  password_hash text,
  access_token text,
  refresh_token text,
  id_token text,
  access_token_expires_at timestamp with time zone,
  refresh_token_expires_at timestamp with time zone,
  scope text,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint account_credentials_pkey PRIMARY KEY (id),
  constraint account_credentials_provider_subject_key UNIQUE (provider, subject),
  constraint account_credentials_password CHECK (((provider <> 'credential'::text) OR (subject = (account_id)::text))),
  constraint account_credentials_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX account_credentials_account ON public.account_credentials USING btree (account_id);
CREATE INDEX account_credentials_fast ON public.account_credentials USING btree (id) WHERE (password_hash ~ '^[0-9a-f]{64}:[0-9a-f]{32}$'::text);

create table account_links (
  id uuid not null,
  kind text not null,
  token_hash text not null,
  role text,
  email text,
  name text,
  account_id uuid,
  created_by uuid,
  created_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  used_at timestamp with time zone,
  replaced_at timestamp with time zone,
  mail_id uuid,
  constraint account_links_pkey PRIMARY KEY (id),
  constraint account_links_token_hash_key UNIQUE (token_hash),
  constraint account_links_address CHECK (((kind <> ALL (ARRAY['email_change'::text, 'email_undo'::text])) OR (email IS NOT NULL))),
  constraint account_links_check CHECK ((expires_at > created_at)),
  constraint account_links_email_check CHECK ((email = lower(email))),
  constraint account_links_ended_once CHECK ((num_nonnulls(used_at, replaced_at) <= 1)),
  constraint account_links_invitation CHECK (((kind = 'invitation'::text) = (role IS NOT NULL))),
  constraint account_links_kind_check CHECK ((kind = ANY (ARRAY['first_administrator'::text, 'invitation'::text, 'reset'::text, 'verification'::text, 'email_change'::text, 'email_undo'::text]))),
  constraint account_links_owned CHECK (((kind = ANY (ARRAY['reset'::text, 'verification'::text, 'email_change'::text, 'email_undo'::text])) = (account_id IS NOT NULL))),
  constraint account_links_role_check CHECK ((role = ANY (ARRAY['member'::text, 'coach'::text, 'agent'::text, 'admin'::text]))),
  constraint account_links_token_hash_check CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint account_links_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint account_links_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint account_links_mail_id_fkey FOREIGN KEY (mail_id) REFERENCES account_mails(id) ON DELETE CASCADE
);
CREATE INDEX account_links_account ON public.account_links USING btree (account_id);
CREATE INDEX account_links_created_by ON public.account_links USING btree (created_by);
CREATE INDEX account_links_mail ON public.account_links USING btree (mail_id) WHERE (mail_id IS NOT NULL);
CREATE INDEX account_links_open ON public.account_links USING btree (kind, email) WHERE ((used_at IS NULL) AND (replaced_at IS NULL));

create table account_mails (
  id uuid not null,
  account_id uuid not null,
  kind text not null,
  address text not null,
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  constraint account_mails_pkey PRIMARY KEY (id),
  constraint account_mails_address_check CHECK ((address = lower(address))),
  constraint account_mails_kind_check CHECK ((kind = ANY (ARRAY['verification'::text, 'reset'::text, 'email_change'::text, 'email_changed'::text, 'erasure'::text]))),
  constraint account_mails_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX account_mails_account ON public.account_mails USING btree (account_id, kind, created_at);
CREATE INDEX account_mails_address ON public.account_mails USING btree (address) WHERE ((kind = 'email_changed'::text) AND (closed_at IS NULL));
CREATE INDEX account_mails_open ON public.account_mails USING btree (created_at) WHERE (closed_at IS NULL);

create table account_rate_limits (
  id uuid not null,
  key text not null,
  count integer not null,
  last_request bigint not null,
  constraint account_rate_limits_pkey PRIMARY KEY (id),
  constraint account_rate_limits_key_key UNIQUE (key)
);

create table account_reset_requests (
  id uuid not null,
  email text not null,
  requested_at timestamp with time zone not null,
  constraint account_reset_requests_pkey PRIMARY KEY (id)
);

create table account_sessions (
  id uuid not null,
  account_id uuid not null,
  token_hash text not null,
  expires_at timestamp with time zone not null,
  ip_address text,
  user_agent text,
  created_at timestamp with time zone not null,
  last_seen_at timestamp with time zone not null,
  constraint account_sessions_pkey PRIMARY KEY (id),
  constraint account_sessions_token_hash_key UNIQUE (token_hash),
  constraint account_sessions_token_hash_check CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint account_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX account_sessions_account ON public.account_sessions USING btree (account_id);

create table account_verifications (
  id uuid not null,
  identifier text not null,
  value text not null,
  expires_at timestamp with time zone not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint account_verifications_pkey PRIMARY KEY (id)
);
CREATE INDEX account_verifications_identifier ON public.account_verifications USING btree (identifier);

create table accounts (
  id uuid not null,
  person_id uuid not null,
  name text not null,
  email text not null,
  email_verified boolean default false not null,
  image text,
  role text not null,
  origin text not null,
  disabled_at timestamp with time zone,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  tier text default 'free'::text not null,
  erase_at timestamp with time zone,
  constraint accounts_pkey PRIMARY KEY (id),
  constraint accounts_email_key UNIQUE (email),
  constraint accounts_person_id_key UNIQUE (person_id),
  constraint accounts_email_check CHECK ((email = lower(email))),
  constraint accounts_name_check CHECK ((name <> ''::text)),
  constraint accounts_origin_check CHECK ((origin = ANY (ARRAY['first_administrator'::text, 'invitation'::text, 'sign_up'::text, 'import'::text, 'command'::text]))),
  constraint accounts_role_check CHECK ((role = ANY (ARRAY['member'::text, 'coach'::text, 'agent'::text, 'admin'::text]))),
  constraint accounts_tier_check CHECK ((tier = ANY (ARRAY['free'::text, 'beta'::text]))),
  constraint accounts_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX accounts_erasing ON public.accounts USING btree (erase_at) WHERE (erase_at IS NOT NULL);
CREATE UNIQUE INDEX accounts_first_administrator ON public.accounts USING btree (origin) WHERE (origin = 'first_administrator'::text);
CREATE INDEX accounts_words ON public.accounts USING gin (lower(((name || ' '::text) || email)) gin_trgm_ops);

create table actions (
  id uuid not null,
  experiment_id uuid not null,
  request_key text,
  label text not null,
  due_on date,
  who text not null,
  done_at timestamp with time zone,
  created_at timestamp with time zone not null,
  changed_at timestamp with time zone not null,
  constraint actions_pkey PRIMARY KEY (id),
  constraint actions_experiment_id_request_key_key UNIQUE (experiment_id, request_key),
  constraint actions_label_check CHECK ((label <> ''::text)),
  constraint actions_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES experiments(id)
);

create table activity_sessions (
  person_id uuid not null,
  number integer not null,
  started_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint activity_sessions_pkey PRIMARY KEY (person_id, number),
  constraint activity_sessions_check CHECK ((last_at >= started_at)),
  constraint activity_sessions_number_check CHECK ((number > 0)),
  constraint activity_sessions_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);

create table answer_revisions (
  id uuid not null,
  enrolment_id uuid not null,
  version integer not null,
  prompt text not null,
  revision integer not null,
  text text not null,
  value integer,
  final boolean not null,
  saved_at timestamp with time zone not null,
  message_id uuid,
  constraint answer_revisions_pkey PRIMARY KEY (id),
  constraint answer_revisions_enrolment_id_version_prompt_revision_key UNIQUE (enrolment_id, version, prompt, revision),
  constraint answer_revisions_revision_check CHECK ((revision > 0)),
  constraint answer_revisions_enrolment_id_version_prompt_fkey FOREIGN KEY (enrolment_id, version, prompt) REFERENCES answers(enrolment_id, version, prompt),
  constraint answer_revisions_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX answer_revisions_message ON public.answer_revisions USING btree (message_id) WHERE (message_id IS NOT NULL);

create table answer_texts (
  key text not null,
  version integer not null,
  body text,
  edited_by uuid,
  created_at timestamp with time zone not null,
  account_id uuid,
  constraint answer_texts_pkey PRIMARY KEY (key, version),
  constraint answer_texts_body_check CHECK (((length(btrim(body)) >= 1) AND (length(btrim(body)) <= 4000))),
  constraint answer_texts_key_check CHECK ((key ~ '^[a-z][a-z_]{0,39}$'::text)),
  constraint answer_texts_version_check CHECK ((version > 0)),
  constraint answer_texts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX answer_texts_account ON public.answer_texts USING btree (account_id) WHERE (account_id IS NOT NULL);

create table answers (
  enrolment_id uuid not null,
  version integer not null,
  prompt text not null,
  lineage uuid not null,
  revision_id uuid not null,
  revision integer not null,
  text text not null,
  value integer,
  final boolean not null,
  saved_at timestamp with time zone not null,
  answered_at timestamp with time zone,
  message_id uuid,
  copied_from uuid,
  constraint answers_pkey PRIMARY KEY (enrolment_id, version, prompt),
  constraint answers_revision_id_key UNIQUE (revision_id),
  constraint answers_check CHECK (((NOT final) OR (answered_at IS NOT NULL))),
  constraint answers_prompt_check CHECK ((prompt ~ '^[0-9]{1,2}([.][0-9]{1,2})?$'::text)),
  constraint answers_revision_check CHECK ((revision > 0)),
  constraint answers_value_check CHECK (((value >= 1) AND (value <= 10))),
  constraint answers_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
  constraint answers_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX answers_message ON public.answers USING btree (message_id) WHERE (message_id IS NOT NULL);

create table appointment_events (
  appointment_id uuid not null,
  number integer not null,
  kind text not null,
  status text not null,
  version integer not null,
  period tstzrange,
  staff_id uuid,
  acted_by text not null,
  account_id uuid,
  note text,
  request_key text,
  at timestamp with time zone not null,
  constraint appointment_events_pkey PRIMARY KEY (appointment_id, number),
  constraint appointment_events_appointment_id_request_key_key UNIQUE (appointment_id, request_key),
  constraint appointment_events_acted_by_check CHECK ((acted_by = ANY (ARRAY['visitor'::text, 'staff'::text, 'calendar'::text, 'system'::text]))),
  constraint appointment_events_kind_check CHECK ((kind = ANY (ARRAY['held'::text, 'requested'::text, 'booked'::text, 'confirmed'::text, 'moved'::text, 'reassigned'::text, 'cancelled'::text, 'expired'::text, 'completed'::text, 'no_show'::text, 'contacted'::text, 'no_answer'::text, 'rated'::text, 'corrected'::text, 'noted'::text]))),
  constraint appointment_events_number_check CHECK ((number > 0)),
  constraint appointment_events_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint appointment_events_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES appointments(id) ON DELETE CASCADE,
  constraint appointment_events_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
);
CREATE INDEX appointment_events_account ON public.appointment_events USING btree (account_id);
CREATE INDEX appointment_events_staff ON public.appointment_events USING btree (staff_id);

create table appointments (
  id uuid not null,
  code text not null,
  kind text not null,
  person_id uuid not null,
  conversation_id uuid,
  listing_id uuid,
  staff_id uuid,
  status text not null,
  version integer default 1 not null,
  period tstzrange,
  time_zone text not null,
  visitor_time_zone text,
  hold_until timestamp with time zone,
  source text not null,
  request_key text,
  contact_name text,
  contact_phone text,
  contact_email text,
  visitor_notes text,
  staff_notes text,
  engagement numeric(4,2),
  intent numeric(4,2),
  reason text,
  urgency text,
  due_at timestamp with time zone,
  cancelled_by text,
  cancel_reason text,
  rating integer,
  feedback text,
  feedback_at timestamp with time zone,
  remind_email boolean default true not null,
  remind_phone boolean default true not null,
  ics_uid text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  staff_name text,
  constraint appointments_pkey PRIMARY KEY (id),
  constraint appointments_code_key UNIQUE (code),
  constraint appointments_ics_uid_key UNIQUE (ics_uid),
  constraint appointments_request UNIQUE (person_id, request_key),
  constraint appointments_one_at_a_time EXCLUDE USING gist (staff_id WITH =, period WITH &&) WHERE (((status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text])) AND (kind <> 'callback'::text))),
  constraint appointments_callback CHECK ((((kind = 'callback'::text) = (reason IS NOT NULL)) AND ((kind = 'callback'::text) = (urgency IS NOT NULL)) AND ((kind = 'callback'::text) = (due_at IS NOT NULL)))),
  constraint appointments_cancelled CHECK (((status = 'cancelled'::text) = (cancelled_by IS NOT NULL))),
  constraint appointments_cancelled_by_check CHECK ((cancelled_by = ANY (ARRAY['visitor'::text, 'staff'::text, 'calendar'::text, 'system'::text]))),
  constraint appointments_code_check CHECK ((code ~ '^[0-9A-HJKMNP-TV-Z]{12}$'::text)),
  constraint appointments_contact_email_check CHECK ((contact_email = lower(contact_email))),
  constraint appointments_contact_phone_check CHECK ((contact_phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
  constraint appointments_hold CHECK (((status = 'held'::text) = (hold_until IS NOT NULL))),
  constraint appointments_kind_check CHECK ((kind = ANY (ARRAY['site_visit'::text, 'callback'::text, 'coaching_session'::text]))),
  constraint appointments_meeting CHECK (((kind = 'callback'::text) OR ((period IS NOT NULL) AND ((staff_id IS NOT NULL) OR ((source = 'import'::text) AND (kind = 'site_visit'::text))) AND (NOT isempty(period)) AND lower_inc(period) AND (NOT upper_inc(period)) AND (NOT lower_inf(period)) AND (NOT upper_inf(period))))),
  constraint appointments_rated CHECK (((rating IS NULL) = (feedback_at IS NULL))),
  constraint appointments_rating_check CHECK (((rating >= 1) AND (rating <= 5))),
  constraint appointments_reason_check CHECK ((reason = ANY (ARRAY['pricing'::text, 'site_visit'::text, 'documentation'::text, 'financing'::text, 'project_details'::text, 'general'::text, 'other'::text]))),
  constraint appointments_source_check CHECK ((source = ANY (ARRAY['chat'::text, 'form'::text, 'staff'::text, 'api'::text, 'import'::text]))),
  constraint appointments_staff_name_check CHECK ((staff_name <> ''::text)),
  constraint appointments_status_check CHECK ((status = ANY (ARRAY['held'::text, 'pending'::text, 'confirmed'::text, 'completed'::text, 'no_show'::text, 'cancelled'::text, 'expired'::text, 'contacted'::text, 'no_answer'::text]))),
  constraint appointments_status_of_kind CHECK (
CASE
    WHEN (kind = 'callback'::text) THEN (status = ANY (ARRAY['pending'::text, 'no_answer'::text, 'contacted'::text, 'completed'::text, 'cancelled'::text]))
    ELSE (status <> ALL (ARRAY['no_answer'::text, 'contacted'::text]))
END),
  constraint appointments_urgency_check CHECK ((urgency = ANY (ARRAY['urgent'::text, 'high'::text, 'medium'::text, 'low'::text]))),
  constraint appointments_version_check CHECK ((version > 0)),
  constraint appointments_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint appointments_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id),
  constraint appointments_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint appointments_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
);
CREATE INDEX appointments_ahead ON public.appointments USING btree (person_id) WHERE (status = ANY (ARRAY['pending'::text, 'confirmed'::text]));
CREATE INDEX appointments_callbacks ON public.appointments USING btree (due_at) WHERE ((kind = 'callback'::text) AND (status = ANY (ARRAY['pending'::text, 'no_answer'::text])));
CREATE INDEX appointments_conversation ON public.appointments USING btree (conversation_id);
CREATE INDEX appointments_holds ON public.appointments USING btree (hold_until) WHERE (status = 'held'::text);
CREATE INDEX appointments_listing ON public.appointments USING btree (listing_id);
CREATE UNIQUE INDEX appointments_one_hold ON public.appointments USING btree (person_id) WHERE (status = 'held'::text);
CREATE INDEX appointments_person ON public.appointments USING btree (person_id, created_at);
CREATE INDEX appointments_phone ON public.appointments USING btree (contact_phone, created_at DESC) WHERE (contact_phone IS NOT NULL);
CREATE INDEX appointments_promised ON public.appointments USING btree (due_at, id) WHERE (kind = 'callback'::text);
CREATE INDEX appointments_staff_time ON public.appointments USING btree (staff_id, lower(period)) INCLUDE (period, kind, status, hold_until, id);
CREATE INDEX appointments_time ON public.appointments USING btree (lower(period)) WHERE (kind <> 'callback'::text);
CREATE INDEX appointments_unconfirmed ON public.appointments USING btree (lower(period)) WHERE ((status = 'pending'::text) AND (kind <> 'callback'::text));

create table audit_log (
  number bigint generated always as identity not null,
  at timestamp with time zone not null,
  actor_kind text not null,
  actor_id uuid,
  action text not null,
  subject_kind text not null,
  subject_id text not null,
  detail jsonb default '{}'::jsonb not null,
  constraint audit_log_pkey PRIMARY KEY (number),
  constraint audit_log_action_check CHECK ((action ~ '^[a-z][a-z_]*(\.[a-z][a-z_]*)+$'::text)),
  constraint audit_log_actor_kind_check CHECK ((actor_kind = ANY (ARRAY['nobody'::text, 'visitor'::text, 'account'::text, 'system'::text])))
);
CREATE INDEX audit_log_action ON public.audit_log USING btree (action, at, number);
CREATE INDEX audit_log_actor ON public.audit_log USING btree (actor_id, at, number) WHERE (actor_id IS NOT NULL);
CREATE INDEX audit_log_at ON public.audit_log USING btree (at, number);
CREATE INDEX audit_log_of ON public.audit_log USING btree (subject_kind, subject_id, at, number);
CREATE TRIGGER audit_log_append_only BEFORE DELETE OR UPDATE OR TRUNCATE ON public.audit_log FOR EACH STATEMENT EXECUTE FUNCTION audit_log_is_append_only();

create table backups (
  id uuid not null,
  number bigint generated always as identity not null,
  reason text not null,
  place text not null,
  name text not null,
  outcome text not null,
  asked_at timestamp with time zone not null,
  started_at timestamp with time zone,
  leased_until timestamp with time zone,
  finished_at timestamp with time zone,
  bytes bigint,
  rows bigint,
  manifest_hash text,
  encrypted boolean,
  checked_at timestamp with time zone,
  check_error text,
  error text,
  removed_at timestamp with time zone,
  constraint backups_pkey PRIMARY KEY (id),
  constraint backups_number_key UNIQUE (number),
  constraint backups_place_name_key UNIQUE (place, name),
  constraint backups_bytes_check CHECK ((bytes >= 0)),
  constraint backups_checked CHECK (((checked_at IS NULL) OR (outcome = 'made'::text))),
  constraint backups_failed CHECK (((outcome = 'failed'::text) = (error IS NOT NULL))),
  constraint backups_finished CHECK (((outcome = ANY (ARRAY['made'::text, 'failed'::text])) = (finished_at IS NOT NULL))),
  constraint backups_leased CHECK (((outcome = 'running'::text) = (leased_until IS NOT NULL))),
  constraint backups_made CHECK (((outcome <> 'made'::text) OR ((bytes IS NOT NULL) AND (rows IS NOT NULL) AND (manifest_hash IS NOT NULL) AND (encrypted IS NOT NULL)))),
  constraint backups_manifest_hash_check CHECK ((manifest_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint backups_name_check CHECK ((name ~ '^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$'::text)),
  constraint backups_outcome_check CHECK ((outcome = ANY (ARRAY['asked'::text, 'running'::text, 'made'::text, 'failed'::text]))),
  constraint backups_place_check CHECK ((place = ANY (ARRAY['folder'::text, 's3'::text]))),
  constraint backups_reason_check CHECK ((reason = ANY (ARRAY['schedule'::text, 'asked'::text]))),
  constraint backups_removed CHECK (((removed_at IS NULL) OR (outcome = ANY (ARRAY['made'::text, 'failed'::text])))),
  constraint backups_rows_check CHECK ((rows >= 0)),
  constraint backups_started CHECK (((outcome = 'asked'::text) = (started_at IS NULL)))
);
CREATE INDEX backups_kept ON public.backups USING btree (number) WHERE ((outcome = 'made'::text) AND (removed_at IS NULL));
CREATE UNIQUE INDEX backups_one_asked ON public.backups USING btree ((true)) WHERE (outcome = 'asked'::text);
CREATE UNIQUE INDEX backups_one_running ON public.backups USING btree ((true)) WHERE (outcome = 'running'::text);

create table calendar_busy (
  calendar_id uuid not null,
  staff_id uuid not null,
  external_id text not null,
  period tstzrange not null,
  constraint calendar_busy_pkey PRIMARY KEY (calendar_id, external_id, period),
  constraint calendar_busy_period_check CHECK ((NOT isempty(period))),
  constraint calendar_busy_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES staff_calendars(id) ON DELETE CASCADE,
  constraint calendar_busy_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);
CREATE INDEX calendar_busy_staff ON public.calendar_busy USING gist (staff_id, period);

create table calendar_consents (
  state_hash text not null,
  staff_id uuid not null,
  account_id uuid not null,
  verifier text not null,
  expires_at timestamp with time zone not null,
  constraint calendar_consents_pkey PRIMARY KEY (state_hash),
  constraint calendar_consents_state_hash_check CHECK ((state_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint calendar_consents_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint calendar_consents_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);
CREATE INDEX calendar_consents_account ON public.calendar_consents USING btree (account_id);
CREATE INDEX calendar_consents_staff ON public.calendar_consents USING btree (staff_id);

create table calendar_events (
  appointment_id uuid not null,
  calendar_id uuid not null,
  external_id text not null,
  etag text,
  written_version integer default 0 not null,
  written_start timestamp with time zone,
  wanted_version integer not null,
  wish integer default 1 not null,
  try_at timestamp with time zone,
  tries integer default 0 not null,
  error text,
  refused text,
  owner text,
  lease_until timestamp with time zone,
  constraint calendar_events_pkey PRIMARY KEY (appointment_id, calendar_id),
  constraint calendar_events_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES appointments(id) ON DELETE CASCADE,
  constraint calendar_events_calendar_id_fkey FOREIGN KEY (calendar_id) REFERENCES staff_calendars(id) ON DELETE CASCADE
);
CREATE INDEX calendar_events_calendar ON public.calendar_events USING btree (calendar_id, external_id);
CREATE INDEX calendar_events_due ON public.calendar_events USING btree (try_at) WHERE (try_at IS NOT NULL);

create table callback_attempts (
  appointment_id uuid not null,
  number integer not null,
  at timestamp with time zone not null,
  account_id uuid,
  outcome text not null,
  seconds integer,
  note text,
  request_key text,
  constraint callback_attempts_pkey PRIMARY KEY (appointment_id, number),
  constraint callback_attempts_appointment_id_request_key_key UNIQUE (appointment_id, request_key),
  constraint callback_attempts_number_check CHECK ((number > 0)),
  constraint callback_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['successful'::text, 'no_answer'::text, 'busy'::text, 'wrong_number'::text]))),
  constraint callback_attempts_seconds_check CHECK ((seconds >= 0)),
  constraint callback_attempts_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint callback_attempts_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES appointments(id) ON DELETE CASCADE
);
CREATE INDEX callback_attempts_account ON public.callback_attempts USING btree (account_id);

create table canned_replies (
  id uuid not null,
  desk text not null,
  account_id uuid,
  shared boolean not null,
  short text not null,
  text text not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint canned_replies_pkey PRIMARY KEY (id),
  constraint canned_replies_desk_check CHECK ((desk = ANY (ARRAY['sales'::text, 'career'::text]))),
  constraint canned_replies_short_check CHECK ((short ~ '^[a-z0-9][a-z0-9-]{0,31}$'::text)),
  constraint canned_replies_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 4000))),
  constraint canned_replies_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX canned_replies_account ON public.canned_replies USING btree (account_id);
CREATE UNIQUE INDEX canned_replies_own ON public.canned_replies USING btree (account_id, desk, short) WHERE (NOT shared);
CREATE UNIQUE INDEX canned_replies_shared ON public.canned_replies USING btree (desk, short) WHERE shared;

create table catalogue_imports (
  id uuid not null,
  source text not null,
  file_name text not null,
  format text not null,
  replace boolean not null,
  account_id text,
  read integer not null,
  added integer not null,
  updated integer not null,
  unchanged integer not null,
  hidden integer not null,
  refused integer not null,
  created_at timestamp with time zone not null,
  constraint catalogue_imports_pkey PRIMARY KEY (id),
  constraint catalogue_imports_added_check CHECK ((added >= 0)),
  constraint catalogue_imports_format_check CHECK ((format = ANY (ARRAY['csv'::text, 'json'::text, 'xlsx'::text]))),
  constraint catalogue_imports_hidden_check CHECK ((hidden >= 0)),
  constraint catalogue_imports_read_check CHECK ((read >= 0)),
  constraint catalogue_imports_refused_check CHECK ((refused >= 0)),
  constraint catalogue_imports_unchanged_check CHECK ((unchanged >= 0)),
  constraint catalogue_imports_updated_check CHECK ((updated >= 0))
);

create table catalogue_refused_rows (
  import_id uuid not null,
  number integer not null,
  "row" integer not null,
  column_name text,
  code text not null,
  message text not null,
  content json not null,
  constraint catalogue_refused_rows_pkey PRIMARY KEY (import_id, number),
  constraint catalogue_refused_rows_number_check CHECK ((number > 0)),
  constraint catalogue_refused_rows_import_id_fkey FOREIGN KEY (import_id) REFERENCES catalogue_imports(id) ON DELETE CASCADE
);

create table catalogue_version (
  one boolean default true not null,
  id uuid default gen_random_uuid() not null,
  version bigint default 1 not null,
  constraint catalogue_version_pkey PRIMARY KEY (one),
  constraint catalogue_version_one_check CHECK (one)
);

create table channel_tests (
  number bigint generated always as identity not null,
  channel text not null,
  at timestamp with time zone not null,
  outcome text not null,
  account_id uuid,
  constraint channel_tests_pkey PRIMARY KEY (number),
  constraint channel_tests_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text]))),
  constraint channel_tests_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'unclear'::text]))),
  constraint channel_tests_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX channel_tests_account ON public.channel_tests USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX channel_tests_latest ON public.channel_tests USING btree (channel, number);

create table cities (
  name text not null,
  latitude double precision,
  longitude double precision,
  radius_km integer default 60 not null,
  constraint cities_pkey PRIMARY KEY (name),
  constraint cities_check CHECK (((latitude IS NULL) = (longitude IS NULL))),
  constraint cities_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint cities_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint cities_radius_km_check CHECK ((radius_km > 0))
);

create table coach_notes (
  person_id uuid not null,
  number integer not null,
  text text not null,
  account_id uuid,
  created_at timestamp with time zone not null,
  constraint coach_notes_pkey PRIMARY KEY (person_id, number),
  constraint coach_notes_number_check CHECK ((number > 0)),
  constraint coach_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint coach_notes_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX coach_notes_account ON public.coach_notes USING btree (account_id);

create table coach_prompt_uses (
  id uuid not null,
  person_id uuid not null,
  prompt_key text not null,
  message_id uuid,
  used_at timestamp with time zone not null,
  constraint coach_prompt_uses_pkey PRIMARY KEY (id),
  constraint coach_prompt_uses_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint coach_prompt_uses_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint coach_prompt_uses_prompt_key_fkey FOREIGN KEY (prompt_key) REFERENCES coach_prompts(key)
);
CREATE INDEX coach_prompt_uses_message ON public.coach_prompt_uses USING btree (message_id);
CREATE INDEX coach_prompt_uses_person ON public.coach_prompt_uses USING btree (person_id, used_at);
CREATE INDEX coach_prompt_uses_prompt ON public.coach_prompt_uses USING btree (prompt_key);

create table coach_prompts (
  key text not null,
  topic text not null,
  body text not null,
  words tsvector generated always as (to_tsvector('english'::regconfig, body)) stored,
  constraint coach_prompts_pkey PRIMARY KEY (key),
  constraint coach_prompts_key_check CHECK ((key ~ '^[a-z]+(-[a-z]+)*-[0-9]+$'::text))
);
CREATE INDEX coach_prompts_topic ON public.coach_prompts USING btree (topic);
CREATE INDEX coach_prompts_words ON public.coach_prompts USING gin (words);

create table coach_settings (
  person_id uuid not null,
  material_off_since timestamp with time zone,
  updated_at timestamp with time zone not null,
  constraint coach_settings_pkey PRIMARY KEY (person_id),
  constraint coach_settings_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);

create table coaching_card_marks (
  card_id uuid not null,
  number integer not null,
  mark text,
  account_id uuid,
  created_at timestamp with time zone not null,
  constraint coaching_card_marks_pkey PRIMARY KEY (card_id, number),
  constraint coaching_card_marks_mark_check CHECK ((mark = ANY (ARRAY['done'::text, 'not_useful'::text]))),
  constraint coaching_card_marks_number_check CHECK ((number > 0)),
  constraint coaching_card_marks_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint coaching_card_marks_card_id_fkey FOREIGN KEY (card_id) REFERENCES coaching_cards(id)
);
CREATE INDEX coaching_card_marks_account ON public.coaching_card_marks USING btree (account_id) WHERE (account_id IS NOT NULL);

create table coaching_cards (
  id uuid not null,
  number bigint generated always as identity not null,
  conversation_id uuid,
  call_id uuid,
  message_number integer not null,
  rule text not null,
  type text not null,
  priority text not null,
  message text not null,
  script text,
  evidence jsonb not null,
  listing_id uuid,
  dealt_at timestamp with time zone not null,
  rests tstzrange not null,
  constraint coaching_cards_pkey PRIMARY KEY (id),
  constraint coaching_cards_rest EXCLUDE USING gist (COALESCE(conversation_id, call_id) WITH =, rule WITH =, rests WITH &&),
  constraint coaching_cards_check CHECK ((num_nonnulls(conversation_id, call_id) = 1)),
  constraint coaching_cards_evidence_check CHECK ((jsonb_typeof(evidence) = 'object'::text)),
  constraint coaching_cards_message_check CHECK (((char_length(message) >= 1) AND (char_length(message) <= 1000))),
  constraint coaching_cards_message_number_check CHECK ((message_number >= 0)),
  constraint coaching_cards_priority_check CHECK ((priority = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint coaching_cards_rests_check CHECK ((NOT isempty(rests))),
  constraint coaching_cards_rule_check CHECK ((rule = ANY (ARRAY['visit_trigger'::text, 'callback_trigger'::text, 'budget_objection'::text, 'location_objection'::text, 'possession_objection'::text, 'construction_risk_objection'::text, 'schools_question'::text, 'investment_question'::text, 'budget_upsell'::text, 'configuration_upsell'::text, 'silence'::text, 'info_provided'::text, 'general_tip'::text]))),
  constraint coaching_cards_script_check CHECK (((char_length(script) >= 1) AND (char_length(script) <= 1000))),
  constraint coaching_cards_type_check CHECK ((type = ANY (ARRAY['conversion_trigger'::text, 'objection_handled'::text, 'qualification_opportunity'::text, 'upsell_opportunity'::text, 'action_suggestion'::text, 'info_provided'::text]))),
  constraint coaching_cards_call_id_fkey FOREIGN KEY (call_id) REFERENCES lead_calls(id),
  constraint coaching_cards_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint coaching_cards_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE SET NULL
);
CREATE INDEX coaching_cards_call ON public.coaching_cards USING btree (call_id, number) WHERE (call_id IS NOT NULL);
CREATE INDEX coaching_cards_dealt ON public.coaching_cards USING btree (dealt_at);
CREATE INDEX coaching_cards_listing ON public.coaching_cards USING btree (listing_id) WHERE (listing_id IS NOT NULL);
CREATE UNIQUE INDEX coaching_cards_once ON public.coaching_cards USING btree (conversation_id, message_number, rule) WHERE (conversation_id IS NOT NULL);
CREATE INDEX coaching_cards_rule ON public.coaching_cards USING btree (rule, dealt_at);

create table code_uses (
  id uuid not null,
  code_id uuid not null,
  account_id uuid not null,
  used_at timestamp with time zone not null,
  returned_at timestamp with time zone,
  constraint code_uses_pkey PRIMARY KEY (id),
  constraint code_uses_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint code_uses_code_id_fkey FOREIGN KEY (code_id) REFERENCES codes(id)
);
CREATE INDEX code_uses_account ON public.code_uses USING btree (account_id);
CREATE UNIQUE INDEX code_uses_once ON public.code_uses USING btree (code_id, account_id) WHERE (returned_at IS NULL);

create table codes (
  id uuid not null,
  code text not null,
  kind text not null,
  sessions integer,
  max_uses integer,
  uses integer default 0 not null,
  starts_at timestamp with time zone,
  expires_at timestamp with time zone,
  active boolean default true not null,
  created_by uuid,
  created_at timestamp with time zone not null,
  constraint codes_pkey PRIMARY KEY (id),
  constraint codes_code_key UNIQUE (code),
  constraint codes_code_check CHECK ((code ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'::text)),
  constraint codes_grant CHECK (((kind = 'promo'::text) = (sessions IS NOT NULL))),
  constraint codes_kind_check CHECK ((kind = ANY (ARRAY['invitation'::text, 'promo'::text]))),
  constraint codes_max_uses_check CHECK ((max_uses > 0)),
  constraint codes_sessions_check CHECK (((sessions >= 1) AND (sessions <= 100))),
  constraint codes_span CHECK ((starts_at < expires_at)),
  constraint codes_within_limit CHECK (((uses >= 0) AND ((max_uses IS NULL) OR (uses <= max_uses)))),
  constraint codes_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX codes_created_by ON public.codes USING btree (created_by);

create table contact_stops (
  address_hash text not null,
  stopped_at timestamp with time zone not null,
  source text not null,
  constraint contact_stops_pkey PRIMARY KEY (address_hash),
  constraint contact_stops_address_hash_check CHECK ((address_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint contact_stops_source_check CHECK ((source = ANY (ARRAY['message'::text, 'link'::text, 'staff'::text, 'provider'::text])))
);

create table conversation_alerts (
  id uuid not null,
  conversation_id uuid not null,
  reason text not null,
  message_id uuid not null,
  created_at timestamp with time zone not null,
  constraint conversation_alerts_pkey PRIMARY KEY (id),
  constraint conversation_alerts_conversation_id_reason_message_id_key UNIQUE (conversation_id, reason, message_id),
  constraint conversation_alerts_reason_check CHECK ((reason = ANY (ARRAY['persistent_frustration'::text, 'prolonged_negative_experience'::text]))),
  constraint conversation_alerts_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint conversation_alerts_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX conversation_alerts_message ON public.conversation_alerts USING btree (message_id);

create table conversation_note_mentions (
  note_id uuid not null,
  account_id uuid not null,
  constraint conversation_note_mentions_pkey PRIMARY KEY (note_id, account_id),
  constraint conversation_note_mentions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint conversation_note_mentions_note_id_fkey FOREIGN KEY (note_id) REFERENCES conversation_notes(id) ON DELETE CASCADE
);
CREATE INDEX conversation_note_mentions_account ON public.conversation_note_mentions USING btree (account_id);

create table conversation_notes (
  id uuid not null,
  conversation_id uuid not null,
  account_id uuid,
  text text not null,
  created_at timestamp with time zone not null,
  constraint conversation_notes_pkey PRIMARY KEY (id),
  constraint conversation_notes_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 4000))),
  constraint conversation_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint conversation_notes_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id)
);
CREATE INDEX conversation_notes_account ON public.conversation_notes USING btree (account_id);
CREATE INDEX conversation_notes_conversation ON public.conversation_notes USING btree (conversation_id, created_at);

create table conversation_presence (
  conversation_id uuid not null,
  account_id uuid,
  read_number integer default 0 not null,
  seen_at timestamp with time zone,
  typing_until timestamp with time zone,
  constraint conversation_presence_who UNIQUE NULLS NOT DISTINCT (conversation_id, account_id),
  constraint conversation_presence_read_number_check CHECK ((read_number >= 0)),
  constraint conversation_presence_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE,
  constraint conversation_presence_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id)
);
CREATE INDEX conversation_presence_account ON public.conversation_presence USING btree (account_id) WHERE (account_id IS NOT NULL);

create table conversation_states (
  conversation_id uuid not null,
  number integer not null,
  state jsonb not null,
  message_id uuid,
  edit jsonb,
  created_at timestamp with time zone not null,
  constraint conversation_states_pkey PRIMARY KEY (conversation_id, number),
  constraint conversation_states_check CHECK ((num_nonnulls(message_id, edit) = 1)),
  constraint conversation_states_number_check CHECK ((number > 0)),
  constraint conversation_states_state_check CHECK ((jsonb_typeof(state) = 'object'::text)),
  constraint conversation_states_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint conversation_states_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX conversation_states_message ON public.conversation_states USING btree (message_id);

create table conversations (
  id uuid not null,
  person_id uuid not null,
  desk text not null,
  last_number integer default 0 not null,
  created_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  hand_off text default 'assistant'::text not null,
  hand_off_number integer default 0 not null,
  hand_off_reason text,
  hand_off_since timestamp with time zone,
  hand_off_account_id uuid,
  alert text,
  alerted_at timestamp with time zone,
  attention smallint generated always as (
CASE
    WHEN ((hand_off = ANY (ARRAY['waiting'::text, 'human'::text])) AND (hand_off_reason = 'crisis'::text)) THEN 0
    WHEN ((alert IS NOT NULL) OR ((hand_off = 'waiting'::text) AND (hand_off_reason = ANY (ARRAY['high_frustration'::text, 'persistent_frustration'::text, 'prolonged_negative_experience'::text])))) THEN 1
    WHEN (hand_off = 'waiting'::text) THEN 2
    WHEN (hand_off = 'human'::text) THEN 3
    ELSE NULL::integer
END) stored,
  attention_since timestamp with time zone generated always as (
CASE
    WHEN (hand_off = ANY (ARRAY['waiting'::text, 'human'::text])) THEN hand_off_since
    ELSE alerted_at
END) stored,
  active_at timestamp with time zone default now() not null,
  constraint conversations_pkey PRIMARY KEY (id),
  constraint conversations_alert_check CHECK ((alert = ANY (ARRAY['persistent_frustration'::text, 'prolonged_negative_experience'::text]))),
  constraint conversations_check CHECK (((alert IS NULL) = (alerted_at IS NULL))),
  constraint conversations_desk_check CHECK ((desk = ANY (ARRAY['sales'::text, 'career'::text]))),
  constraint conversations_hand_off_check CHECK ((hand_off = ANY (ARRAY['assistant'::text, 'waiting'::text, 'human'::text, 'closed'::text]))),
  constraint conversations_last_number_check CHECK ((last_number >= 0)),
  constraint conversations_hand_off_account_id_fkey FOREIGN KEY (hand_off_account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint conversations_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX conversations_attention ON public.conversations USING btree (desk, attention, attention_since, id) WHERE (attention IS NOT NULL);
CREATE UNIQUE INDEX conversations_open ON public.conversations USING btree (person_id, desk) WHERE (closed_at IS NULL);
CREATE INDEX conversations_person ON public.conversations USING btree (person_id);
CREATE INDEX conversations_recent ON public.conversations USING btree (desk, active_at DESC, id DESC) WHERE ((desk = 'sales'::text) OR (hand_off_number > 0));
CREATE INDEX conversations_settled ON public.conversations USING btree (desk, hand_off_since DESC, id DESC) WHERE (hand_off = 'closed'::text);
CREATE INDEX conversations_speaker ON public.conversations USING btree (hand_off_account_id) WHERE (hand_off_account_id IS NOT NULL);

create table delivery_reports (
  provider_id text not null,
  status text not null,
  code text,
  received_at timestamp with time zone not null,
  reminder_id uuid,
  constraint delivery_reports_pkey PRIMARY KEY (provider_id, status),
  constraint delivery_reports_reminder_id_fkey FOREIGN KEY (reminder_id) REFERENCES reminders(id) ON DELETE CASCADE
);
CREATE INDEX delivery_reports_reminder ON public.delivery_reports USING btree (reminder_id);

create table earlier_notes (
  id uuid not null,
  enrolment_id uuid not null,
  label text,
  text text not null,
  source_key text not null,
  written_at timestamp with time zone,
  kept_at timestamp with time zone not null,
  constraint earlier_notes_pkey PRIMARY KEY (id),
  constraint earlier_notes_enrolment_id_source_key_key UNIQUE (enrolment_id, source_key),
  constraint earlier_notes_text_check CHECK ((text <> ''::text)),
  constraint earlier_notes_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
);
CREATE INDEX earlier_notes_source ON public.earlier_notes USING btree (source_key);

create table ended_sessions (
  token_hash text not null,
  account_id uuid not null,
  ended_at timestamp with time zone not null,
  by_holder boolean not null,
  constraint ended_sessions_pkey PRIMARY KEY (token_hash),
  constraint ended_sessions_token_hash_check CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint ended_sessions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX ended_sessions_account ON public.ended_sessions USING btree (account_id);
CREATE INDEX ended_sessions_age ON public.ended_sessions USING btree (ended_at);

create table enrolment_upgrades (
  id uuid not null,
  enrolment_id uuid not null,
  from_version integer not null,
  to_version integer not null,
  "position" text,
  upgraded_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint enrolment_upgrades_pkey PRIMARY KEY (id),
  constraint enrolment_upgrades_check CHECK ((to_version > from_version)),
  constraint enrolment_upgrades_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
);
CREATE INDEX enrolment_upgrades_enrolment ON public.enrolment_upgrades USING btree (enrolment_id);

create table enrolments (
  id uuid not null,
  person_id uuid not null,
  programme text not null,
  version integer not null,
  "position" text,
  request_key text,
  shared_at timestamp with time zone,
  created_at timestamp with time zone not null,
  paused_at timestamp with time zone,
  completed_at timestamp with time zone,
  archived_at timestamp with time zone,
  constraint enrolments_pkey PRIMARY KEY (id),
  constraint enrolments_person_id_request_key_key UNIQUE (person_id, request_key),
  constraint enrolments_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint enrolments_programme_version_fkey FOREIGN KEY (programme, version) REFERENCES programme_versions(programme, version)
);
CREATE UNIQUE INDEX enrolments_open ON public.enrolments USING btree (person_id, programme) WHERE (archived_at IS NULL);
CREATE INDEX enrolments_person ON public.enrolments USING btree (person_id, created_at);
CREATE INDEX enrolments_version ON public.enrolments USING btree (programme, version);

create table erasures (
  id uuid not null,
  person_id uuid not null,
  requested_by text not null,
  counts jsonb not null,
  erased_at timestamp with time zone not null,
  constraint erasures_pkey PRIMARY KEY (id),
  constraint erasures_requested_by_check CHECK ((requested_by = ANY (ARRAY['visitor'::text, 'account'::text, 'system'::text]))),
  constraint erasures_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE UNIQUE INDEX erasures_person ON public.erasures USING btree (person_id);

create table experiments (
  id uuid not null,
  enrolment_id uuid not null,
  request_key text,
  title text not null,
  hypothesis text not null,
  metric text not null,
  resources text not null,
  start_on date,
  review_on date,
  status text not null,
  version integer not null,
  reminder_version integer default 1 not null,
  created_at timestamp with time zone not null,
  started_at timestamp with time zone,
  ended_at timestamp with time zone,
  earlier_status text,
  constraint experiments_pkey PRIMARY KEY (id),
  constraint experiments_enrolment_id_request_key_key UNIQUE (enrolment_id, request_key),
  constraint experiments_ended CHECK (((status = ANY (ARRAY['reviewed'::text, 'abandoned'::text])) = (ended_at IS NOT NULL))),
  constraint experiments_reminder_version_check CHECK ((reminder_version > 0)),
  constraint experiments_started CHECK (((status <> ALL (ARRAY['active'::text, 'reviewed'::text])) OR ((started_at IS NOT NULL) AND ((earlier_status IS NOT NULL) OR ((hypothesis <> ''::text) AND (metric <> ''::text) AND ((start_on IS NOT NULL) OR (review_on IS NOT NULL))))))),
  constraint experiments_status_check CHECK ((status = ANY (ARRAY['draft'::text, 'active'::text, 'reviewed'::text, 'abandoned'::text]))),
  constraint experiments_version_check CHECK ((version > 0)),
  constraint experiments_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
);

create table facts (
  id uuid not null,
  person_id uuid not null,
  number bigint generated always as identity not null,
  key text not null,
  value jsonb,
  slot text default ''::text not null,
  confidence real not null,
  source_kind text not null,
  message_id uuid,
  created_at timestamp with time zone not null,
  superseded_at timestamp with time zone,
  superseded_by uuid,
  superseded_reason text,
  erased_at timestamp with time zone,
  source_id uuid,
  quote text,
  constraint facts_pkey PRIMARY KEY (id),
  constraint facts_confidence_check CHECK (((confidence >= (0)::double precision) AND (confidence <= (1)::double precision))),
  constraint facts_erased CHECK ((((erased_at IS NULL) = (value IS NOT NULL)) AND ((erased_at IS NULL) OR (slot = ''::text)))),
  constraint facts_key_check CHECK ((key ~ '^[a-z][a-z_]{0,39}$'::text)),
  constraint facts_message_source CHECK (((source_kind <> 'message'::text) OR (message_id IS NOT NULL))),
  constraint facts_quote CHECK (((quote IS NULL) OR ((quote <> ''::text) AND (erased_at IS NULL)))),
  constraint facts_source_kind_check CHECK ((source_kind = ANY (ARRAY['message'::text, 'correction'::text, 'form'::text, 'account'::text, 'import'::text, 'answer'::text, 'resume'::text, 'call'::text]))),
  constraint facts_superseded CHECK ((num_nulls(superseded_at, superseded_by, superseded_reason) = ANY (ARRAY[0, 3]))),
  constraint facts_superseded_reason_check CHECK ((superseded_reason = ANY (ARRAY['restated'::text, 'replaced'::text, 'opposite'::text, 'corrected'::text]))),
  constraint facts_written_source CHECK (((source_kind = ANY (ARRAY['answer'::text, 'resume'::text, 'call'::text])) = (source_id IS NOT NULL))),
  constraint facts_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id) DEFERRABLE INITIALLY DEFERRED,
  constraint facts_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint facts_superseded_by_fkey FOREIGN KEY (superseded_by) REFERENCES facts(id) DEFERRABLE INITIALLY DEFERRED
);
CREATE INDEX facts_contact ON public.facts USING btree (key, lower((value #>> '{}'::text[])) COLLATE "C", person_id) WHERE ((key = ANY (ARRAY['name'::text, 'phone'::text, 'email'::text])) AND (superseded_at IS NULL) AND (erased_at IS NULL));
CREATE INDEX facts_contact_words ON public.facts USING gin (lower((value #>> '{}'::text[])) gin_trgm_ops) WHERE ((key = ANY (ARRAY['name'::text, 'phone'::text, 'email'::text])) AND (superseded_at IS NULL) AND (erased_at IS NULL));
CREATE UNIQUE INDEX facts_current ON public.facts USING btree (person_id, key, slot) WHERE ((superseded_at IS NULL) AND (erased_at IS NULL));
CREATE INDEX facts_message ON public.facts USING btree (message_id);
CREATE INDEX facts_person ON public.facts USING btree (person_id, number);
CREATE INDEX facts_source ON public.facts USING btree (source_id) WHERE (source_id IS NOT NULL);
CREATE INDEX facts_superseded_by ON public.facts USING btree (superseded_by);

create table file_chunks (
  file_id uuid not null,
  number integer not null,
  bytes bytea not null,
  constraint file_chunks_pkey PRIMARY KEY (file_id, number),
  constraint file_chunks_number_check CHECK ((number >= 0)),
  constraint file_chunks_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id) ON DELETE CASCADE
);

create table file_removals (
  object_key text not null,
  created_at timestamp with time zone not null,
  after timestamp with time zone not null,
  attempts integer default 0 not null,
  constraint file_removals_pkey PRIMARY KEY (object_key)
);
CREATE INDEX file_removals_after ON public.file_removals USING btree (after);

create table file_texts (
  file_id uuid not null,
  text text not null,
  constraint file_texts_pkey PRIMARY KEY (file_id),
  constraint file_texts_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id) ON DELETE CASCADE
);

create table files (
  id uuid not null,
  person_id uuid not null,
  state text not null,
  client_id text,
  name text not null,
  type text,
  size bigint,
  sha256 text,
  created_at timestamp with time zone not null,
  place text default 'database'::text not null,
  bound_for text,
  carry_after timestamp with time zone,
  carry_attempts integer default 0 not null,
  object_key text,
  bytes_missing_at timestamp with time zone,
  text_state text default 'pending'::text not null,
  text_reason text,
  text_after timestamp with time zone,
  text_attempts integer default 0 not null,
  constraint files_pkey PRIMARY KEY (id),
  constraint files_bound_for_check CHECK ((bound_for = ANY (ARRAY['database'::text, 's3'::text]))),
  constraint files_client_id_check CHECK (((length(client_id) >= 1) AND (length(client_id) <= 100))),
  constraint files_kept CHECK (((state = 'receiving'::text) OR ((type IS NOT NULL) AND (size IS NOT NULL) AND ((sha256 IS NOT NULL) OR (bytes_missing_at IS NOT NULL))))),
  constraint files_name_check CHECK (((octet_length(name) >= 1) AND (octet_length(name) <= 255))),
  constraint files_object CHECK (((place = 'database'::text) OR (object_key IS NOT NULL))),
  constraint files_place_check CHECK ((place = ANY (ARRAY['database'::text, 's3'::text]))),
  constraint files_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint files_size_check CHECK ((size >= 0)),
  constraint files_state_check CHECK ((state = ANY (ARRAY['receiving'::text, 'kept'::text]))),
  constraint files_text_reason CHECK (((text_state = 'failed'::text) = (text_reason IS NOT NULL))),
  constraint files_text_reason_check CHECK ((text_reason = ANY (ARRAY['encrypted'::text, 'broken'::text, 'too_large'::text, 'too_slow'::text, 'out_of_memory'::text, 'bytes_missing'::text]))),
  constraint files_text_state_check CHECK ((text_state = ANY (ARRAY['pending'::text, 'done'::text, 'empty'::text, 'failed'::text]))),
  constraint files_type_check CHECK ((type = ANY (ARRAY['application/pdf'::text, 'application/vnd.openxmlformats-officedocument.wordprocessingml.document'::text, 'text/plain'::text, 'text/markdown'::text, 'image/png'::text, 'image/jpeg'::text, 'application/octet-stream'::text]))),
  constraint files_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX files_bound ON public.files USING btree (carry_after NULLS FIRST) WHERE ((state = 'kept'::text) AND (bound_for IS NOT NULL));
CREATE UNIQUE INDEX files_client ON public.files USING btree (person_id, client_id) WHERE (client_id IS NOT NULL);
CREATE INDEX files_object_key ON public.files USING btree (object_key) WHERE (object_key IS NOT NULL);
CREATE INDEX files_person ON public.files USING btree (person_id, id);
CREATE INDEX files_receiving ON public.files USING btree (created_at) WHERE (state = 'receiving'::text);
CREATE INDEX files_text_pending ON public.files USING btree (text_after NULLS FIRST) WHERE ((state = 'kept'::text) AND (text_state = 'pending'::text));

create table first_start_decisions (
  id uuid not null,
  decision text not null,
  source text,
  decided_by text not null,
  decided_at timestamp with time zone default now() not null,
  constraint first_start_decisions_pkey PRIMARY KEY (id),
  constraint first_start_decisions_decided_by_check CHECK ((decided_by = ANY (ARRAY['link'::text, 'setting'::text, 'proof'::text]))),
  constraint first_start_decisions_decision_check CHECK ((decision = ANY (ARRAY['move'::text, 'empty_house'::text]))),
  constraint first_start_decisions_source_check CHECK ((source ~ '^[0-9]{1,20}$'::text))
);
CREATE INDEX first_start_decisions_decision_source_idx ON public.first_start_decisions USING btree (decision, source);

create table first_start_processes (
  id uuid not null,
  process text not null,
  phase text not null,
  link_hash text,
  told jsonb,
  seen_at timestamp with time zone default now() not null,
  constraint first_start_processes_pkey PRIMARY KEY (id),
  constraint first_start_processes_link_hash_check CHECK ((link_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint first_start_processes_phase_check CHECK ((phase = ANY (ARRAY['serving'::text, 'undecided'::text, 'moving'::text])))
);

create table hand_off_promises (
  conversation_id uuid not null,
  number integer not null,
  promised_at timestamp with time zone not null,
  out_of_hours boolean not null,
  late_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  message_id uuid,
  constraint hand_off_promises_pkey PRIMARY KEY (conversation_id, number),
  constraint hand_off_promises_check CHECK (((message_id IS NULL) OR (ended_at IS NOT NULL))),
  constraint hand_off_promises_conversation_id_number_fkey FOREIGN KEY (conversation_id, number) REFERENCES hand_offs(conversation_id, number),
  constraint hand_off_promises_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX hand_off_promises_late ON public.hand_off_promises USING btree (late_at) WHERE (ended_at IS NULL);
CREATE INDEX hand_off_promises_message ON public.hand_off_promises USING btree (message_id) WHERE (message_id IS NOT NULL);

create table hand_offs (
  conversation_id uuid not null,
  number integer not null,
  state text not null,
  reason text,
  acted_by text not null,
  account_id uuid,
  message_id uuid,
  created_at timestamp with time zone not null,
  constraint hand_offs_pkey PRIMARY KEY (conversation_id, number),
  constraint hand_offs_acted_by_check CHECK ((acted_by = ANY (ARRAY['visitor'::text, 'staff'::text, 'assistant'::text, 'system'::text]))),
  constraint hand_offs_check CHECK (((account_id IS NULL) OR (acted_by = 'staff'::text))),
  constraint hand_offs_number_check CHECK ((number > 0)),
  constraint hand_offs_reason CHECK ((reason = ANY (ARRAY['requested'::text, 'crisis'::text, 'stuck'::text, 'frustrated'::text, 'low_confidence'::text, 'assistant_failed'::text, 'high_frustration'::text, 'persistent_frustration'::text, 'prolonged_negative_experience'::text]))),
  constraint hand_offs_state_check CHECK ((state = ANY (ARRAY['assistant'::text, 'waiting'::text, 'human'::text, 'closed'::text]))),
  constraint hand_offs_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint hand_offs_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint hand_offs_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX hand_offs_account ON public.hand_offs USING btree (account_id);
CREATE INDEX hand_offs_message ON public.hand_offs USING btree (message_id);
CREATE INDEX hand_offs_waiting ON public.hand_offs USING btree (created_at) WHERE (state = 'waiting'::text);
CREATE TRIGGER hand_off_stands AFTER INSERT ON public.hand_offs FOR EACH ROW EXECUTE FUNCTION hand_off_stands();

create table holidays (
  day date not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint holidays_pkey PRIMARY KEY (day),
  constraint holidays_name_check CHECK ((btrim(name) <> ''::text))
);

create table house_pictures (
  id uuid not null,
  media_type text not null,
  width integer not null,
  height integer not null,
  bytes bytea not null,
  created_at timestamp with time zone not null,
  account_id uuid,
  constraint house_pictures_pkey PRIMARY KEY (id),
  constraint house_pictures_bytes_check CHECK (((octet_length(bytes) >= 1) AND (octet_length(bytes) <= 262144))),
  constraint house_pictures_height_check CHECK (((height >= 1) AND (height <= 4096))),
  constraint house_pictures_media_type_check CHECK ((media_type = ANY (ARRAY['image/png'::text, 'image/jpeg'::text, 'image/webp'::text]))),
  constraint house_pictures_width_check CHECK (((width >= 1) AND (width <= 4096))),
  constraint house_pictures_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX house_pictures_account ON public.house_pictures USING btree (account_id) WHERE (account_id IS NOT NULL);

create table inbound_messages (
  provider_id text not null,
  person_id uuid,
  address_hash text not null,
  address text not null,
  sent_by text not null,
  text text not null,
  received_at timestamp with time zone not null,
  constraint inbound_messages_pkey PRIMARY KEY (provider_id),
  constraint inbound_messages_address_hash_check CHECK ((address_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint inbound_messages_sent_by_check CHECK ((sent_by = ANY (ARRAY['sms'::text, 'whatsapp'::text]))),
  constraint inbound_messages_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX inbound_messages_address ON public.inbound_messages USING btree (address_hash, received_at DESC);
CREATE INDEX inbound_messages_latest ON public.inbound_messages USING btree (received_at DESC, provider_id DESC);
CREATE INDEX inbound_messages_person ON public.inbound_messages USING btree (person_id);

create table lead_call_lines (
  id uuid not null,
  call_id uuid not null,
  number integer not null,
  text text not null,
  account_id uuid,
  reading jsonb not null,
  state jsonb not null,
  created_at timestamp with time zone not null,
  constraint lead_call_lines_pkey PRIMARY KEY (id),
  constraint lead_call_lines_call_id_number_key UNIQUE (call_id, number),
  constraint lead_call_lines_number_check CHECK ((number > 0)),
  constraint lead_call_lines_reading_check CHECK ((jsonb_typeof(reading) = 'object'::text)),
  constraint lead_call_lines_state_check CHECK ((jsonb_typeof(state) = 'object'::text)),
  constraint lead_call_lines_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 2000))),
  constraint lead_call_lines_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_call_lines_call_id_fkey FOREIGN KEY (call_id) REFERENCES lead_calls(id)
);
CREATE INDEX lead_call_lines_account ON public.lead_call_lines USING btree (account_id) WHERE (account_id IS NOT NULL);

create table lead_calls (
  id uuid not null,
  person_id uuid not null,
  account_id uuid,
  last_number integer default 0 not null,
  started_at timestamp with time zone not null,
  last_at timestamp with time zone not null,
  constraint lead_calls_pkey PRIMARY KEY (id),
  constraint lead_calls_check CHECK ((last_at >= started_at)),
  constraint lead_calls_last_number_check CHECK ((last_number >= 0)),
  constraint lead_calls_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_calls_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX lead_calls_account ON public.lead_calls USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX lead_calls_person ON public.lead_calls USING btree (person_id, last_at);

create table lead_distinctions (
  person_id uuid not null,
  other_id uuid not null,
  account_id uuid,
  created_at timestamp with time zone not null,
  constraint lead_distinctions_pkey PRIMARY KEY (person_id, other_id),
  constraint lead_distinctions_check CHECK ((person_id < other_id)),
  constraint lead_distinctions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_distinctions_other_id_fkey FOREIGN KEY (other_id) REFERENCES persons(id),
  constraint lead_distinctions_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX lead_distinctions_account ON public.lead_distinctions USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX lead_distinctions_other ON public.lead_distinctions USING btree (other_id);

create table lead_histories (
  person_id uuid not null,
  failed_at timestamp with time zone,
  constraint lead_histories_pkey PRIMARY KEY (person_id),
  constraint lead_histories_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX lead_histories_order ON public.lead_histories USING btree (failed_at NULLS FIRST, person_id DESC);

create table lead_notes (
  id uuid not null,
  person_id uuid not null,
  account_id uuid,
  text text not null,
  created_at timestamp with time zone not null,
  edited_at timestamp with time zone,
  deleted_at timestamp with time zone,
  constraint lead_notes_pkey PRIMARY KEY (id),
  constraint lead_notes_text_check CHECK (((char_length(text) >= 1) AND (char_length(text) <= 4000))),
  constraint lead_notes_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_notes_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX lead_notes_account ON public.lead_notes USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX lead_notes_deleted ON public.lead_notes USING btree (deleted_at) WHERE (deleted_at IS NOT NULL);
CREATE INDEX lead_notes_person ON public.lead_notes USING btree (person_id, created_at);

create table lead_overrides (
  id uuid not null,
  person_id uuid not null,
  temperature text not null,
  reason text not null,
  until timestamp with time zone not null,
  account_id uuid,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  ended_by uuid,
  constraint lead_overrides_pkey PRIMARY KEY (id),
  constraint lead_overrides_check CHECK ((until > created_at)),
  constraint lead_overrides_check1 CHECK (((ended_by IS NULL) OR (ended_at IS NOT NULL))),
  constraint lead_overrides_reason_check CHECK (((char_length(reason) >= 1) AND (char_length(reason) <= 500))),
  constraint lead_overrides_temperature_check CHECK ((temperature = ANY (ARRAY['hot'::text, 'warm'::text, 'cold'::text]))),
  constraint lead_overrides_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_overrides_ended_by_fkey FOREIGN KEY (ended_by) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_overrides_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX lead_overrides_account ON public.lead_overrides USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE UNIQUE INDEX lead_overrides_current ON public.lead_overrides USING btree (person_id) WHERE (ended_at IS NULL);
CREATE INDEX lead_overrides_ended_by ON public.lead_overrides USING btree (ended_by) WHERE (ended_by IS NOT NULL);
CREATE INDEX lead_overrides_person ON public.lead_overrides USING btree (person_id, created_at);

create table lead_rescores (
  version integer not null,
  account_id uuid,
  total integer not null,
  done integer default 0 not null,
  changed integer default 0 not null,
  place uuid,
  wanted_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  constraint lead_rescores_pkey PRIMARY KEY (version),
  constraint lead_rescores_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_rescores_version_fkey FOREIGN KEY (version) REFERENCES lead_weights(version)
);
CREATE INDEX lead_rescores_account ON public.lead_rescores USING btree (account_id);

create table lead_stages (
  id uuid not null,
  person_id uuid not null,
  number bigint generated always as identity not null,
  from_stage text,
  to_stage text not null,
  message_id uuid,
  created_at timestamp with time zone not null,
  constraint lead_stages_pkey PRIMARY KEY (id),
  constraint lead_stages_check CHECK ((from_stage IS DISTINCT FROM to_stage)),
  constraint lead_stages_from_stage_check CHECK ((from_stage = ANY (ARRAY['discovery'::text, 'evaluation'::text, 'negotiation'::text, 'closing'::text]))),
  constraint lead_stages_to_stage_check CHECK ((to_stage = ANY (ARRAY['discovery'::text, 'evaluation'::text, 'negotiation'::text, 'closing'::text]))),
  constraint lead_stages_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint lead_stages_person_id_fkey FOREIGN KEY (person_id) REFERENCES leads(person_id)
);
CREATE INDEX lead_stages_message ON public.lead_stages USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX lead_stages_person ON public.lead_stages USING btree (person_id, number);

create table lead_tags (
  id uuid not null,
  person_id uuid not null,
  tag text not null,
  account_id uuid,
  created_at timestamp with time zone not null,
  constraint lead_tags_pkey PRIMARY KEY (person_id, tag),
  constraint lead_tags_id_key UNIQUE (id),
  constraint lead_tags_tag_check CHECK (((tag = lower(btrim(tag))) AND ((char_length(tag) >= 1) AND (char_length(tag) <= 40)))),
  constraint lead_tags_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint lead_tags_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX lead_tags_account ON public.lead_tags USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX lead_tags_tag ON public.lead_tags USING btree (tag, person_id);

create table lead_views (
  id uuid not null,
  account_id uuid not null,
  name text not null,
  query jsonb not null,
  shared boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  constraint lead_views_pkey PRIMARY KEY (id),
  constraint lead_views_account_id_name_key UNIQUE (account_id, name),
  constraint lead_views_name_check CHECK (((char_length(name) >= 1) AND (char_length(name) <= 60))),
  constraint lead_views_query_check CHECK ((jsonb_typeof(query) = 'object'::text)),
  constraint lead_views_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX lead_views_shared ON public.lead_views USING btree (name, id) WHERE shared;

create table lead_weights (
  version integer not null,
  weights jsonb not null,
  rules jsonb not null,
  account_id uuid,
  created_at timestamp with time zone not null,
  constraint lead_weights_pkey PRIMARY KEY (version),
  constraint lead_weights_rules_check CHECK ((jsonb_typeof(rules) = 'object'::text)),
  constraint lead_weights_version_check CHECK ((version > 0)),
  constraint lead_weights_weights_check CHECK ((jsonb_typeof(weights) = 'object'::text)),
  constraint lead_weights_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX lead_weights_account ON public.lead_weights USING btree (account_id);

create table leads (
  person_id uuid not null,
  engagement numeric(4,2) default 0 not null,
  intent numeric(4,2) default 0 not null,
  temperature text default 'cold'::text not null,
  override_temperature text,
  override_until timestamp with time zone,
  stage text default 'discovery'::text not null,
  last_active_at timestamp with time zone not null,
  decay_at timestamp with time zone,
  weights_version integer default 1 not null,
  merged_at timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint leads_pkey PRIMARY KEY (person_id),
  constraint leads_check CHECK (((override_temperature IS NULL) = (override_until IS NULL))),
  constraint leads_engagement_check CHECK (((engagement >= (0)::numeric) AND (engagement <= (10)::numeric))),
  constraint leads_intent_check CHECK (((intent >= (0)::numeric) AND (intent <= (10)::numeric))),
  constraint leads_override_temperature_check CHECK ((override_temperature = ANY (ARRAY['hot'::text, 'warm'::text, 'cold'::text]))),
  constraint leads_stage_check CHECK ((stage = ANY (ARRAY['discovery'::text, 'evaluation'::text, 'negotiation'::text, 'closing'::text]))),
  constraint leads_temperature_check CHECK ((temperature = ANY (ARRAY['hot'::text, 'warm'::text, 'cold'::text]))),
  constraint leads_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint leads_weights_version_fkey FOREIGN KEY (weights_version) REFERENCES lead_weights(version)
);
CREATE INDEX leads_active ON public.leads USING btree (last_active_at DESC, person_id);
CREATE INDEX leads_created ON public.leads USING btree (created_at);
CREATE INDEX leads_decay ON public.leads USING btree (decay_at) WHERE (decay_at IS NOT NULL);
CREATE INDEX leads_heat ON public.leads USING btree (temperature, intent DESC, engagement DESC, last_active_at DESC, person_id);
CREATE INDEX leads_newest ON public.leads USING btree (created_at DESC, person_id);
CREATE INDEX leads_order ON public.leads USING btree (temperature, intent DESC, engagement DESC, last_active_at DESC, person_id);
CREATE INDEX leads_overridden ON public.leads USING btree (override_until) WHERE (override_until IS NOT NULL);
CREATE INDEX leads_stage ON public.leads USING btree (stage, temperature, intent DESC, engagement DESC, last_active_at DESC, person_id);
CREATE INDEX leads_weights ON public.leads USING btree (weights_version);

create table learnings (
  id uuid not null,
  experiment_id uuid not null,
  request_key text,
  text text not null,
  learned_at timestamp with time zone not null,
  constraint learnings_pkey PRIMARY KEY (id),
  constraint learnings_experiment_id_request_key_key UNIQUE (experiment_id, request_key),
  constraint learnings_text_check CHECK ((text <> ''::text)),
  constraint learnings_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES experiments(id)
);

create table legacy_enrolments (
  enrolment_id uuid not null,
  source_id integer not null,
  constraint legacy_enrolments_pkey PRIMARY KEY (enrolment_id),
  constraint legacy_enrolments_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id) ON DELETE CASCADE,
  constraint legacy_enrolments_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources(id)
);

create table legacy_imports (
  id integer not null,
  source_id integer not null,
  chain integer not null,
  sha256 text,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone,
  report jsonb,
  constraint legacy_imports_pkey PRIMARY KEY (id),
  constraint legacy_imports_sha256_check CHECK ((sha256 ~ '^[0-9a-f]{64}$'::text)),
  constraint legacy_imports_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources(id)
);
CREATE INDEX legacy_imports_source ON public.legacy_imports USING btree (source_id, id);

create table legacy_persons (
  person_id uuid not null,
  source_id integer not null,
  origin text not null,
  key text,
  expired_at timestamp with time zone,
  constraint legacy_persons_pkey PRIMARY KEY (person_id),
  constraint legacy_persons_key_check CHECK (((key IS NULL) OR (octet_length(key) <= 512))),
  constraint legacy_persons_origin_check CHECK ((origin = ANY (ARRAY['user'::text, 'session'::text, 'restored'::text, 'profile'::text]))),
  constraint legacy_persons_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint legacy_persons_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources(id)
);
CREATE INDEX legacy_persons_key ON public.legacy_persons USING btree (source_id, origin, key) WHERE (key IS NOT NULL);

create table legacy_rows (
  table_id integer not null,
  key text collate "C" not null,
  variant integer default 0 not null,
  import_id integer not null,
  sha256 bytea not null,
  outcome text not null,
  code text,
  person_id uuid,
  "row" text not null,
  constraint legacy_rows_pkey PRIMARY KEY (table_id, key, variant),
  constraint legacy_rows_check CHECK (((outcome <> 'quarantined'::text) OR (code IS NOT NULL))),
  constraint legacy_rows_key_check CHECK ((octet_length(key) <= 512)),
  constraint legacy_rows_outcome_check CHECK ((outcome = ANY (ARRAY['imported'::text, 'archived'::text, 'quarantined'::text]))),
  constraint legacy_rows_sha256_check CHECK ((octet_length(sha256) = 32)),
  constraint legacy_rows_variant_check CHECK ((variant >= 0)),
  constraint legacy_rows_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX legacy_rows_person ON public.legacy_rows USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX legacy_rows_quarantined ON public.legacy_rows USING btree (table_id, key) WHERE (outcome = 'quarantined'::text);

create table legacy_sources (
  id integer not null,
  kind text not null,
  name text not null,
  salt text not null,
  created_at timestamp with time zone not null,
  constraint legacy_sources_pkey PRIMARY KEY (id),
  constraint legacy_sources_kind_name_key UNIQUE (kind, name),
  constraint legacy_sources_kind_check CHECK ((kind = ANY (ARRAY['legacy-mosaic'::text, 'legacy-sales'::text]))),
  constraint legacy_sources_name_check CHECK ((name <> ''::text)),
  constraint legacy_sources_salt_check CHECK ((salt <> ''::text))
);

create table legacy_tables (
  id integer not null,
  source_id integer not null,
  name text not null,
  rows bigint default 0 not null,
  constraint legacy_tables_pkey PRIMARY KEY (id),
  constraint legacy_tables_source_id_name_key UNIQUE (source_id, name),
  constraint legacy_tables_rows_check CHECK ((rows >= 0)),
  constraint legacy_tables_source_id_fkey FOREIGN KEY (source_id) REFERENCES legacy_sources(id)
);

create table listing_aliases (
  listing_id uuid not null,
  alias text collate "C" not null,
  constraint listing_aliases_pkey PRIMARY KEY (listing_id, alias),
  constraint listing_aliases_alias_check CHECK ((alias <> ''::text)),
  constraint listing_aliases_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE CASCADE
);
CREATE INDEX listing_aliases_trigrams ON public.listing_aliases USING gin (lower(alias) gin_trgm_ops);

create table listing_events (
  id uuid not null,
  number bigint generated always as identity not null,
  person_id uuid not null,
  listing_id uuid not null,
  kind text not null,
  level text,
  reason text,
  message_id uuid,
  created_at timestamp with time zone not null,
  constraint listing_events_pkey PRIMARY KEY (id),
  constraint listing_events_kind_check CHECK ((kind = ANY (ARRAY['view'::text, 'interest'::text, 'rejection'::text, 'brochure'::text]))),
  constraint listing_events_level CHECK (((kind = 'interest'::text) = (level IS NOT NULL))),
  constraint listing_events_level_check CHECK ((level = ANY (ARRAY['low'::text, 'medium'::text, 'high'::text]))),
  constraint listing_events_reason_check CHECK ((reason <> ''::text)),
  constraint listing_events_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE CASCADE,
  constraint listing_events_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id) ON DELETE CASCADE
);
CREATE INDEX listing_events_listing ON public.listing_events USING btree (listing_id, kind);
CREATE UNIQUE INDEX listing_events_message ON public.listing_events USING btree (message_id, listing_id, kind) WHERE (message_id IS NOT NULL);
CREATE INDEX listing_events_person ON public.listing_events USING btree (person_id, number);

create table listings (
  id uuid not null,
  slug text not null,
  name text collate "C" not null,
  developer text not null,
  city text not null,
  place text collate "C" not null,
  zone text,
  address text,
  latitude double precision,
  longitude double precision,
  "precision" text not null,
  status text not null,
  possession_year integer,
  possession_quarter integer,
  registration_number text,
  registration_state text not null,
  registration_steps text[] default '{}'::text[] not null,
  description text,
  highlights text[] default '{}'::text[] not null,
  amenities text[] default '{}'::text[] not null,
  connectivity text[] default '{}'::text[] not null,
  images text[] default '{}'::text[] not null,
  brochure text,
  contact_name text,
  contact_phone text,
  contact_email text,
  currency text not null,
  units_total integer,
  units_available integer,
  source text not null,
  source_id text not null,
  import_id uuid,
  published boolean not null,
  hidden_by text,
  content_hash text not null,
  sample boolean not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  document tsvector generated always as (((setweight(to_tsvector('simple'::regconfig, ((name || ' '::text) || developer)), 'A'::"char") || setweight(to_tsvector('simple'::regconfig, ((place || ' '::text) || city)), 'B'::"char")) || setweight(to_tsvector('simple'::regconfig, COALESCE(description, ''::text)), 'C'::"char"))) stored,
  constraint listings_pkey PRIMARY KEY (id),
  constraint listings_slug_key UNIQUE (slug),
  constraint listings_source_source_id_key UNIQUE (source, source_id),
  constraint listings_available_of_total CHECK ((units_available <= units_total)),
  constraint listings_coordinates_paired CHECK (((latitude IS NULL) = (longitude IS NULL))),
  constraint listings_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint listings_developer_check CHECK ((developer <> ''::text)),
  constraint listings_hidden_by_check CHECK ((hidden_by = ANY (ARRAY['staff'::text, 'import'::text]))),
  constraint listings_hidden_by_somebody CHECK ((published = (hidden_by IS NULL))),
  constraint listings_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint listings_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint listings_name_check CHECK ((name <> ''::text)),
  constraint listings_possession_quarter_check CHECK (((possession_quarter >= 1) AND (possession_quarter <= 4))),
  constraint listings_possession_year_check CHECK (((possession_year >= 1900) AND (possession_year <= 2200))),
  constraint listings_precision_check CHECK (("precision" = ANY (ARRAY['exact'::text, 'locality'::text]))),
  constraint listings_quarter_of_a_year CHECK (((possession_quarter IS NULL) OR (possession_year IS NOT NULL))),
  constraint listings_ready_is_past CHECK (((status <> 'ready'::text) OR (possession_year IS NULL) OR ((((possession_year * 4) + COALESCE(possession_quarter, 1)))::numeric <= ((EXTRACT(year FROM (updated_at AT TIME ZONE 'UTC'::text)) * (4)::numeric) + EXTRACT(quarter FROM (updated_at AT TIME ZONE 'UTC'::text)))))),
  constraint listings_registered_has_number CHECK (((registration_state <> 'registered'::text) OR (registration_number IS NOT NULL))),
  constraint listings_registration_number_check CHECK ((registration_number <> ''::text)),
  constraint listings_registration_state_check CHECK ((registration_state = ANY (ARRAY['registered'::text, 'applied'::text, 'unknown'::text]))),
  constraint listings_sample_registration CHECK (((NOT sample) OR (registration_number IS NULL) OR (registration_number ~~ 'SAMPLE-%'::text))),
  constraint listings_slug_check CHECK ((slug ~ '^[a-z0-9]+(-[a-z0-9]+)*$'::text)),
  constraint listings_source_check CHECK ((source <> ''::text)),
  constraint listings_source_id_check CHECK ((source_id <> ''::text)),
  constraint listings_status_check CHECK ((status = ANY (ARRAY['ready'::text, 'under_construction'::text, 'upcoming'::text]))),
  constraint listings_units_available_check CHECK ((units_available >= 0)),
  constraint listings_units_total_check CHECK ((units_total >= 0)),
  constraint listings_zone_check CHECK ((zone = ANY (ARRAY['North'::text, 'South'::text, 'East'::text, 'West'::text, 'Central'::text]))),
  constraint listings_city_place_fkey FOREIGN KEY (city, place) REFERENCES places(city, name),
  constraint listings_import_id_fkey FOREIGN KEY (import_id) REFERENCES catalogue_imports(id) ON DELETE SET NULL
);
CREATE INDEX listings_by_place ON public.listings USING btree (place, status) WHERE published;
CREATE INDEX listings_by_zone ON public.listings USING btree (zone, status) WHERE published;
CREATE INDEX listings_document ON public.listings USING gin (document);
CREATE INDEX listings_import ON public.listings USING btree (import_id);
CREATE INDEX listings_name_trigrams ON public.listings USING gin (lower(name) gin_trgm_ops);
CREATE INDEX listings_order ON public.listings USING btree (name, id);
CREATE INDEX listings_place ON public.listings USING btree (city, place);
CREATE TRIGGER listings_lie_in_their_city AFTER INSERT OR UPDATE OF city, latitude, longitude ON public.listings FOR EACH ROW WHEN ((new.latitude IS NOT NULL)) EXECUTE FUNCTION listings_lie_in_their_city();
CREATE TRIGGER listings_repeated_in_units AFTER UPDATE OF name, developer, city, place, zone, status, possession_year, possession_quarter, amenities, latitude, longitude, published ON public.listings FOR EACH ROW WHEN (((((((((((((old.name IS DISTINCT FROM new.name) OR (old.developer IS DISTINCT FROM new.developer)) OR (old.city IS DISTINCT FROM new.city)) OR (old.place IS DISTINCT FROM new.place)) OR (old.zone IS DISTINCT FROM new.zone)) OR (old.status IS DISTINCT FROM new.status)) OR (old.possession_year IS DISTINCT FROM new.possession_year)) OR (old.possession_quarter IS DISTINCT FROM new.possession_quarter)) OR (old.amenities IS DISTINCT FROM new.amenities)) OR (old.latitude IS DISTINCT FROM new.latitude)) OR (old.longitude IS DISTINCT FROM new.longitude)) OR (old.published IS DISTINCT FROM new.published))) EXECUTE FUNCTION listings_repeated_in_units();

create table markets (
  city text not null,
  place text collate "C" not null,
  as_of date not null,
  source text not null,
  currency text not null,
  price_min bigint,
  price_average bigint,
  price_max bigint,
  growth_1y numeric(6,2),
  growth_5y numeric(6,2),
  rental_yield numeric(5,2),
  trend text,
  infrastructure text[] default '{}'::text[] not null,
  attractions text[] default '{}'::text[] not null,
  sample boolean not null,
  recorded_at timestamp with time zone,
  account_id uuid,
  constraint markets_pkey PRIMARY KEY (city, place, as_of, source),
  constraint markets_check CHECK (((price_min <= price_max) AND ((price_average >= COALESCE(price_min, price_average)) AND (price_average <= COALESCE(price_max, price_average))))),
  constraint markets_currency_check CHECK ((currency ~ '^[A-Z]{3}$'::text)),
  constraint markets_price_average_check CHECK ((price_average > 0)),
  constraint markets_price_max_check CHECK ((price_max > 0)),
  constraint markets_price_min_check CHECK ((price_min > 0)),
  constraint markets_source_check CHECK ((source <> ''::text)),
  constraint markets_trend_check CHECK ((trend = ANY (ARRAY['high_demand'::text, 'emerging_hotspot'::text, 'growing'::text, 'stable'::text, 'moderate'::text, 'premium_saturated'::text]))),
  constraint markets_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint markets_city_place_fkey FOREIGN KEY (city, place) REFERENCES places(city, name)
);
CREATE INDEX markets_account ON public.markets USING btree (account_id) WHERE (account_id IS NOT NULL);

create table match_mail_items (
  mailing_id uuid not null,
  posting_id uuid not null,
  constraint match_mail_items_pkey PRIMARY KEY (mailing_id, posting_id),
  constraint match_mail_items_mailing_id_fkey FOREIGN KEY (mailing_id) REFERENCES match_mailings(id) ON DELETE CASCADE,
  constraint match_mail_items_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES postings(id) ON DELETE CASCADE
);
CREATE INDEX match_mail_items_posting ON public.match_mail_items USING btree (posting_id);

create table match_mail_wishes (
  person_id uuid not null,
  wanted boolean not null,
  changed_at timestamp with time zone not null,
  constraint match_mail_wishes_pkey PRIMARY KEY (person_id),
  constraint match_mail_wishes_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);

create table match_mailings (
  id uuid not null,
  person_id uuid not null,
  local_date date not null,
  created_at timestamp with time zone not null,
  constraint match_mailings_pkey PRIMARY KEY (id),
  constraint match_mailings_person_id_local_date_key UNIQUE (person_id, local_date),
  constraint match_mailings_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);

create table match_runs (
  person_id uuid not null,
  facts_version text not null,
  postings_version bigint not null,
  computed_at timestamp with time zone not null,
  constraint match_runs_pkey PRIMARY KEY (person_id),
  constraint match_runs_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);

create table matches (
  person_id uuid not null,
  posting_id uuid not null,
  posting_hash text not null,
  score integer not null,
  possible integer not null,
  parts jsonb not null,
  constraint matches_pkey PRIMARY KEY (person_id, posting_id),
  constraint matches_check CHECK (((possible >= score) AND (possible <= 100))),
  constraint matches_score_check CHECK (((score >= 0) AND (score <= 100))),
  constraint matches_sum CHECK ((score = ((((((parts #>> '{0,points}'::text[]))::integer + ((parts #>> '{1,points}'::text[]))::integer) + ((parts #>> '{2,points}'::text[]))::integer) + ((parts #>> '{3,points}'::text[]))::integer) + ((parts #>> '{4,points}'::text[]))::integer))),
  constraint matches_person_id_fkey FOREIGN KEY (person_id) REFERENCES match_runs(person_id) ON DELETE CASCADE,
  constraint matches_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES postings(id) ON DELETE CASCADE
);
CREATE INDEX matches_posting ON public.matches USING btree (posting_id);

create table messages (
  id uuid not null,
  conversation_id uuid not null,
  number integer not null,
  author text not null,
  client_id uuid,
  text text not null,
  parts jsonb default '[]'::jsonb not null,
  created_at timestamp with time zone not null,
  account_id uuid,
  imported boolean default false not null,
  constraint messages_pkey PRIMARY KEY (id),
  constraint messages_conversation_id_client_id_key UNIQUE (conversation_id, client_id),
  constraint messages_conversation_id_number_key UNIQUE (conversation_id, number),
  constraint messages_author_check CHECK ((author = ANY (ARRAY['visitor'::text, 'assistant'::text, 'staff'::text, 'system'::text]))),
  constraint messages_check CHECK (((author <> 'visitor'::text) OR ((client_id IS NOT NULL) AND (char_length(text) >= 1) AND (imported OR (char_length(text) <= 4000))))),
  constraint messages_number_check CHECK ((number > 0)),
  constraint messages_parts_check CHECK ((jsonb_typeof(parts) = 'array'::text)),
  constraint messages_written_by_staff CHECK (((account_id IS NULL) OR (author = 'staff'::text))),
  constraint messages_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint messages_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id)
);
CREATE INDEX messages_account ON public.messages USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE INDEX messages_time ON public.messages USING brin (created_at) WITH (pages_per_range='32');

create table migrations (
  name text not null,
  checksum text not null,
  applied_at timestamp with time zone default now() not null,
  contracts boolean default false not null,
  constraint migrations_pkey PRIMARY KEY (name)
);

create table model_calls (
  id uuid not null,
  person_id uuid,
  tier text not null,
  network_hash text,
  model text not null,
  reserved bigint not null,
  cost bigint,
  created_at timestamp with time zone not null,
  settled_at timestamp with time zone,
  constraint model_calls_pkey PRIMARY KEY (id),
  constraint model_calls_check CHECK (((cost IS NULL) = (settled_at IS NULL))),
  constraint model_calls_cost_check CHECK ((cost >= 0)),
  constraint model_calls_reserved_check CHECK ((reserved >= 0)),
  constraint model_calls_tier_check CHECK ((tier = ANY (ARRAY['visitor'::text, 'free'::text, 'beta'::text, 'staff'::text]))),
  constraint model_calls_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX model_calls_network ON public.model_calls USING btree (network_hash, created_at) WHERE (network_hash IS NOT NULL);
CREATE INDEX model_calls_person ON public.model_calls USING btree (person_id, created_at);
CREATE INDEX model_calls_time ON public.model_calls USING btree (created_at);

create table moves (
  id uuid not null,
  source text not null,
  target text not null,
  started_at timestamp with time zone not null,
  finished_at timestamp with time zone not null,
  rows bigint not null,
  report jsonb not null,
  constraint moves_pkey PRIMARY KEY (id),
  constraint moves_check CHECK ((finished_at >= started_at)),
  constraint moves_report_check CHECK ((jsonb_typeof(report) = 'object'::text)),
  constraint moves_rows_check CHECK ((rows >= 0)),
  constraint moves_source_check CHECK ((source <> ''::text)),
  constraint moves_target_check CHECK ((target <> ''::text))
);

create table nudges (
  id uuid not null,
  conversation_id uuid not null,
  message_id uuid not null,
  pattern text not null,
  priority text not null,
  listing_id uuid,
  evidence jsonb not null,
  created_at timestamp with time zone not null,
  constraint nudges_pkey PRIMARY KEY (id),
  constraint nudges_message_id_key UNIQUE (message_id),
  constraint nudges_evidence_check CHECK ((jsonb_typeof(evidence) = 'object'::text)),
  constraint nudges_pattern_check CHECK ((pattern = ANY (ARRAY['repeat_views'::text, 'decision_readiness'::text, 'budget_concern'::text, 'location_focus'::text, 'abandoned_interest'::text, 'long_session'::text]))),
  constraint nudges_priority_check CHECK ((priority = ANY (ARRAY['high'::text, 'medium'::text, 'low'::text]))),
  constraint nudges_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint nudges_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE SET NULL,
  constraint nudges_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX nudges_conversation ON public.nudges USING btree (conversation_id, created_at);
CREATE INDEX nudges_listing ON public.nudges USING btree (listing_id) WHERE (listing_id IS NOT NULL);

create table obstacles (
  id uuid not null,
  experiment_id uuid not null,
  request_key text,
  kind text not null,
  label text not null,
  strategy text not null,
  created_at timestamp with time zone not null,
  constraint obstacles_pkey PRIMARY KEY (id),
  constraint obstacles_experiment_id_request_key_key UNIQUE (experiment_id, request_key),
  constraint obstacles_kind_check CHECK ((kind = ANY (ARRAY['external'::text, 'internal'::text]))),
  constraint obstacles_label_check CHECK ((label <> ''::text)),
  constraint obstacles_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES experiments(id)
);

create table offers (
  id uuid not null,
  listing_id uuid not null,
  text text not null,
  ends_on date,
  constraint offers_pkey PRIMARY KEY (id),
  constraint offers_text_check CHECK ((text <> ''::text)),
  constraint offers_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE CASCADE
);
CREATE INDEX offers_listing ON public.offers USING btree (listing_id);

create table outage_entries (
  id uuid not null,
  lane text not null,
  kind text not null,
  received_at timestamp with time zone not null,
  brought_at timestamp with time zone default clock_timestamp() not null,
  state text not null,
  content jsonb,
  bytes bytea,
  reason text,
  key_hash text,
  person_id uuid,
  owner text,
  lease_until timestamp with time zone,
  attempts integer default 0 not null,
  settled_at timestamp with time zone,
  constraint outage_entries_pkey PRIMARY KEY (id),
  constraint outage_entries_attempts_check CHECK ((attempts >= 0)),
  constraint outage_entries_done CHECK (((state <> 'done'::text) OR ((content IS NULL) AND (bytes IS NULL)))),
  constraint outage_entries_kind_check CHECK ((kind = ANY (ARRAY['message'::text, 'visit'::text, 'callback'::text, 'file'::text]))),
  constraint outage_entries_leased CHECK (((lease_until IS NULL) OR (owner IS NOT NULL))),
  constraint outage_entries_review CHECK (((state = 'review'::text) = (reason IS NOT NULL))),
  constraint outage_entries_settled CHECK (((state = 'waiting'::text) = (settled_at IS NULL))),
  constraint outage_entries_state_check CHECK ((state = ANY (ARRAY['waiting'::text, 'done'::text, 'review'::text]))),
  constraint outage_entries_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX outage_entries_done ON public.outage_entries USING btree (settled_at) WHERE (state = 'done'::text);
CREATE INDEX outage_entries_key ON public.outage_entries USING btree (key_hash) WHERE (key_hash IS NOT NULL);
CREATE INDEX outage_entries_lane ON public.outage_entries USING btree (lane, received_at, id) WHERE (state = 'waiting'::text);
CREATE INDEX outage_entries_person ON public.outage_entries USING btree (person_id) WHERE (person_id IS NOT NULL);
CREATE INDEX outage_entries_review ON public.outage_entries USING btree (settled_at) WHERE (state = 'review'::text);
CREATE INDEX outage_entries_waiting ON public.outage_entries USING btree (received_at, id) WHERE (state = 'waiting'::text);

create table persistence_marks (
  token_hash text not null,
  made_at timestamp with time zone not null,
  expires_at timestamp with time zone not null,
  constraint persistence_marks_pkey PRIMARY KEY (token_hash),
  constraint persistence_marks_check CHECK (((expires_at > made_at) AND (expires_at <= (made_at + '1 day'::interval)))),
  constraint persistence_marks_token_hash_check CHECK ((token_hash ~ '^[0-9a-f]{64}$'::text))
);
CREATE INDEX persistence_marks_expiry ON public.persistence_marks USING btree (expires_at);

create table person_merges (
  id uuid not null,
  from_person_id uuid not null,
  to_person_id uuid not null,
  moved jsonb not null,
  counts jsonb not null,
  merged_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint person_merges_pkey PRIMARY KEY (id),
  constraint person_merges_two CHECK ((from_person_id <> to_person_id)),
  constraint person_merges_from_person_id_fkey FOREIGN KEY (from_person_id) REFERENCES persons(id),
  constraint person_merges_to_person_id_fkey FOREIGN KEY (to_person_id) REFERENCES persons(id)
);
CREATE UNIQUE INDEX person_merges_from ON public.person_merges USING btree (from_person_id) WHERE (undone_at IS NULL);
CREATE INDEX person_merges_from_person ON public.person_merges USING btree (from_person_id);
CREATE INDEX person_merges_to ON public.person_merges USING btree (to_person_id);

create table person_owners (
  id uuid not null,
  person_id uuid not null,
  staff_id uuid not null,
  account_id uuid,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint person_owners_pkey PRIMARY KEY (id),
  constraint person_owners_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint person_owners_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint person_owners_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id)
);
CREATE INDEX person_owners_account ON public.person_owners USING btree (account_id) WHERE (account_id IS NOT NULL);
CREATE UNIQUE INDEX person_owners_current ON public.person_owners USING btree (person_id) WHERE (ended_at IS NULL);
CREATE INDEX person_owners_person ON public.person_owners USING btree (person_id, created_at);
CREATE INDEX person_owners_staff ON public.person_owners USING btree (staff_id, person_id);

create table person_sources (
  id uuid not null,
  person_id uuid not null,
  key_hash text,
  at timestamp with time zone not null,
  channel text not null,
  site text,
  page text,
  referrer_host text,
  utm_source text,
  utm_medium text,
  utm_campaign text,
  utm_term text,
  utm_content text,
  constraint person_sources_pkey PRIMARY KEY (id),
  constraint person_sources_channel_check CHECK ((channel = ANY (ARRAY['page'::text, 'widget'::text]))),
  constraint person_sources_key_hash_fkey FOREIGN KEY (key_hash) REFERENCES visitor_keys(key_hash),
  constraint person_sources_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE UNIQUE INDEX person_sources_key ON public.person_sources USING btree (key_hash);
CREATE UNIQUE INDEX person_sources_keyless ON public.person_sources USING btree (person_id) WHERE (key_hash IS NULL);
CREATE INDEX person_sources_person ON public.person_sources USING btree (person_id, at);

create table persons (
  id uuid not null,
  created_at timestamp with time zone not null,
  memory_off_since timestamp with time zone,
  erased_at timestamp with time zone,
  time_zone text,
  merged_into uuid,
  constraint persons_pkey PRIMARY KEY (id),
  constraint persons_merged_elsewhere CHECK ((merged_into <> id)),
  constraint persons_merged_into_fkey FOREIGN KEY (merged_into) REFERENCES persons(id)
);
CREATE INDEX persons_merged_into ON public.persons USING btree (merged_into) WHERE (merged_into IS NOT NULL);

create table placed_answers (
  enrolment_id uuid not null,
  version integer not null,
  prompt text not null,
  revision integer not null,
  by_order boolean not null,
  source_key text not null,
  placed_at timestamp with time zone not null,
  confirmed_at timestamp with time zone,
  constraint placed_answers_pkey PRIMARY KEY (enrolment_id, version, prompt),
  constraint placed_answers_revision_check CHECK ((revision > 0)),
  constraint placed_answers_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id),
  constraint placed_answers_enrolment_id_version_prompt_fkey FOREIGN KEY (enrolment_id, version, prompt) REFERENCES answers(enrolment_id, version, prompt)
);
CREATE INDEX placed_answers_source ON public.placed_answers USING btree (source_key);

create table places (
  city text not null,
  name text collate "C" not null,
  zone text,
  aliases text[] default '{}'::text[] not null,
  latitude double precision,
  longitude double precision,
  constraint places_pkey PRIMARY KEY (city, name),
  constraint places_check CHECK (((latitude IS NULL) = (longitude IS NULL))),
  constraint places_latitude_check CHECK (((latitude >= ('-90'::integer)::double precision) AND (latitude <= (90)::double precision))),
  constraint places_longitude_check CHECK (((longitude >= ('-180'::integer)::double precision) AND (longitude <= (180)::double precision))),
  constraint places_name_check CHECK ((name <> ''::text)),
  constraint places_zone_check CHECK ((zone = ANY (ARRAY['North'::text, 'South'::text, 'East'::text, 'West'::text, 'Central'::text]))),
  constraint places_city_fkey FOREIGN KEY (city) REFERENCES cities(name)
);

create table posting_catalogue (
  one boolean default true not null,
  id uuid default gen_random_uuid() not null,
  version bigint default 1 not null,
  constraint posting_catalogue_pkey PRIMARY KEY (one),
  constraint posting_catalogue_one_check CHECK (one)
);

create table posting_feed_runs (
  id uuid not null,
  feed_id uuid not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  reason text,
  import_id uuid,
  constraint posting_feed_runs_pkey PRIMARY KEY (id),
  constraint posting_feed_runs_check CHECK (((ended_at IS NULL) = (outcome IS NULL))),
  constraint posting_feed_runs_check1 CHECK (((outcome = 'failed'::text) = (reason IS NOT NULL))),
  constraint posting_feed_runs_outcome_check CHECK ((outcome = ANY (ARRAY['imported'::text, 'unchanged'::text, 'failed'::text]))),
  constraint posting_feed_runs_feed_id_fkey FOREIGN KEY (feed_id) REFERENCES posting_feeds(id) ON DELETE CASCADE,
  constraint posting_feed_runs_import_id_fkey FOREIGN KEY (import_id) REFERENCES posting_imports(id)
);
CREATE INDEX posting_feed_runs_feed ON public.posting_feed_runs USING btree (feed_id, started_at);
CREATE INDEX posting_feed_runs_import ON public.posting_feed_runs USING btree (import_id);

create table posting_feeds (
  id uuid not null,
  name text not null,
  url text not null,
  shape text not null,
  source text not null,
  cron text not null,
  time_zone text not null,
  complete boolean not null,
  enabled boolean default false not null,
  etag text,
  last_modified text,
  failures integer default 0 not null,
  next_at timestamp with time zone,
  leased_until timestamp with time zone,
  request_key text,
  created_at timestamp with time zone not null,
  constraint posting_feeds_pkey PRIMARY KEY (id),
  constraint posting_feeds_name_key UNIQUE (name),
  constraint posting_feeds_request_key_key UNIQUE (request_key),
  constraint posting_feeds_check CHECK (((NOT enabled) OR (next_at IS NOT NULL))),
  constraint posting_feeds_failures_check CHECK ((failures >= 0)),
  constraint posting_feeds_name_check CHECK ((name <> ''::text)),
  constraint posting_feeds_shape_check CHECK ((shape = ANY (ARRAY['json'::text, 'csv'::text, 'greenhouse'::text, 'remoteok'::text]))),
  constraint posting_feeds_source_check CHECK ((source <> ''::text)),
  constraint posting_feeds_url_check CHECK ((url ~ '^https://'::text))
);
CREATE INDEX posting_feeds_due ON public.posting_feeds USING btree (next_at) WHERE enabled;

create table posting_imports (
  id uuid not null,
  source text not null,
  file_name text not null,
  format text not null,
  complete boolean not null,
  account_id text,
  read integer not null,
  added integer not null,
  updated integer not null,
  unchanged integer not null,
  closed integer not null,
  refused integer not null,
  request_key text,
  created_at timestamp with time zone not null,
  constraint posting_imports_pkey PRIMARY KEY (id),
  constraint posting_imports_request_key_key UNIQUE (request_key),
  constraint posting_imports_added_check CHECK ((added >= 0)),
  constraint posting_imports_closed_check CHECK ((closed >= 0)),
  constraint posting_imports_format_check CHECK ((format = ANY (ARRAY['json'::text, 'csv'::text, 'greenhouse'::text, 'remoteok'::text]))),
  constraint posting_imports_read_check CHECK ((read >= 0)),
  constraint posting_imports_refused_check CHECK ((refused >= 0)),
  constraint posting_imports_unchanged_check CHECK ((unchanged >= 0)),
  constraint posting_imports_updated_check CHECK ((updated >= 0))
);

create table posting_note_versions (
  note_id uuid not null,
  version integer not null,
  text text not null,
  created_at timestamp with time zone not null,
  constraint posting_note_versions_pkey PRIMARY KEY (note_id, version),
  constraint posting_note_versions_text_check CHECK ((text <> ''::text)),
  constraint posting_note_versions_version_check CHECK ((version > 0)),
  constraint posting_note_versions_note_id_fkey FOREIGN KEY (note_id) REFERENCES posting_notes(id) ON DELETE CASCADE
);

create table posting_notes (
  id uuid not null,
  person_id uuid not null,
  posting_id uuid not null,
  request_key text,
  created_at timestamp with time zone not null,
  constraint posting_notes_pkey PRIMARY KEY (id),
  constraint posting_notes_person_id_request_key_key UNIQUE (person_id, request_key),
  constraint posting_notes_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint posting_notes_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES postings(id)
);
CREATE INDEX posting_notes_person ON public.posting_notes USING btree (person_id, posting_id);
CREATE INDEX posting_notes_posting ON public.posting_notes USING btree (posting_id);

create table posting_refused_entries (
  import_id uuid not null,
  number integer not null,
  line integer not null,
  field text,
  code text not null,
  message text not null,
  content text not null,
  constraint posting_refused_entries_pkey PRIMARY KEY (import_id, number),
  constraint posting_refused_entries_number_check CHECK ((number > 0)),
  constraint posting_refused_entries_import_id_fkey FOREIGN KEY (import_id) REFERENCES posting_imports(id) ON DELETE CASCADE
);

create table posting_states (
  id uuid not null,
  number bigint generated always as identity not null,
  person_id uuid not null,
  posting_id uuid not null,
  state text,
  rejected_by text,
  note text,
  undoes uuid,
  created_at timestamp with time zone not null,
  constraint posting_states_pkey PRIMARY KEY (id),
  constraint posting_states_number_key UNIQUE (number),
  constraint posting_states_undoes_key UNIQUE (undoes),
  constraint posting_states_check CHECK (((state IS NULL) = (undoes IS NOT NULL))),
  constraint posting_states_check1 CHECK (((rejected_by IS NOT NULL) = (NOT (state IS DISTINCT FROM 'rejected'::text)))),
  constraint posting_states_note_check CHECK ((note <> ''::text)),
  constraint posting_states_rejected_by_check CHECK ((rejected_by = ANY (ARRAY['me'::text, 'employer'::text]))),
  constraint posting_states_state_check CHECK ((state = ANY (ARRAY['saved'::text, 'applied'::text, 'interviewing'::text, 'offered'::text, 'rejected'::text]))),
  constraint posting_states_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint posting_states_posting_id_fkey FOREIGN KEY (posting_id) REFERENCES postings(id),
  constraint posting_states_undoes_fkey FOREIGN KEY (undoes) REFERENCES posting_states(id)
);
CREATE INDEX posting_states_person ON public.posting_states USING btree (person_id, posting_id, number);
CREATE INDEX posting_states_posting ON public.posting_states USING btree (posting_id);

create table posting_terms (
  id integer generated always as identity not null,
  kind text not null,
  key text collate "C" not null,
  constraint posting_terms_pkey PRIMARY KEY (id),
  constraint posting_terms_kind_key_key UNIQUE (kind, key),
  constraint posting_terms_key_check CHECK ((key <> ''::text)),
  constraint posting_terms_kind_check CHECK ((kind = ANY (ARRAY['skill'::text, 'value'::text])))
);

create table posting_texts (
  number integer not null,
  title text not null,
  terms text not null,
  description text not null,
  search tsvector generated always as (((setweight(to_tsvector('english'::regconfig, title), 'A'::"char") || setweight(to_tsvector('english'::regconfig, terms), 'B'::"char")) || setweight(to_tsvector('english'::regconfig, "left"(description, 100000)), 'D'::"char"))) stored not null,
  constraint posting_texts_pkey PRIMARY KEY (number),
  constraint posting_texts_number_fkey FOREIGN KEY (number) REFERENCES postings(number) ON DELETE CASCADE
);
CREATE INDEX posting_texts_search ON public.posting_texts USING gin (search);

create table posting_words (
  word text collate "C" not null,
  constraint posting_words_pkey PRIMARY KEY (word)
);
CREATE INDEX posting_words_near ON public.posting_words USING gin (word gin_trgm_ops);

create table postings (
  id uuid not null,
  number integer generated always as identity not null,
  source text not null,
  source_id text not null,
  title text not null,
  company text not null,
  place_text text,
  city text,
  country text,
  city_key text,
  place_key text default ''::text not null,
  remote text,
  type text,
  level text default 'unknown'::text not null,
  pay_min bigint,
  pay_max bigint,
  pay_currency text,
  pay_per text,
  pay_year bigint generated always as ((COALESCE(pay_max, pay_min) *
CASE pay_per
    WHEN 'year'::text THEN 1
    WHEN 'month'::text THEN 12
    WHEN 'day'::text THEN 260
    ELSE 2080
END)) stored,
  skills text[] default '{}'::text[] not null,
  work_values text[] default '{}'::text[] not null,
  skill_ids integer[] default '{}'::integer[] not null,
  value_ids integer[] default '{}'::integer[] not null,
  url text,
  posted_at timestamp with time zone,
  listed_at timestamp with time zone not null,
  closed_at timestamp with time zone,
  content_hash text not null,
  sample boolean default false not null,
  import_id uuid not null,
  changed_at timestamp with time zone not null,
  constraint postings_pkey PRIMARY KEY (id),
  constraint postings_number_key UNIQUE (number),
  constraint postings_source_source_id_key UNIQUE (source, source_id),
  constraint postings_check CHECK ((pay_max >= pay_min)),
  constraint postings_check1 CHECK (((pay_currency IS NULL) = ((pay_min IS NULL) AND (pay_max IS NULL)))),
  constraint postings_check2 CHECK (((pay_per IS NULL) = (pay_currency IS NULL))),
  constraint postings_city_key_check CHECK ((city_key <> ''::text)),
  constraint postings_company_check CHECK ((company <> ''::text)),
  constraint postings_country_check CHECK ((country ~ '^[A-Z]{2}$'::text)),
  constraint postings_level_check CHECK ((level = ANY (ARRAY['entry'::text, 'mid'::text, 'senior'::text, 'lead'::text, 'unknown'::text]))),
  constraint postings_pay_currency_check CHECK ((pay_currency ~ '^[A-Z]{3}$'::text)),
  constraint postings_pay_min_check CHECK ((pay_min >= 0)),
  constraint postings_pay_per_check CHECK ((pay_per = ANY (ARRAY['year'::text, 'month'::text, 'day'::text, 'hour'::text]))),
  constraint postings_remote_check CHECK ((remote = ANY (ARRAY['onsite'::text, 'hybrid'::text, 'remote'::text]))),
  constraint postings_source_check CHECK ((source <> ''::text)),
  constraint postings_source_id_check CHECK ((source_id <> ''::text)),
  constraint postings_title_check CHECK ((title <> ''::text)),
  constraint postings_type_check CHECK ((type = ANY (ARRAY['full_time'::text, 'part_time'::text, 'contract'::text, 'internship'::text, 'temporary'::text]))),
  constraint postings_url_check CHECK ((url ~ '^https?://'::text)),
  constraint postings_import_id_fkey FOREIGN KEY (import_id) REFERENCES posting_imports(id)
);
CREATE INDEX postings_city ON public.postings USING btree (city_key, listed_at DESC) WHERE (closed_at IS NULL);
CREATE INDEX postings_import ON public.postings USING btree (import_id);
CREATE INDEX postings_newest ON public.postings USING btree (listed_at DESC, number DESC) WHERE (closed_at IS NULL);
CREATE INDEX postings_place ON public.postings USING gin (place_key gin_trgm_ops);
CREATE INDEX postings_sample ON public.postings USING btree (number) WHERE sample;

create table price_history (
  id uuid not null,
  listing_id uuid not null,
  unit text not null,
  price_min bigint,
  price_max bigint,
  valid_from date not null,
  number bigint generated always as identity not null,
  constraint price_history_pkey PRIMARY KEY (id),
  constraint price_history_check CHECK ((price_max >= price_min)),
  constraint price_history_price_min_check CHECK ((price_min > 0)),
  constraint price_history_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE CASCADE
);
CREATE INDEX price_history_listing ON public.price_history USING btree (listing_id, number);
CREATE UNIQUE INDEX price_history_once ON public.price_history USING btree (listing_id, unit, valid_from, COALESCE(price_min, (0)::bigint), COALESCE(price_max, (0)::bigint));

create table private_answers (
  enrolment_id uuid not null,
  version integer not null,
  prompt text not null,
  since timestamp with time zone not null,
  constraint private_answers_pkey PRIMARY KEY (enrolment_id, version, prompt),
  constraint private_answers_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
);

create table programme_versions (
  programme text not null,
  version integer not null,
  checksum text not null,
  released_at timestamp with time zone not null,
  constraint programme_versions_pkey PRIMARY KEY (programme, version),
  constraint programme_versions_checksum_check CHECK ((checksum ~ '^[0-9a-f]{64}$'::text)),
  constraint programme_versions_programme_check CHECK ((programme ~ '^[a-z][a-z0-9-]{0,39}$'::text)),
  constraint programme_versions_version_check CHECK ((version > 0))
);

create table push_subscriptions (
  id uuid not null,
  account_id uuid not null,
  endpoint text not null,
  p256dh text not null,
  auth text not null,
  device text not null,
  created_at timestamp with time zone not null,
  constraint push_subscriptions_pkey PRIMARY KEY (id),
  constraint push_subscriptions_endpoint_key UNIQUE (endpoint),
  constraint push_subscriptions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE CASCADE
);
CREATE INDEX push_subscriptions_account ON public.push_subscriptions USING btree (account_id);

create table readings (
  message_id uuid not null,
  conversation_id uuid not null,
  number integer not null,
  kind text not null,
  tone text not null,
  enrolment_id uuid,
  prompt text,
  did jsonb default '{}'::jsonb not null,
  asks text,
  asks_reason text,
  asks_message uuid,
  created_at timestamp with time zone not null,
  constraint readings_pkey PRIMARY KEY (message_id),
  constraint readings_conversation_id_number_key UNIQUE (conversation_id, number),
  constraint readings_asks_check CHECK ((asks = ANY (ARRAY['pause'::text, 'take'::text, 'more'::text, 'meaning'::text, 'hand_off'::text, 'start'::text]))),
  constraint readings_check CHECK (((asks IS NOT NULL) OR ((asks_reason IS NULL) AND (asks_message IS NULL)))),
  constraint readings_did_check CHECK ((jsonb_typeof(did) = 'object'::text)),
  constraint readings_kind_check CHECK ((kind = ANY (ARRAY['crisis'::text, 'reply'::text, 'control'::text, 'question'::text, 'answer'::text, 'draft'::text, 'chat'::text]))),
  constraint readings_number_check CHECK ((number > 0)),
  constraint readings_tone_check CHECK ((tone = ANY (ARRAY['hopeful'::text, 'discouraged'::text, 'confused'::text, 'frustrated'::text, 'neutral'::text, 'engaged'::text]))),
  constraint readings_asks_message_fkey FOREIGN KEY (asks_message) REFERENCES messages(id),
  constraint readings_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint readings_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX readings_asks_message ON public.readings USING btree (asks_message) WHERE (asks_message IS NOT NULL);

create table reflections (
  id uuid not null,
  experiment_id uuid not null,
  number bigint generated always as identity not null,
  outcome text not null,
  learning text not null,
  confidence integer not null,
  next text not null,
  reflected_at timestamp with time zone not null,
  constraint reflections_pkey PRIMARY KEY (id),
  constraint reflections_confidence_check CHECK (((confidence >= 1) AND (confidence <= 10))),
  constraint reflections_next_check CHECK ((next = ANY (ARRAY['continue'::text, 'pivot'::text, 'archive'::text]))),
  constraint reflections_experiment_id_fkey FOREIGN KEY (experiment_id) REFERENCES experiments(id)
);
CREATE INDEX reflections_experiment ON public.reflections USING btree (experiment_id, number);

create table reminder_attempts (
  reminder_id uuid not null,
  number integer not null,
  sent_by text not null,
  started_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  outcome text,
  code text,
  note text,
  provider_id text,
  constraint reminder_attempts_pkey PRIMARY KEY (reminder_id, number),
  constraint reminder_attempts_ended CHECK (((ended_at IS NULL) = (outcome IS NULL))),
  constraint reminder_attempts_number_check CHECK (((number >= 1) AND (number <= 3))),
  constraint reminder_attempts_outcome_check CHECK ((outcome = ANY (ARRAY['accepted'::text, 'refused'::text, 'unclear'::text]))),
  constraint reminder_attempts_sent_by_check CHECK ((sent_by = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text, 'chat'::text]))),
  constraint reminder_attempts_reminder_id_fkey FOREIGN KEY (reminder_id) REFERENCES reminders(id) ON DELETE CASCADE
);
CREATE INDEX reminder_attempts_latest ON public.reminder_attempts USING btree (sent_by, outcome, ended_at) WHERE (outcome IS NOT NULL);

create table reminders (
  id uuid not null,
  subject_kind text not null,
  subject_id uuid not null,
  subject_version integer not null,
  kind text not null,
  audience text not null,
  recipient_id uuid not null,
  person_id uuid not null,
  channel text not null,
  planned_at timestamp with time zone not null,
  due_at timestamp with time zone not null,
  useful_until timestamp with time zone not null,
  time_zone text not null,
  quiet boolean not null,
  status text default 'scheduled'::text not null,
  reason text,
  attempts integer default 0 not null,
  next_try_at timestamp with time zone not null,
  owner text,
  lease_until timestamp with time zone,
  started_at timestamp with time zone,
  sent_by text,
  provider_id text,
  sent_at timestamp with time zone,
  delivery text,
  subject_line text,
  body text,
  resend_of uuid,
  resend integer default 0 not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint reminders_pkey PRIMARY KEY (id),
  constraint reminders_intent UNIQUE (subject_kind, subject_id, subject_version, kind, audience, recipient_id, channel, resend),
  constraint reminders_attempts_check CHECK (((attempts >= 0) AND (attempts <= 3))),
  constraint reminders_audience_check CHECK ((audience = ANY (ARRAY['visitor'::text, 'staff'::text]))),
  constraint reminders_channel_check CHECK ((channel = ANY (ARRAY['email'::text, 'phone'::text, 'push'::text, 'chat'::text]))),
  constraint reminders_claimed CHECK ((((status = 'sending'::text) = (owner IS NOT NULL)) AND ((owner IS NULL) = (lease_until IS NULL)))),
  constraint reminders_delivery_check CHECK ((delivery = ANY (ARRAY['accepted'::text, 'queued'::text, 'sending'::text, 'sent'::text, 'delivered'::text, 'read'::text, 'undelivered'::text, 'failed'::text, 'canceled'::text]))),
  constraint reminders_ended CHECK (((status = ANY (ARRAY['scheduled'::text, 'sending'::text])) = (ended_at IS NULL))),
  constraint reminders_kind_check CHECK ((kind ~ '^[a-z][a-z0-9_]*$'::text)),
  constraint reminders_resend_check CHECK ((resend >= 0)),
  constraint reminders_resent CHECK (((resend = 0) = (resend_of IS NULL))),
  constraint reminders_sent_by_check CHECK ((sent_by = ANY (ARRAY['email'::text, 'sms'::text, 'whatsapp'::text, 'push'::text, 'chat'::text]))),
  constraint reminders_status_check CHECK ((status = ANY (ARRAY['scheduled'::text, 'sending'::text, 'sent'::text, 'failed'::text, 'unknown'::text, 'suppressed'::text, 'cancelled'::text]))),
  constraint reminders_subject_kind_check CHECK ((subject_kind ~ '^[a-z][a-z_]*$'::text)),
  constraint reminders_subject_version_check CHECK ((subject_version > 0)),
  constraint reminders_taken CHECK (((status <> 'sent'::text) OR ((sent_at IS NOT NULL) AND (sent_by IS NOT NULL)))),
  constraint reminders_why CHECK (((status <> ALL (ARRAY['failed'::text, 'unknown'::text, 'suppressed'::text])) OR (reason IS NOT NULL))),
  constraint reminders_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint reminders_resend_of_fkey FOREIGN KEY (resend_of) REFERENCES reminders(id) ON DELETE CASCADE
);
CREATE INDEX reminders_due ON public.reminders USING btree (next_try_at, id) WHERE (status = 'scheduled'::text);
CREATE INDEX reminders_leased ON public.reminders USING btree (lease_until) WHERE (status = 'sending'::text);
CREATE INDEX reminders_ledger ON public.reminders USING btree (due_at DESC, id DESC);
CREATE INDEX reminders_person ON public.reminders USING btree (person_id);
CREATE INDEX reminders_provider ON public.reminders USING btree (provider_id) WHERE (provider_id IS NOT NULL);
CREATE INDEX reminders_resend_of ON public.reminders USING btree (resend_of) WHERE (resend_of IS NOT NULL);
CREATE INDEX reminders_troubled ON public.reminders USING btree (due_at DESC, id DESC) WHERE (status = ANY (ARRAY['failed'::text, 'unknown'::text, 'suppressed'::text]));

create table resume_versions (
  id uuid not null,
  resume_id uuid not null,
  person_id uuid not null,
  number integer not null,
  kind text not null,
  text text not null,
  made_by text not null,
  file_id uuid,
  based_on integer,
  listing_id uuid,
  listing_title text,
  listing_company text,
  request_key text,
  created_at timestamp with time zone not null,
  imported boolean default false not null,
  earlier_feedback text,
  constraint resume_versions_pkey PRIMARY KEY (id),
  constraint resume_versions_resume_id_number_key UNIQUE (resume_id, number),
  constraint resume_versions_check CHECK ((based_on < number)),
  constraint resume_versions_earlier_feedback_check CHECK ((earlier_feedback <> ''::text)),
  constraint resume_versions_kind_check CHECK ((kind = ANY (ARRAY['canonical'::text, 'tailored'::text]))),
  constraint resume_versions_made_by_check CHECK ((made_by = ANY (ARRAY['person'::text, 'rules'::text, 'model'::text]))),
  constraint resume_versions_number_check CHECK ((number > 0)),
  constraint resume_versions_source CHECK (((kind = 'canonical'::text) OR (based_on IS NOT NULL) OR imported)),
  constraint resume_versions_tailored CHECK (((kind = 'tailored'::text) = (listing_title IS NOT NULL))),
  constraint resume_versions_text_check CHECK ((text <> ''::text)),
  constraint resume_versions_file_id_fkey FOREIGN KEY (file_id) REFERENCES files(id) ON DELETE SET NULL,
  constraint resume_versions_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint resume_versions_resume_id_fkey FOREIGN KEY (resume_id) REFERENCES resumes(id) ON DELETE CASCADE
);
CREATE INDEX resume_versions_file ON public.resume_versions USING btree (file_id) WHERE (file_id IS NOT NULL);
CREATE INDEX resume_versions_person ON public.resume_versions USING btree (person_id);
CREATE UNIQUE INDEX resume_versions_request ON public.resume_versions USING btree (person_id, request_key) WHERE (request_key IS NOT NULL);
CREATE TRIGGER keep_resume_version BEFORE UPDATE ON public.resume_versions FOR EACH ROW EXECUTE FUNCTION keep_resume_version();

create table resumes (
  id uuid not null,
  person_id uuid not null,
  name text not null,
  created_at timestamp with time zone not null,
  constraint resumes_pkey PRIMARY KEY (id),
  constraint resumes_name_check CHECK (((length(name) >= 1) AND (length(name) <= 120))),
  constraint resumes_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX resumes_person ON public.resumes USING btree (person_id, id);

create table sales_readings (
  message_id uuid not null,
  conversation_id uuid not null,
  number integer not null,
  ordinal bigint generated always as identity not null,
  intent text not null,
  intents text[] not null,
  sentiment text not null,
  score numeric(2,1) generated always as (
CASE sentiment
    WHEN 'excited'::text THEN (1)::numeric
    WHEN 'positive'::text THEN 0.5
    WHEN 'negative'::text THEN '-0.5'::numeric
    WHEN 'frustrated'::text THEN ('-1'::integer)::numeric
    ELSE (0)::numeric
END) stored,
  frustration smallint not null,
  objections text[] not null,
  asked jsonb not null,
  places text[] not null,
  wish jsonb not null,
  shown integer not null,
  focus_id uuid,
  needs_clarification boolean not null,
  lacking text[] not null,
  objecting boolean not null,
  stage text not null,
  created_at timestamp with time zone not null,
  read_at timestamp with time zone not null,
  dealt_at timestamp with time zone,
  constraint sales_readings_pkey PRIMARY KEY (message_id),
  constraint sales_readings_conversation_id_number_key UNIQUE (conversation_id, number),
  constraint sales_readings_asked_check CHECK ((jsonb_typeof(asked) = 'array'::text)),
  constraint sales_readings_frustration_check CHECK (((frustration >= 0) AND (frustration <= 10))),
  constraint sales_readings_number_check CHECK ((number > 0)),
  constraint sales_readings_objections_check CHECK ((objections <@ '{budget,location,possession,construction_risk}'::text[])),
  constraint sales_readings_sentiment_check CHECK ((sentiment = ANY (ARRAY['excited'::text, 'positive'::text, 'neutral'::text, 'negative'::text, 'frustrated'::text]))),
  constraint sales_readings_shown_check CHECK ((shown >= 0)),
  constraint sales_readings_stage_check CHECK ((stage = ANY (ARRAY['discovery'::text, 'evaluation'::text, 'negotiation'::text, 'closing'::text]))),
  constraint sales_readings_wish_check CHECK ((jsonb_typeof(wish) = 'object'::text)),
  constraint sales_readings_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint sales_readings_focus_id_fkey FOREIGN KEY (focus_id) REFERENCES listings(id) ON DELETE SET NULL,
  constraint sales_readings_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX sales_readings_focus ON public.sales_readings USING btree (focus_id) WHERE (focus_id IS NOT NULL);
CREATE INDEX sales_readings_time ON public.sales_readings USING brin (created_at) WITH (pages_per_range='32');
CREATE INDEX sales_readings_undealt ON public.sales_readings USING btree (read_at, message_id) WHERE (dealt_at IS NULL);

create table secrets (
  name text not null,
  value text not null,
  created_at timestamp with time zone default now() not null,
  constraint secrets_pkey PRIMARY KEY (name)
);

create table session_tickets (
  id uuid not null,
  digest text not null,
  person_id uuid not null,
  session_person_id uuid not null,
  merge_id uuid not null,
  taken_at timestamp with time zone not null,
  undone_at timestamp with time zone,
  constraint session_tickets_pkey PRIMARY KEY (id),
  constraint session_tickets_digest_check CHECK ((digest ~ '^[0-9a-f]{64}$'::text)),
  constraint session_tickets_merge_id_fkey FOREIGN KEY (merge_id) REFERENCES person_merges(id),
  constraint session_tickets_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id),
  constraint session_tickets_session_person_id_fkey FOREIGN KEY (session_person_id) REFERENCES persons(id)
);
CREATE UNIQUE INDEX session_tickets_held ON public.session_tickets USING btree (digest) WHERE (undone_at IS NULL);
CREATE INDEX session_tickets_merge ON public.session_tickets USING btree (merge_id);
CREATE INDEX session_tickets_person ON public.session_tickets USING btree (person_id);
CREATE INDEX session_tickets_session_person ON public.session_tickets USING btree (session_person_id);

create table session_uses (
  appointment_id uuid not null,
  person_id uuid not null,
  number integer not null,
  allowed integer not null,
  code_use_id uuid,
  code_sessions integer default 0 not null,
  used_at timestamp with time zone not null,
  returned_at timestamp with time zone,
  constraint session_uses_pkey PRIMARY KEY (appointment_id),
  constraint session_uses_code_use_id_key UNIQUE (code_use_id),
  constraint session_uses_number_check CHECK ((number > 0)),
  constraint session_uses_within CHECK ((number <= allowed)),
  constraint session_uses_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES appointments(id) ON DELETE CASCADE,
  constraint session_uses_code_use_id_fkey FOREIGN KEY (code_use_id) REFERENCES code_uses(id) ON DELETE SET NULL,
  constraint session_uses_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE UNIQUE INDEX session_uses_once ON public.session_uses USING btree (person_id, number) WHERE (returned_at IS NULL);
CREATE INDEX session_uses_person ON public.session_uses USING btree (person_id, used_at);

create table setting_versions (
  name text not null,
  version integer not null,
  value jsonb not null,
  changed_at timestamp with time zone not null,
  account_id uuid,
  restored integer,
  constraint setting_versions_pkey PRIMARY KEY (name, version),
  constraint setting_versions_check CHECK (((restored > 0) AND (restored < version))),
  constraint setting_versions_version_check CHECK ((version > 0)),
  constraint setting_versions_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint setting_versions_name_fkey FOREIGN KEY (name) REFERENCES settings(name)
);
CREATE INDEX setting_versions_account ON public.setting_versions USING btree (account_id) WHERE (account_id IS NOT NULL);

create table settings (
  name text not null,
  value jsonb not null,
  updated_at timestamp with time zone default now() not null,
  version integer default 1 not null,
  constraint settings_pkey PRIMARY KEY (name),
  constraint settings_version_positive CHECK ((version > 0))
);

create table signals (
  id uuid not null,
  person_id uuid not null,
  origin uuid not null,
  number bigint generated always as identity not null,
  component text not null,
  kind text not null,
  key text not null,
  round integer default 1 not null,
  basis numeric(6,4) default 1 not null,
  engagement numeric(4,2) not null,
  intent numeric(4,2) not null,
  weights_version integer not null,
  reverses uuid,
  message_id uuid,
  listing_id uuid,
  appointment_id uuid,
  sentence text not null,
  created_at timestamp with time zone not null,
  constraint signals_pkey PRIMARY KEY (id),
  constraint signals_person_id_component_kind_key_round_key UNIQUE (person_id, component, kind, key, round),
  constraint signals_check CHECK (((kind = 'reversed'::text) = (reverses IS NOT NULL))),
  constraint signals_component_check CHECK ((component = ANY (ARRAY['session'::text, 'view'::text, 'interest'::text, 'sentiment'::text, 'visit'::text, 'callback'::text, 'detail'::text, 'contact'::text, 'return'::text]))),
  constraint signals_key_check CHECK (((char_length(key) >= 1) AND (char_length(key) <= 200))),
  constraint signals_kind_check CHECK ((kind = ANY (ARRAY['earned'::text, 'reversed'::text, 'decayed'::text, 'rescored'::text, 'merged'::text]))),
  constraint signals_round_check CHECK ((round > 0)),
  constraint signals_sentence_check CHECK (((char_length(sentence) >= 1) AND (char_length(sentence) <= 400))),
  constraint signals_appointment_id_fkey FOREIGN KEY (appointment_id) REFERENCES appointments(id),
  constraint signals_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE SET NULL,
  constraint signals_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id),
  constraint signals_person_id_fkey FOREIGN KEY (person_id) REFERENCES leads(person_id),
  constraint signals_reverses_fkey FOREIGN KEY (reverses) REFERENCES signals(id),
  constraint signals_weights_version_fkey FOREIGN KEY (weights_version) REFERENCES lead_weights(version)
);
CREATE INDEX signals_appointment ON public.signals USING btree (appointment_id) WHERE (appointment_id IS NOT NULL);
CREATE INDEX signals_listing ON public.signals USING btree (listing_id) WHERE (listing_id IS NOT NULL);
CREATE INDEX signals_message ON public.signals USING btree (message_id) WHERE (message_id IS NOT NULL);
CREATE INDEX signals_person ON public.signals USING btree (person_id, number);
CREATE UNIQUE INDEX signals_reverses ON public.signals USING btree (reverses) WHERE (reverses IS NOT NULL);
CREATE INDEX signals_weights ON public.signals USING btree (weights_version);

create table site_identities (
  subject text not null,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  constraint site_identities_pkey PRIMARY KEY (subject),
  constraint site_identities_subject_check CHECK ((subject <> ''::text)),
  constraint site_identities_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX site_identities_person ON public.site_identities USING btree (person_id);

create table skips (
  enrolment_id uuid not null,
  version integer not null,
  prompt text not null,
  revision integer not null,
  skipped_at timestamp with time zone not null,
  constraint skips_pkey PRIMARY KEY (enrolment_id, version, prompt),
  constraint skips_enrolment_id_fkey FOREIGN KEY (enrolment_id) REFERENCES enrolments(id)
);

create table staff (
  id uuid not null,
  account_id uuid,
  name text not null,
  role text not null,
  email text,
  phone text,
  time_zone text not null,
  slot_minutes integer default 60 not null,
  visits_per_day integer default 5 not null,
  active boolean default true not null,
  sample boolean default false not null,
  feed_hash text,
  assigned_at timestamp with time zone,
  request_key text,
  version integer default 1 not null,
  created_at timestamp with time zone not null,
  updated_at timestamp with time zone not null,
  video_link text,
  constraint staff_pkey PRIMARY KEY (id),
  constraint staff_account_id_key UNIQUE (account_id),
  constraint staff_feed_hash_key UNIQUE (feed_hash),
  constraint staff_request_key_key UNIQUE (request_key),
  constraint staff_email_check CHECK ((email = lower(email))),
  constraint staff_feed_hash_check CHECK ((feed_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint staff_name_check CHECK ((btrim(name) <> ''::text)),
  constraint staff_phone_check CHECK ((phone ~ '^\+[1-9][0-9]{6,14}$'::text)),
  constraint staff_role_check CHECK ((role = ANY (ARRAY['agent'::text, 'coach'::text]))),
  constraint staff_slot_minutes_check CHECK (((slot_minutes >= 15) AND (slot_minutes <= 480))),
  constraint staff_video_link_check CHECK (((video_link ~ '^https://'::text) AND (length(video_link) <= 500))),
  constraint staff_visits_per_day_check CHECK (((visits_per_day >= 0) AND (visits_per_day <= 50))),
  constraint staff_account_id_fkey FOREIGN KEY (account_id) REFERENCES accounts(id) ON DELETE SET NULL
);

create table staff_calendars (
  id uuid not null,
  staff_id uuid not null,
  provider text not null,
  url text not null,
  username text,
  secret text not null,
  name text not null,
  sync_token text,
  read_whole_at timestamp with time zone,
  state text not null,
  error text,
  pull_at timestamp with time zone not null,
  pulled_at timestamp with time zone,
  tries integer default 0 not null,
  owner text,
  lease_until timestamp with time zone,
  created_at timestamp with time zone not null,
  constraint staff_calendars_pkey PRIMARY KEY (id),
  constraint staff_calendars_provider_check CHECK ((provider = ANY (ARRAY['caldav'::text, 'google'::text]))),
  constraint staff_calendars_state_check CHECK ((state = ANY (ARRAY['connected'::text, 'failing'::text, 'ending'::text, 'ended'::text]))),
  constraint staff_calendars_wiped CHECK (((state <> 'ended'::text) OR (secret = ''::text))),
  constraint staff_calendars_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);
CREATE INDEX staff_calendars_due ON public.staff_calendars USING btree (pull_at) WHERE (state <> 'ended'::text);
CREATE UNIQUE INDEX staff_calendars_one ON public.staff_calendars USING btree (staff_id) WHERE (state = ANY (ARRAY['connected'::text, 'failing'::text]));
CREATE INDEX staff_calendars_staff ON public.staff_calendars USING btree (staff_id);

create table time_off (
  id uuid not null,
  staff_id uuid not null,
  period tstzrange not null,
  note text,
  created_by uuid,
  created_at timestamp with time zone not null,
  constraint time_off_pkey PRIMARY KEY (id),
  constraint time_off_period_check CHECK (((NOT isempty(period)) AND (lower_inf(period) = false) AND (upper_inf(period) = false))),
  constraint time_off_created_by_fkey FOREIGN KEY (created_by) REFERENCES accounts(id) ON DELETE SET NULL,
  constraint time_off_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);
CREATE INDEX time_off_created_by ON public.time_off USING btree (created_by);
CREATE INDEX time_off_staff ON public.time_off USING gist (staff_id, period);

create view turn_details (
  message_id uuid,
  conversation_id uuid,
  person_id uuid,
  desk text,
  number integer,
  client_id uuid,
  text text,
  created_at timestamp with time zone,
  ui jsonb,
  state text,
  owner text,
  lease_until timestamp with time zone,
  attempts integer,
  answer_id uuid,
  session_number integer,
  idle_days integer,
  state_number integer,
  held_state jsonb,
  hand_off text
);

create table turns (
  message_id uuid not null,
  conversation_id uuid not null,
  number integer not null,
  state text default 'pending'::text not null,
  owner text,
  lease_until timestamp with time zone,
  attempts integer default 0 not null,
  ui jsonb,
  session_number integer,
  answer_id uuid,
  answered_at timestamp with time zone,
  constraint turns_pkey PRIMARY KEY (message_id),
  constraint turns_answer_id_key UNIQUE (answer_id),
  constraint turns_conversation_id_number_key UNIQUE (conversation_id, number),
  constraint turns_attempts_check CHECK ((attempts >= 0)),
  constraint turns_check CHECK (((owner IS NULL) = (lease_until IS NULL))),
  constraint turns_check1 CHECK ((((state = 'answered'::text) = (answer_id IS NOT NULL)) AND ((state = 'answered'::text) = (answered_at IS NOT NULL)))),
  constraint turns_state_check CHECK ((state = ANY (ARRAY['pending'::text, 'answered'::text, 'human'::text]))),
  constraint turns_answer_id_fkey FOREIGN KEY (answer_id) REFERENCES messages(id),
  constraint turns_conversation_id_fkey FOREIGN KEY (conversation_id) REFERENCES conversations(id),
  constraint turns_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);
CREATE INDEX turns_left_to_humans ON public.turns USING btree (message_id) WHERE (state = 'human'::text);
CREATE INDEX turns_pending ON public.turns USING btree (conversation_id, number) WHERE (state = 'pending'::text);

create table units (
  id uuid not null,
  listing_id uuid not null,
  "position" integer not null,
  kind text not null,
  bedrooms numeric(3,1),
  area_sqft integer,
  carpet_sqft integer,
  plot_width_ft numeric(7,2),
  plot_depth_ft numeric(7,2),
  price_min bigint,
  price_max bigint,
  facing text,
  available integer,
  name text collate "C" not null,
  developer text not null,
  city text not null,
  place text collate "C" not null,
  zone text,
  status text not null,
  possession_year integer,
  possession_quarter integer,
  amenities text[] not null,
  latitude double precision,
  longitude double precision,
  published boolean not null,
  price_order bigint generated always as (COALESCE(price_min, '9007199254740991'::bigint)) stored not null,
  price_spread smallint generated always as (
CASE
    WHEN (price_max > (price_min + (price_min / 5))) THEN 2
    WHEN (price_max > price_min) THEN 1
    ELSE 0
END) stored not null,
  constraint units_pkey PRIMARY KEY (id),
  constraint units_listing_id_position_key UNIQUE (listing_id, "position") DEFERRABLE INITIALLY DEFERRED,
  constraint units_area_sqft_check CHECK ((area_sqft > 0)),
  constraint units_available_check CHECK ((available >= 0)),
  constraint units_bedrooms_check CHECK (((bedrooms > (0)::numeric) AND ((bedrooms * (2)::numeric) = trunc((bedrooms * (2)::numeric))))),
  constraint units_carpet_sqft_check CHECK ((carpet_sqft > 0)),
  constraint units_carpet_within_area CHECK ((carpet_sqft <= area_sqft)),
  constraint units_facing_check CHECK ((facing = ANY (ARRAY['north'::text, 'south'::text, 'east'::text, 'west'::text, 'north_east'::text, 'north_west'::text, 'south_east'::text, 'south_west'::text]))),
  constraint units_home_with_bedrooms CHECK (((kind = 'plot'::text) OR (bedrooms IS NOT NULL))),
  constraint units_kind_check CHECK ((kind = ANY (ARRAY['apartment'::text, 'villa'::text, 'plot'::text, 'row_house'::text]))),
  constraint units_plot_depth_ft_check CHECK ((plot_depth_ft > (0)::numeric)),
  constraint units_plot_width_ft_check CHECK ((plot_width_ft > (0)::numeric)),
  constraint units_plot_without_bedrooms CHECK (((kind <> 'plot'::text) OR (bedrooms IS NULL))),
  constraint units_position_check CHECK (("position" > 0)),
  constraint units_price_in_order CHECK ((price_min <= price_max)),
  constraint units_price_max_check CHECK ((price_max > 0)),
  constraint units_price_min_check CHECK ((price_min > 0)),
  constraint units_price_whole CHECK (((price_min IS NULL) = (price_max IS NULL))),
  constraint units_listing_id_fkey FOREIGN KEY (listing_id) REFERENCES listings(id) ON DELETE CASCADE
);
CREATE INDEX units_by_bedrooms ON public.units USING btree (bedrooms, price_order, name, listing_id) WHERE published;
CREATE INDEX units_by_coordinates ON public.units USING btree (latitude, longitude) WHERE published;
CREATE INDEX units_by_developer ON public.units USING btree (developer, price_order) WHERE published;
CREATE INDEX units_by_highest_price ON public.units USING btree (price_max) WHERE published;
CREATE INDEX units_by_kind ON public.units USING btree (kind, price_order, name, listing_id) WHERE published;
CREATE INDEX units_by_place ON public.units USING btree (place, bedrooms, price_order, name, listing_id) WHERE published;
CREATE INDEX units_by_place_and_price ON public.units USING btree (place, price_order, name, listing_id) WHERE published;
CREATE INDEX units_by_price ON public.units USING btree (price_order, name, listing_id) WHERE published;
CREATE INDEX units_by_zone ON public.units USING btree (zone, bedrooms, price_order, name, listing_id) WHERE published;
CREATE INDEX units_listing ON public.units USING btree (listing_id);
CREATE INDEX units_on_request ON public.units USING btree (place, bedrooms) WHERE (published AND (price_min IS NULL));
CREATE INDEX units_spread ON public.units USING btree (price_spread, bedrooms, price_order, name, listing_id) WHERE (published AND (price_spread > 0));
CREATE INDEX units_without_coordinates ON public.units USING btree (city, bedrooms) WHERE (published AND (latitude IS NULL));
CREATE TRIGGER units_repeat_their_listing BEFORE INSERT OR UPDATE ON public.units FOR EACH ROW EXECUTE FUNCTION units_repeat_their_listing();

create table unkept_readings (
  message_id uuid not null,
  read_at timestamp with time zone not null,
  constraint unkept_readings_pkey PRIMARY KEY (message_id),
  constraint unkept_readings_message_id_fkey FOREIGN KEY (message_id) REFERENCES messages(id)
);

create table visitor_keys (
  key_hash text not null,
  person_id uuid not null,
  created_at timestamp with time zone not null,
  ended_at timestamp with time zone,
  constraint visitor_keys_pkey PRIMARY KEY (key_hash),
  constraint visitor_keys_key_hash_check CHECK ((key_hash ~ '^[0-9a-f]{64}$'::text)),
  constraint visitor_keys_person_id_fkey FOREIGN KEY (person_id) REFERENCES persons(id)
);
CREATE INDEX visitor_keys_person ON public.visitor_keys USING btree (person_id);

create table widget_secrets (
  id uuid not null,
  sealed text not null,
  hint text not null,
  made_at timestamp with time zone not null,
  made_by uuid,
  ends_at timestamp with time zone,
  constraint widget_secrets_pkey PRIMARY KEY (id),
  constraint widget_secrets_made_by_fkey FOREIGN KEY (made_by) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX widget_secrets_made_by ON public.widget_secrets USING btree (made_by);
CREATE UNIQUE INDEX widget_secrets_newest ON public.widget_secrets USING btree (((ends_at IS NULL))) WHERE (ends_at IS NULL);

create table widget_settings (
  number bigint generated always as identity not null,
  origins text[] default '{}'::text[] not null,
  desk text not null,
  color text not null,
  side text not null,
  label text not null,
  greeting text,
  saved_at timestamp with time zone not null,
  saved_by uuid,
  constraint widget_settings_pkey PRIMARY KEY (number),
  constraint widget_settings_color_check CHECK ((color ~ '^#[0-9a-f]{6}$'::text)),
  constraint widget_settings_desk_check CHECK ((desk = ANY (ARRAY['sales'::text, 'career'::text]))),
  constraint widget_settings_label_check CHECK ((label <> ''::text)),
  constraint widget_settings_origins_check CHECK ((cardinality(origins) <= 50)),
  constraint widget_settings_side_check CHECK ((side = ANY (ARRAY['left'::text, 'right'::text]))),
  constraint widget_settings_saved_by_fkey FOREIGN KEY (saved_by) REFERENCES accounts(id) ON DELETE SET NULL
);
CREATE INDEX widget_settings_saved_by ON public.widget_settings USING btree (saved_by);

create table working_hours (
  staff_id uuid not null,
  weekday integer not null,
  opens time without time zone not null,
  closes time without time zone not null,
  constraint working_hours_pkey PRIMARY KEY (staff_id, weekday, opens),
  constraint working_hours_check CHECK ((closes > opens)),
  constraint working_hours_weekday_check CHECK (((weekday >= 1) AND (weekday <= 7))),
  constraint working_hours_staff_id_fkey FOREIGN KEY (staff_id) REFERENCES staff(id) ON DELETE CASCADE
);

CREATE OR REPLACE FUNCTION public.add_past_signals(p_deeds jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  d record;
begin
  for d in
    select x.* from jsonb_array_elements(p_deeds) with ordinality e (value, n),
      jsonb_to_record(e.value) as x (person uuid, at timestamptz, signals jsonb, remarks jsonb)
    order by n
  loop
    if d.signals <> '[]' then
      perform from add_signals(d.person, d.at, d.signals, true);
    end if;
    continue when d.remarks = '[]';
    insert into signals (id, person_id, origin, component, kind, key, basis, engagement, intent, weights_version, listing_id,
      sentence, created_at)
    select gen_random_uuid(), l.person_id, l.person_id, 'sentiment', 'earned', r.key, -0.5, 0, 0, w.version,
      (select id from listings where id = r.listing), sentence_of(r.sentence, r.listing), d.at
    from jsonb_to_recordset(d.remarks) as r (key text, sentence text, listing uuid), leads l,
      (select max(version) as version from lead_weights) w
    where l.person_id = d.person and l.merged_at is null
    on conflict do nothing;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.add_signals(p_person uuid, p_now timestamp with time zone, p_signals jsonb, p_active boolean)
 RETURNS TABLE(engagement numeric, intent numeric, temperature text, added integer, engagement_before numeric, intent_before numeric)
 LANGUAGE plpgsql
AS $function$
#variable_conflict use_column
declare
  v_remembers boolean;
  v_lead leads;
  v_new lead_weights;
  v_sums jsonb;
  v_weight jsonb;
  v_held numeric[];
  v_worth numeric[];
  v_total numeric[];
  v_round integer;
  v_added integer := 0;
  s record;
  t record;
begin
  select memory_off_since is null into v_remembers from persons
    where id = p_person and erased_at is null and merged_into is null for key share;
  if not found then
    return;
  end if;
  select * into v_new from lead_weights order by version desc limit 1;
  loop
    select * into v_lead from leads where person_id = p_person for update;
    exit when found;
    if not v_remembers or not (p_active or jsonb_path_exists(p_signals, '$[*] ? (!(@.takesBack == true))')) then
      return;
    end if;
    insert into leads (person_id, last_active_at, weights_version, created_at)
      values (p_person, p_now, v_new.version, p_now) on conflict do nothing;
  end loop;
  if v_lead.merged_at is not null then
    return;
  end if;
  if v_lead.decay_at <= p_now then
    perform decay_lead(p_person, p_now);
    select * into v_lead from leads where person_id = p_person;
  end if;
  v_total := array[v_lead.engagement, v_lead.intent];
  v_sums := case when p_signals = '[]' then '{}' else lead_sums(p_person) end;
  for s in
    select x.* from jsonb_array_elements(p_signals) with ordinality e (value, n),
      jsonb_to_record(e.value) as x (id uuid, component text, key text, basis numeric, message uuid, listing uuid,
        appointment uuid, sentence text, "takesBack" boolean)
    order by n
  loop
    v_held := array[coalesce((v_sums #>> array[s.component, '0'])::numeric, 0), coalesce((v_sums #>> array[s.component, '1'])::numeric, 0)];
    if s."takesBack" then
      for t in
        select id, key, round, listing_id, appointment_id from signals e
        where person_id = p_person and component = s.component and kind = 'earned' and key = s.key
          and not exists (select from signals r where r.reverses = e.id) order by number
      loop
        v_worth := array[-v_held[1], -v_held[2]];
        select array[r.engagement - v_held[1], r.intent - v_held[2]] into v_worth
          from replay_lead(p_person, v_lead.weights_version, t.id) r where r.component = s.component;
        insert into signals (id, person_id, origin, component, kind, key, round, engagement, intent, weights_version, reverses,
          message_id, listing_id, appointment_id, sentence, created_at)
        values (gen_random_uuid(), p_person, p_person, s.component, 'reversed', t.key, t.round, v_worth[1], v_worth[2],
          v_new.version, t.id, (select id from messages where id = s.message), t.listing_id, t.appointment_id,
          sentence_of(s.sentence, t.listing_id), p_now);
        v_added := v_added + 1;
        v_held := array[v_held[1] + v_worth[1], v_held[2] + v_worth[2]];
        v_total := array[v_total[1] + v_worth[1], v_total[2] + v_worth[2]];
        v_sums := v_sums || jsonb_build_object(s.component, v_held);
      end loop;
      continue;
    end if;
    continue when not v_remembers;
    select max(e.round), bool_or(r.id is null) as stands into t
      from signals e left join signals r on r.reverses = e.id
      where e.person_id = p_person and e.component = s.component and e.kind = 'earned' and e.key = s.key;
    continue when t.stands;
    v_weight := v_new.weights -> s.component;
    v_worth := array[
      signal_worth(s.component, (v_weight ->> 'engagement')::numeric, (v_weight ->> 'engagementCap')::numeric,
        coalesce(s.basis, 1), v_held[1], v_total[1]),
      signal_worth(s.component, (v_weight ->> 'intent')::numeric, (v_weight ->> 'intentCap')::numeric,
        coalesce(s.basis, 1), v_held[2], v_total[2])];
    -- A sentiment that stays as it was says nothing new.
    continue when s.component = 'sentiment' and v_worth = array[0, 0]::numeric[] and round(s.basis, 4) = coalesce((
      select basis from signals where person_id = p_person and component = 'sentiment' and kind = 'earned'
      order by number desc limit 1), 0);
    insert into signals (id, person_id, origin, component, kind, key, round, basis, engagement, intent, weights_version,
      message_id, listing_id, appointment_id, sentence, created_at)
    values (coalesce(s.id, gen_random_uuid()), p_person, p_person, s.component, 'earned', s.key, coalesce(t.max, 0) + 1, coalesce(s.basis, 1), v_worth[1], v_worth[2],
      v_new.version, (select id from messages where id = s.message), (select id from listings where id = s.listing),
      (select id from appointments where id = s.appointment), sentence_of(s.sentence, s.listing), p_now);
    v_added := v_added + 1;
    v_held := array[v_held[1] + v_worth[1], v_held[2] + v_worth[2]];
    v_total := array[v_total[1] + v_worth[1], v_total[2] + v_worth[2]];
    v_sums := v_sums || jsonb_build_object(s.component, v_held);
  end loop;
  v_lead.last_active_at := case when p_active then greatest(v_lead.last_active_at, p_now) else v_lead.last_active_at end;
  return query
    update leads l set engagement = v_total[1], intent = v_total[2], temperature = lead_temperature(v_total[1], v_total[2], v_new.rules),
      last_active_at = v_lead.last_active_at,
      decay_at = case
        when v_total[1] = 0 and v_total[2] = 0 then null
        when p_active or l.decay_at is null then next_decay(v_lead.last_active_at, p_now, v_new.rules)
        else l.decay_at end
    where l.person_id = p_person
    returning l.engagement, l.intent, l.temperature, v_added, v_lead.engagement, v_lead.intent;
end $function$;

CREATE OR REPLACE FUNCTION public.audit_log_is_append_only()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  raise exception 'audit_log is append only' using errcode = 'restrict_violation';
end
$function$;

CREATE OR REPLACE FUNCTION public.average_sentiment(p_person uuid)
 RETURNS numeric
 LANGUAGE sql
 STABLE
AS $function$
  select avg(score) from (
    select r.score from conversations c cross join lateral (
      select score, ordinal from sales_readings where conversation_id = c.id order by number desc limit 20) r
    where c.person_id = p_person and c.desk = 'sales' order by r.ordinal desc limit 20) newest
$function$;

CREATE OR REPLACE FUNCTION public.complete_turn(p_now timestamp with time zone, p_message uuid, p_owner text, p_answer uuid, p_text text, p_parts jsonb, p_base integer, p_state jsonb, OUT outcome text, OUT answer messages)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v_turn turns;
  v_person uuid;
  v_number integer;
  v_state jsonb := p_state;
  v_edit jsonb;
begin
  select c.person_id into v_person from turns t join conversations c on c.id = t.conversation_id
    where t.message_id = p_message;
  perform from persons where id = v_person for no key update;
  select t.* into v_turn from turns t join conversations c on c.id = t.conversation_id
    where t.message_id = p_message for update of c, t;
  if not found then
    outcome := 'gone';
  elsif v_turn.state = 'answered' then
    outcome := 'answered';
    select * into answer from messages where id = v_turn.answer_id;
  elsif v_turn.owner is distinct from p_owner then
    outcome := 'lost';
  elsif human_speaks(v_turn.conversation_id) then
    outcome := 'human';
    update turns set state = 'human', owner = null, lease_until = null where message_id = p_message;
  else
    outcome := 'completed';
    update conversations set last_number = last_number + 1,
        active_at = case when active_at > p_now - interval '1 minute' then active_at else p_now end
      where id = v_turn.conversation_id returning last_number into v_number;
    insert into messages (id, conversation_id, number, author, text, parts, created_at)
      values (p_answer, v_turn.conversation_id, v_number, 'assistant', p_text, p_parts, p_now)
      returning * into answer;
    update turns set state = 'answered', answer_id = p_answer, answered_at = p_now, owner = null, lease_until = null
      where message_id = p_message;
    if v_state is not null then
      -- What was edited in the page since the turn began stays so: a removed chip does not come back.
      for v_edit in
        select edit from conversation_states
        where conversation_id = v_turn.conversation_id and number > p_base and edit is not null order by number
      loop
        v_state := wish_edited(v_state, v_edit);
      end loop;
      insert into conversation_states (conversation_id, number, state, message_id, created_at)
      select v_turn.conversation_id, coalesce(max(number), 0) + 1, v_state, p_message, p_now
      from conversation_states where conversation_id = v_turn.conversation_id;
    end if;
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.decay_lead(p_person uuid, p_now timestamp with time zone)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_due timestamptz;
  v_version integer;
  v_rules jsonb;
begin
  select decay_at into v_due from leads where person_id = p_person;
  select version, rules into v_version, v_rules from lead_weights order by version desc limit 1;
  while v_due <= p_now loop
    insert into signals (id, person_id, origin, component, kind, key, engagement, intent, weights_version, sentence, created_at)
    select gen_random_uuid(), p_person, p_person, component, 'decayed',
      'week/' || to_char(v_due at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), -loss.engagement, -loss.intent, v_version,
      'another week without a word', v_due
    from (
      select component, round(sum(engagement) * (v_rules #>> '{decay,share}')::numeric, 2) as engagement,
        round(sum(intent) * (v_rules #>> '{decay,share}')::numeric, 2) as intent
      from signals where person_id = p_person group by component
    ) loss
    where loss.engagement <> 0 or loss.intent <> 0 order by component;
    if not found then
      v_due := null;
      exit;
    end if;
    v_due := v_due + make_interval(hours => 24 * (v_rules #>> '{decay,everyDays}')::integer);
  end loop;
  update leads l set decay_at = v_due, engagement = s.engagement, intent = s.intent,
      temperature = lead_temperature(s.engagement, s.intent, v_rules)
    from (select coalesce(sum(engagement), 0) as engagement, coalesce(sum(intent), 0) as intent
      from signals where person_id = p_person) s
    where l.person_id = p_person;
end $function$;

CREATE OR REPLACE FUNCTION public.decay_leads(p_now timestamp with time zone, p_limit integer)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
AS $function$
declare
  v_person uuid;
begin
  for v_person in
    select person_id from leads where decay_at <= p_now order by decay_at limit p_limit for update skip locked
  loop
    perform decay_lead(v_person, p_now);
    return next v_person;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.hand_off_stands()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  update conversations set
    hand_off = new.state,
    hand_off_number = new.number,
    hand_off_reason = new.reason,
    -- Wanted again for another reason while it waits, it has waited since it began to.
    hand_off_since = case when hand_off = new.state and new.state = 'waiting' then hand_off_since else new.created_at end,
    hand_off_account_id = case when new.state = 'human' then new.account_id end,
    alert = case when new.state = 'waiting' then alert end,
    alerted_at = case when new.state = 'waiting' then alerted_at end
  where id = new.conversation_id and hand_off_number < new.number;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.haversine_km(a_lat double precision, a_lon double precision, b_lat double precision, b_lon double precision)
 RETURNS double precision
 LANGUAGE sql
 IMMUTABLE PARALLEL SAFE
AS $function$
  select 12742 * asin(least(1, sqrt(
    sin(radians(b_lat - a_lat) / 2) ^ 2 + cos(radians(a_lat)) * cos(radians(b_lat)) * sin(radians(b_lon - a_lon) / 2) ^ 2)))
$function$;

CREATE OR REPLACE FUNCTION public.human_speaks(p_conversation uuid)
 RETURNS boolean
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce((select hand_off = 'human' from conversations where id = p_conversation), false)
$function$;

CREATE OR REPLACE FUNCTION public.keep_resume_version()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if (new.number, new.kind, new.text, new.made_by, new.based_on, new.created_at)
    is distinct from (old.number, old.kind, old.text, old.made_by, old.based_on, old.created_at) then
    raise exception 'a version of a résumé does not change';
  end if;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.lead_sums(p_person uuid)
 RETURNS jsonb
 LANGUAGE sql
 STABLE
AS $function$
  select coalesce(jsonb_object_agg(component, jsonb_build_array(engagement, intent)), '{}') from (
    select component, sum(engagement) as engagement, sum(intent) as intent from signals
    where person_id = p_person group by component) sums
$function$;

CREATE OR REPLACE FUNCTION public.lead_temperature(p_engagement numeric, p_intent numeric, p_rules jsonb)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case
    when p_engagement + p_intent >= (p_rules #>> '{hot,sum}')::numeric or p_intent >= (p_rules #>> '{hot,intent}')::numeric
      then 'hot'
    when p_engagement + p_intent >= (p_rules #>> '{warm,sum}')::numeric or p_intent >= (p_rules #>> '{warm,intent}')::numeric
      then 'warm'
    else 'cold' end
$function$;

CREATE OR REPLACE FUNCTION public.listings_lie_in_their_city()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  if not exists (
    select from cities c
    where c.name = new.city and
      (c.latitude is null or haversine_km(c.latitude, c.longitude, new.latitude, new.longitude) <= c.radius_km))
  then
    raise exception 'listing % lies outside %', new.id, new.city
      using errcode = 'check_violation', constraint = 'listings_lie_in_their_city';
  end if;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.listings_repeated_in_units()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  -- The trigger on units takes over every repeated column.
  update units set published = new.published where listing_id = new.id;
  return null;
end $function$;

CREATE OR REPLACE FUNCTION public.merge_leads(p_from uuid, p_to uuid, p_now timestamp with time zone)
 RETURNS jsonb
 LANGUAGE plpgsql
AS $function$
declare
  v_from leads;
  v_to leads;
  v_before text[];
  v_version integer;
  v_rules jsonb;
begin
  perform from leads where person_id in (p_from, p_to) order by person_id for update;
  select * into v_from from leads where person_id = p_from;
  if not found then
    return null;
  end if;
  insert into leads (person_id, last_active_at, weights_version, created_at)
    values (p_to, v_from.last_active_at, v_from.weights_version, v_from.created_at) on conflict do nothing;
  select version, rules into v_version, v_rules from lead_weights order by version desc limit 1;
  perform decay_lead(person_id, p_now) from leads where person_id in (p_from, p_to) and decay_at <= p_now;
  select * into v_to from leads where person_id = p_to;
  v_before := array(select id || ':' || round from signals where person_id = p_from order by number);
  update signals f set person_id = p_to, round = f.round + coalesce((
      select max(t.round) from signals t
      where t.person_id = p_to and t.component = f.component and t.kind = f.kind and t.key = f.key), 0)
    where person_id = p_from;
  update leads set engagement = 0, intent = 0, temperature = 'cold', decay_at = null, merged_at = p_now where person_id = p_from;
  update leads set last_active_at = greatest(last_active_at, v_from.last_active_at),
    weights_version = greatest(weights_version, v_from.weights_version) where person_id = p_to;
  perform settle_lead(p_to, p_now, 'merged', 'person/' || p_from, v_version, 'counted once with what they did under another key', p_from);
  update leads set decay_at = case when engagement + intent > 0 then next_decay(last_active_at, p_now, v_rules) end where person_id = p_to;
  return jsonb_build_object(
    'leads', jsonb_build_array(p_from),
    'signals', to_jsonb(array(select split_part(row, ':', 1) from unnest(v_before) row)),
    'signals_before', to_jsonb(v_before),
    'signals_merged', to_jsonb(array(select id::text from signals where person_id = p_to and kind = 'merged' and key = 'person/' || p_from)),
    'leads_before', jsonb_build_array(to_jsonb(v_to)::text));
end $function$;

CREATE OR REPLACE FUNCTION public.next_decay(p_last timestamp with time zone, p_now timestamp with time zone, p_rules jsonb)
 RETURNS timestamp with time zone
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select p_last + make_interval(hours => 24 * (idle + every * greatest(1, 1 + floor(
      (extract(epoch from p_now - p_last) / 86400 - idle) / every)::integer)))
  from (select (p_rules #>> '{decay,idleDays}')::integer as idle, (p_rules #>> '{decay,everyDays}')::integer as every) rules
$function$;

CREATE OR REPLACE FUNCTION public.person_of_key(p_key_hash text, p_new_person uuid, p_now timestamp with time zone)
 RETURNS uuid
 LANGUAGE plpgsql
AS $function$
declare
  v_key visitor_keys;
begin
  select * into v_key from visitor_keys where key_hash = p_key_hash;
  if not found then
    insert into persons (id, created_at) values (p_new_person, p_now);
    insert into visitor_keys (key_hash, person_id, created_at) values (p_key_hash, p_new_person, p_now)
      on conflict do nothing;
    if found then
      return p_new_person;
    end if;
    delete from persons where id = p_new_person;
    select * into v_key from visitor_keys where key_hash = p_key_hash;
  end if;
  return case when v_key.ended_at is null then v_key.person_id end;
end $function$;

CREATE OR REPLACE FUNCTION public.post_message(p_now timestamp with time zone, p_key_hash text, p_person uuid, p_new_person uuid, p_desk text, p_new_conversation uuid, p_message uuid, p_client uuid, p_text text, p_ui jsonb, p_owner text, p_lease interval, p_gap interval, OUT outcome text, OUT turn turn_details)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v_person uuid := coalesce(p_person, person_of_key(p_key_hash, p_new_person, p_now));
  v_conversation uuid;
  v_existing messages;
  v_number integer;
  v_session integer;
  v_human boolean;
  v_mine boolean;
begin
  perform from persons where id = v_person and erased_at is null and merged_into is null for key share;
  if not found then
    outcome := 'ended';
    return;
  end if;

  loop
    select id into v_conversation from conversations
      where person_id = v_person and desk = p_desk and closed_at is null for update;
    exit when found;
    insert into conversations (id, person_id, desk, created_at, active_at)
      values (p_new_conversation, v_person, p_desk, p_now, p_now)
      on conflict (person_id, desk) where closed_at is null do nothing;
  end loop;

  select * into v_existing from messages where conversation_id = v_conversation and client_id = p_client;
  if found then
    outcome := case when v_existing.text = p_text then 'repeated' else 'reused' end;
    select * into turn from turn_details where message_id = v_existing.id;
    return;
  end if;

  v_session := touch_session(v_person, p_now, p_gap);
  v_human := human_speaks(v_conversation);
  v_mine := not v_human and not exists (select from turns where conversation_id = v_conversation and state = 'pending');
  update conversations set last_number = last_number + 1,
      active_at = case when active_at > p_now - interval '1 minute' then active_at else p_now end
    where id = v_conversation returning last_number into v_number;
  insert into messages (id, conversation_id, number, author, client_id, text, created_at)
    values (p_message, v_conversation, v_number, 'visitor', p_client, p_text, p_now);
  insert into turns (message_id, conversation_id, number, state, ui, session_number, owner, lease_until, attempts)
    values (p_message, v_conversation, v_number, case when v_human then 'human' else 'pending' end, p_ui, v_session,
      case when v_mine then p_owner end, case when v_mine then p_now + p_lease end, v_mine::integer);
  outcome := 'posted';
  select * into turn from turn_details where message_id = p_message;
end $function$;

CREATE OR REPLACE FUNCTION public.record_reading(p_now timestamp with time zone, p_message uuid, p_reading jsonb, p_signals jsonb, p_nudge jsonb, OUT stage text, OUT alert text)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v record;
  v_intents text[] := array(select jsonb_array_elements_text(p_reading -> 'intents'));
  v_objections text[] := array(select jsonb_array_elements_text(p_reading -> 'objections'));
  v_sentiment text := p_reading ->> 'sentiment';
  v_objecting boolean := cardinality(v_objections) > 0;
  v_signals jsonb := p_signals;
  v_session integer;
  v_key text;
  v_average numeric;
  v_from text;
  v_said integer;
begin
  select c.id, c.person_id, m.number, m.created_at, p.memory_off_since is not null as forgetful into v
    from messages m join conversations c on c.id = m.conversation_id join persons p on p.id = c.person_id
    where m.id = p_message and c.desk = 'sales' and p.erased_at is null for key share of p;
  if not found then
    return;
  end if;
  select r.stage into stage from sales_readings r where r.message_id = p_message;
  if found then
    return;
  end if;
  perform from conversations where id = v.id for update;

  if not v_objecting and not v_intents && '{agree,select}' and v_sentiment not in ('positive', 'excited') then
    v_objecting := coalesce((select r.objecting from sales_readings r
      where r.conversation_id = v.id and r.number < v.number order by r.number desc limit 1), false);
  end if;
  stage := stage_of(
    (p_reading ->> 'closing')::boolean or exists (
      select from appointments a where a.conversation_id = v.id and case
        when a.kind = 'callback' then a.status in ('pending', 'no_answer')
        else a.status in ('held', 'pending', 'confirmed') and upper(a.period) > p_now
          and (a.status <> 'held' or a.hold_until > p_now) end),
    v_objecting or (p_reading ->> 'discount')::boolean,
    v_intents && '{facts,compare,select}' or (p_reading ->> 'shown')::integer >= 2);

  if v_sentiment in ('frustrated', 'negative') and exists (
    select from conversations c where c.id = v.id and c.hand_off in ('assistant', 'closed') and c.alert is null)
  then
    select count(*) into v_said from turns t where t.conversation_id = v.id and t.number <= v.number;
    alert := case when v_sentiment = 'frustrated' and v_said >= 5 then 'persistent_frustration'
      when v_sentiment = 'negative' and v_said >= 10 then 'prolonged_negative_experience' end;
  end if;

  if v.forgetful then
    insert into unkept_readings (message_id, read_at) values (p_message, p_now) on conflict do nothing;
    return;
  end if;

  insert into sales_readings (message_id, conversation_id, number, intent, intents, sentiment, frustration, objections,
      asked, places, wish, shown, focus_id, needs_clarification, lacking, objecting, stage, created_at, read_at)
    values (p_message, v.id, v.number, p_reading ->> 'intent', v_intents, v_sentiment, (p_reading ->> 'frustration')::smallint,
      v_objections, p_reading -> 'asked', array(select jsonb_array_elements_text(p_reading -> 'places')), p_reading -> 'wish',
      (p_reading ->> 'shown')::integer, (p_reading ->> 'focusId')::uuid, (p_reading ->> 'needsClarification')::boolean,
      array(select jsonb_array_elements_text(p_reading -> 'lacking')), v_objecting, stage, v.created_at, p_now);

  -- Sessions are counted by gaps. Of two lives that become one each keeps its own.
  select max(a.number) into v_session from activity_sessions a where a.person_id = v.person_id;
  v_key := 'session/' || v.person_id || '/' || v_session;
  if v_session is not null and not exists (select from signals s where s.person_id = v.person_id
      and s.component = 'session' and s.kind = 'earned' and s.key = v_key) then
    v_signals := v_signals || jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'component', 'session',
      'key', v_key, 'message', p_message,
      'sentence', case when v_session > 1 then 'session ' || v_session else 'the first session' end));
    if v_session > 1 then
      v_signals := v_signals || jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'component', 'return',
        'key', v_key, 'message', p_message, 'sentence', 'came back for session ' || v_session));
    end if;
  end if;
  v_average := average_sentiment(v.person_id);
  if v_average > 0 or exists (
    select from signals s where s.person_id = v.person_id and s.component = 'sentiment' and s.kind = 'earned')
  then
    v_signals := v_signals || jsonb_build_array(jsonb_build_object('id', gen_random_uuid(), 'component', 'sentiment',
      'key', 'message/' || p_message, 'basis', round(greatest(v_average, 0), 4), 'message', p_message,
      'sentence', 'sentiment of the last messages is ' || round(v_average, 2)));
  end if;
  perform from add_signals(v.person_id, p_now, v_signals, true);

  if found then
    select s.to_stage into v_from from lead_stages s where s.person_id = v.person_id order by s.number desc limit 1;
    if v_from is distinct from stage then
      insert into lead_stages (id, person_id, from_stage, to_stage, message_id, created_at)
        values (gen_random_uuid(), v.person_id, v_from, stage, p_message, p_now);
      update leads l set stage = record_reading.stage where l.person_id = v.person_id;
    end if;
  end if;

  if p_nudge is not null then
    insert into nudges (id, conversation_id, message_id, pattern, priority, listing_id, evidence, created_at)
      values ((p_nudge ->> 'id')::uuid, v.id, p_message, p_nudge ->> 'pattern', p_nudge ->> 'priority',
        (p_nudge ->> 'listingId')::uuid, p_nudge -> 'evidence', p_now);
  end if;
end $function$;

CREATE OR REPLACE FUNCTION public.remember_facts(p_person uuid, p_message uuid, p_source text, p_source_id uuid, p_now timestamp with time zone, p_facts jsonb)
 RETURNS SETOF uuid
 LANGUAGE plpgsql
AS $function$
declare
  v_stated uuid[] := array(select (stated ->> 'id')::uuid from jsonb_array_elements(p_facts) stated);
  f record;
begin
  perform from persons
    where id = p_person and memory_off_since is null and erased_at is null for no key update;
  if not found then
    return;
  end if;
  for f in
    select * from jsonb_to_recordset(p_facts)
      as x (id uuid, key text, value jsonb, slot text, confidence real, quote text, rivals text[], family text[])
  loop
    continue when exists (
      select from facts
      where (message_id = p_message or source_id = p_source_id) and person_id = p_person and key = f.key
        and (erased_at is not null or (slot = f.slot and value = f.value)));
    update facts set superseded_at = p_now, superseded_by = f.id,
      superseded_reason = case
        when key = f.key and (value = f.value or slot <> '') then 'restated'
        when key = f.key or key = any (f.family) then 'replaced'
        else 'opposite' end
      where person_id = p_person and superseded_at is null and erased_at is null
        and ((key = any (f.rivals) and slot = f.slot)
          or (key = any (f.family) and id <> all (v_stated)
            and (message_id is null or message_id is distinct from p_message)
            and (source_id is null or source_id is distinct from p_source_id)));
    insert into facts (id, person_id, key, value, slot, confidence, source_kind, message_id, source_id, quote, created_at)
      values (f.id, p_person, f.key, f.value, f.slot, f.confidence, p_source, p_message, p_source_id, f.quote, p_now);
    return next f.id;
  end loop;
end $function$;

CREATE OR REPLACE FUNCTION public.replay_lead(p_person uuid, p_floor integer, p_reverse uuid DEFAULT NULL::uuid, p_pool uuid DEFAULT NULL::uuid)
 RETURNS TABLE(component text, engagement numeric, intent numeric)
 LANGUAGE plpgsql
 STABLE
AS $function$
#variable_conflict use_column
declare
  v_sums jsonb := '{}';    -- {life: {component: [engagement, intent]}}
  v_stands jsonb := '{}';  -- {signal: [life, component, key, engagement, intent]}
  v_weeks text[] := '{}';
  r record;
  d record;
  v_held jsonb;
  v_e numeric;
  v_i numeric;
  v_total_e numeric;
  v_total_i numeric;
  v_life text;
begin
  for r in
    select s.id, s.number, s.origin::text as life, s.component, s.kind, s.key, s.basis, s.reverses,
      w.weights -> s.component as weight, (w.rules #>> '{decay,share}')::numeric as share
    from signals s join lead_weights w on w.version = greatest(s.weights_version, p_floor)
    where s.person_id = p_person and s.kind <> 'rescored'
    union all
    select null, 9223372036854775806, s.origin::text, s.component, 'reversed', s.key, 1, s.id, null, null
    from signals s where s.id = p_reverse
    union all
    select null, 9223372036854775806, p_person::text, c.component, 'merged', 'person/' || p_pool, 1, null, w.weights -> c.component, null
    from (select distinct s.component from signals s where s.person_id = p_person) c,
      (select weights from lead_weights order by version desc limit 1) w
    where p_pool is not null
    order by number
  loop
    v_life := r.life;
    v_held := coalesce(v_sums #> array[v_life, r.component], '[0, 0]');
    v_e := (v_held ->> 0)::numeric;
    v_i := (v_held ->> 1)::numeric;
    if r.kind = 'earned' then
      select coalesce(sum((value ->> 0)::numeric), 0), coalesce(sum((value ->> 1)::numeric), 0) into v_total_e, v_total_i
        from jsonb_each(v_sums -> v_life);
      v_total_e := signal_worth(r.component, (r.weight ->> 'engagement')::numeric, (r.weight ->> 'engagementCap')::numeric,
        r.basis, v_e, v_total_e);
      v_total_i := signal_worth(r.component, (r.weight ->> 'intent')::numeric, (r.weight ->> 'intentCap')::numeric,
        r.basis, v_i, v_total_i);
      v_e := v_e + v_total_e;
      v_i := v_i + v_total_i;
      if r.component <> 'sentiment' then
        v_stands := v_stands || jsonb_build_object(r.id, jsonb_build_array(v_life, r.component, r.key, v_total_e, v_total_i));
      end if;
    elsif r.kind = 'reversed' then
      v_held := v_stands -> r.reverses::text;
      v_life := v_held ->> 0;
      v_stands := v_stands - r.reverses::text;
      v_e := coalesce((v_sums #>> array[v_life, r.component, '0'])::numeric, 0);
      v_i := coalesce((v_sums #>> array[v_life, r.component, '1'])::numeric, 0);
      if r.component <> 'visit' then
        v_e := v_e - least((v_held ->> 3)::numeric, v_e);
        v_i := v_i - least((v_held ->> 4)::numeric, v_i);
      elsif not exists (select from jsonb_each(v_stands) where value ->> 0 = v_life and value ->> 1 = 'visit') then
        v_e := 0;
        v_i := 0;
      end if;
    elsif r.kind = 'decayed' then
      continue when v_life || r.key = any (v_weeks);
      v_weeks := v_weeks || (v_life || r.key);
      v_sums := v_sums || jsonb_build_object(v_life, coalesce((
        select jsonb_object_agg(key, jsonb_build_array(
          (value ->> 0)::numeric - round((value ->> 0)::numeric * r.share, 2),
          (value ->> 1)::numeric - round((value ->> 1)::numeric * r.share, 2)))
        from jsonb_each(v_sums -> v_life)), '{}'));
      continue;
    elsif r.key like 'person/%' then
      -- Two lives are one: what both did counts once, and the caps hold for both together.
      v_held := coalesce(v_sums #> array[substr(r.key, 8), r.component], '[0, 0]');
      v_sums := v_sums #- array[substr(r.key, 8), r.component];
      v_total_e := 0;
      v_total_i := 0;
      for d in select key as id, value as stand from jsonb_each(v_stands)
        where value ->> 0 = substr(r.key, 8) and value ->> 1 = r.component
      loop
        if exists (select from jsonb_each(v_stands) where value ->> 0 = v_life and value ->> 1 = r.component
            and value ->> 2 = d.stand ->> 2) then
          v_total_e := v_total_e + (d.stand ->> 3)::numeric;
          v_total_i := v_total_i + (d.stand ->> 4)::numeric;
          d.stand := jsonb_set(jsonb_set(d.stand, '{3}', '0'), '{4}', '0');
        end if;
        v_stands := v_stands || jsonb_build_object(d.id, jsonb_set(d.stand, '{0}', to_jsonb(v_life)));
      end loop;
      v_e := least((r.weight ->> 'engagementCap')::numeric, greatest(v_e, (v_held ->> 0)::numeric,
        case when r.component <> 'sentiment' then v_e + (v_held ->> 0)::numeric - v_total_e end));
      v_i := least((r.weight ->> 'intentCap')::numeric, greatest(v_i, (v_held ->> 1)::numeric,
        case when r.component <> 'sentiment' then v_i + (v_held ->> 1)::numeric - v_total_i end));
    else
      continue;
    end if;
    v_sums := v_sums || jsonb_build_object(v_life,
      coalesce(v_sums -> v_life, '{}') || jsonb_build_object(r.component, jsonb_build_array(v_e, v_i)));
  end loop;
  return query
    select c.key, sum((c.value ->> 0)::numeric), sum((c.value ->> 1)::numeric)
    from jsonb_each(v_sums) l, jsonb_each(l.value) c group by c.key;
end $function$;

CREATE OR REPLACE FUNCTION public.rescore_lead(p_person uuid, p_version integer, p_now timestamp with time zone)
 RETURNS boolean
 LANGUAGE plpgsql
AS $function$
begin
  perform from leads where person_id = p_person and weights_version < p_version for update;
  if not found then
    return false;
  end if;
  update leads set weights_version = p_version where person_id = p_person;
  return settle_lead(p_person, p_now, 'rescored', 'weights/' || p_version, p_version, 'weights of version ' || p_version) > 0;
end $function$;

CREATE OR REPLACE FUNCTION public.save_answer(p_now timestamp with time zone, p_person uuid, p_key_hash text, p_enrolment uuid, p_prompt text, p_places text[], p_text text, p_long boolean, p_value integer, p_value_told boolean, p_based_on integer, p_final boolean, p_revision_id uuid, p_message uuid, p_version integer, p_settles boolean, OUT outcome text, OUT current answers)
 RETURNS record
 LANGUAGE plpgsql
AS $function$
declare
  v_person uuid := coalesce(p_person,
    (select person_id from visitor_keys where key_hash = p_key_hash and ended_at is null));
  v_enrolment enrolments;
  v_version integer;
  v_rating boolean;
  v_value integer;
  v_good boolean;
begin
  loop
    select * into v_enrolment from enrolments where id = p_enrolment and person_id = v_person;
    outcome := case
      when not found then 'unknown'
      when v_enrolment.archived_at is not null then 'archived'
      when v_enrolment.version <> p_version then 'version'
      when not (p_places && array[
        v_enrolment.programme || '@' || v_enrolment.version || ':text',
        v_enrolment.programme || '@' || v_enrolment.version || ':rating']) then 'prompt' end;
    if outcome is not null then
      current.version := v_enrolment.version;
      return;
    end if;
    v_version := v_enrolment.version;
    v_rating := v_enrolment.programme || '@' || v_version || ':rating' = any (p_places);
    v_value := case when v_rating then p_value end;

    select * into current from answers
      where enrolment_id = p_enrolment and version = v_version and prompt = p_prompt for update;
    if found and v_rating and not p_value_told then
      v_value := coalesce(p_value, current.value);
    end if;
    v_good := case when v_rating then v_value is not null else p_long end;
    if current.revision is null then
      if p_text = '' and v_value is null and not p_final then
        outcome := 'empty';
        return;
      end if;
      if p_text = '' and v_value is null then
        outcome := case when v_rating then 'unrated' else 'short' end;
        return;
      end if;
      perform from enrolments
        where id = p_enrolment and person_id = v_person and version = v_version and archived_at is null for key share;
      continue when not found;
      insert into answers
        (enrolment_id, version, prompt, lineage, revision_id, revision, text, value, final, saved_at, answered_at, message_id)
        values (p_enrolment, v_version, p_prompt, p_revision_id, p_revision_id, 1, p_text, v_value, p_final and v_good, p_now,
          case when p_final and v_good then p_now end, p_message)
        on conflict (enrolment_id, version, prompt) do nothing returning * into current;
      continue when not found;
      exit;
    end if;

    -- Who waited for an upgrade writes to the version that came of it.
    perform from enrolments where id = p_enrolment and person_id = v_person and version = v_version;
    continue when not found;
    if current.text = p_text and current.value is not distinct from v_value then
      if p_final and v_good and not current.final then
        update answers set final = true, answered_at = coalesce(answered_at, p_now), saved_at = p_now
          where enrolment_id = p_enrolment and version = v_version and prompt = p_prompt returning * into current;
      end if;
      exit;
    end if;
    if p_based_on is distinct from current.revision then
      outcome := 'changed';
      return;
    end if;
    if current.final or p_settles or p_now - current.saved_at >= interval '10 minutes' or p_message is distinct from current.message_id then
      insert into answer_revisions (id, enrolment_id, version, prompt, revision, text, value, final, saved_at, message_id)
        values (current.revision_id, p_enrolment, v_version, p_prompt, current.revision, current.text, current.value,
          current.final, current.saved_at, current.message_id);
      current.revision_id := p_revision_id;
    end if;
    update answers set
        revision_id = current.revision_id, revision = revision + 1, text = p_text, value = v_value,
        final = p_final and v_good, saved_at = p_now, message_id = p_message,
        answered_at = case when p_final and v_good then coalesce(answered_at, p_now) else answered_at end
      where enrolment_id = p_enrolment and version = v_version and prompt = p_prompt returning * into current;
    exit;
  end loop;
  outcome := case when not p_final or v_good then 'saved' when v_rating then 'unrated' else 'short' end;
end $function$;

CREATE OR REPLACE FUNCTION public.sentence_of(p_sentence text, p_listing uuid)
 RETURNS text
 LANGUAGE sql
 STABLE
AS $function$
  select left(replace(p_sentence, '{listing}', coalesce((select name from listings where id = p_listing), 'a home')), 400)
$function$;

CREATE OR REPLACE FUNCTION public.settle_lead(p_person uuid, p_now timestamp with time zone, p_kind text, p_key text, p_version integer, p_sentence text, p_pool uuid DEFAULT NULL::uuid)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_rows integer;
begin
  with before as (
    select component, sum(engagement) as engagement, sum(intent) as intent, max(round) filter (where kind = p_kind and key = p_key) as round
    from signals where person_id = p_person group by component
  )
  insert into signals (id, person_id, origin, component, kind, key, round, engagement, intent, weights_version, sentence, created_at)
  select gen_random_uuid(), p_person, p_person, b.component, p_kind, p_key, coalesce(b.round, 0) + 1,
    coalesce(r.engagement, 0) - b.engagement, coalesce(r.intent, 0) - b.intent, p_version, p_sentence, p_now
  from before b left join replay_lead(p_person, (select weights_version from leads where person_id = p_person), null, p_pool) r
    using (component)
  where p_pool is not null or coalesce(r.engagement, 0) <> b.engagement or coalesce(r.intent, 0) <> b.intent
  order by b.component;
  get diagnostics v_rows = row_count;
  update leads l set engagement = s.engagement, intent = s.intent,
      temperature = lead_temperature(s.engagement, s.intent, (select rules from lead_weights order by version desc limit 1))
    from (select coalesce(sum(engagement), 0) as engagement, coalesce(sum(intent), 0) as intent
      from signals where person_id = p_person) s
    where l.person_id = p_person;
  return v_rows;
end $function$;

CREATE OR REPLACE FUNCTION public.signal_worth(p_component text, p_weight numeric, p_cap numeric, p_basis numeric, p_sum numeric, p_total numeric)
 RETURNS numeric
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when p_component = 'sentiment'
    then least(round(p_weight * greatest(p_basis, 0), 2), p_cap, 10 - p_total + p_sum) - p_sum
    else greatest(least(p_weight, p_cap - p_sum, 10 - p_total), 0) end
$function$;

CREATE OR REPLACE FUNCTION public.stage_of(p_closing boolean, p_negotiating boolean, p_evaluating boolean)
 RETURNS text
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select case when p_closing then 'closing' when p_negotiating then 'negotiation' when p_evaluating then 'evaluation'
    else 'discovery' end
$function$;

CREATE OR REPLACE FUNCTION public.touch_session(p_person uuid, p_now timestamp with time zone, p_gap interval)
 RETURNS integer
 LANGUAGE plpgsql
AS $function$
declare
  v_last activity_sessions;
begin
  select * into v_last from activity_sessions where person_id = p_person order by number desc limit 1;
  if found and p_now - v_last.last_at < p_gap then
    update activity_sessions set last_at = p_now
      where person_id = p_person and number = v_last.number and last_at < p_now;
    return null;
  end if;
  insert into activity_sessions (person_id, number, started_at, last_at)
    values (p_person, coalesce(v_last.number, 0) + 1, p_now, p_now)
    on conflict do nothing;
  return case when found then coalesce(v_last.number, 0) + 1 end;
end $function$;

CREATE OR REPLACE FUNCTION public.units_repeat_their_listing()
 RETURNS trigger
 LANGUAGE plpgsql
AS $function$
begin
  select l.name, l.developer, l.city, l.place, l.zone, l.status, l.possession_year, l.possession_quarter, l.amenities,
    l.latitude, l.longitude, l.published
  into new.name, new.developer, new.city, new.place, new.zone, new.status, new.possession_year, new.possession_quarter,
    new.amenities, new.latitude, new.longitude, new.published
  from listings l where l.id = new.listing_id;
  return new;
end $function$;

CREATE OR REPLACE FUNCTION public.unmerge_leads(p_from uuid, p_to uuid, p_now timestamp with time zone, p_moved jsonb)
 RETURNS void
 LANGUAGE plpgsql
AS $function$
declare
  v_from leads;
  v_before leads := jsonb_populate_record(null::leads, (p_moved #>> '{leads_before,0}')::jsonb);
  v_rules jsonb;
  v_version integer;
begin
  perform from leads where person_id in (p_from, p_to) order by person_id for update;
  select * into v_from from leads where person_id = p_from;
  if not found then
    return;
  end if;
  select version, rules into v_version, v_rules from lead_weights order by version desc limit 1;
  perform decay_lead(person_id, p_now) from leads where person_id = p_to and decay_at <= p_now;
  delete from signals where person_id = p_to and id::text in (select jsonb_array_elements_text(p_moved -> 'signals_merged'));
  with back as (
    select split_part(row, ':', 1)::uuid as id, split_part(row, ':', 2)::integer as round
    from jsonb_array_elements_text(p_moved -> 'signals_before') row)
  update signals s set person_id = p_from, round = b.round
    from back b where s.person_id = p_to and (s.id = b.id or s.reverses = b.id);
  update leads set merged_at = null where person_id = p_from;
  update leads set
    last_active_at = case when last_active_at = v_from.last_active_at then v_before.last_active_at else last_active_at end,
    weights_version = case when weights_version = v_from.weights_version then v_before.weights_version else weights_version end
    where person_id = p_to;
  perform settle_lead(p_from, p_now, 'merged', 'undone/' || p_to, v_version, 'taken apart again');
  perform settle_lead(p_to, p_now, 'merged', 'undone/' || p_from, v_version, 'taken apart again');
  update leads set decay_at = case when engagement + intent > 0 then next_decay(last_active_at, p_now, v_rules) end
    where person_id in (p_from, p_to);
end $function$;

CREATE OR REPLACE FUNCTION public.wish_edited(p_state jsonb, p_edit jsonb)
 RETURNS jsonb
 LANGUAGE sql
 IMMUTABLE
AS $function$
  select p_state || jsonb_build_object('wish',
    (coalesce(p_state -> 'wish', '{}') - array(select jsonb_array_elements_text(p_edit -> 'clear'))) || (p_edit -> 'set'))
$function$;
