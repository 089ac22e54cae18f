-- Programmes: guided courses, and each person's way through one.

-- What was released, so that an altered version is refused at start. The words themselves are in the code.
create table programme_versions (
  programme text not null check (programme ~ '^[a-z][a-z0-9-]{0,39}$'),
  version integer not null check (version > 0),
  checksum text not null check (checksum ~ '^[0-9a-f]{64}$'),
  released_at timestamptz not null,
  primary key (programme, version)
);

create table enrolments (
  id uuid primary key,
  person_id uuid not null references persons (id),
  programme text not null,
  version integer not null,
  -- The current prompt; null at the welcome.
  position text,
  -- Of the request that made it: sent again, it makes nothing.
  request_key text,
  -- Since when a coach may read it.
  shared_at timestamptz,
  created_at timestamptz not null,
  paused_at timestamptz,
  completed_at timestamptz,
  archived_at timestamptz,
  foreign key (programme, version) references programme_versions (programme, version),
  unique (person_id, request_key)
);
create unique index enrolments_open on enrolments (person_id, programme) where archived_at is null;
create index enrolments_person on enrolments (person_id, created_at);
create index enrolments_version on enrolments (programme, version);

-- Each answer as it stands. A version that the person left keeps its rows; they are read as earlier questions.
create table answers (
  enrolment_id uuid not null references enrolments (id),
  version integer not null,
  prompt text not null check (prompt ~ '^[0-9]{1,2}([.][0-9]{1,2})?$'),
  -- The same for an answer and its copies in other versions.
  lineage uuid not null,
  -- Names these words for good once they are fixed: facts point to it.
  revision_id uuid not null unique,
  -- Counts the writes.
  revision integer not null check (revision > 0),
  text text not null check (char_length(text) <= 4000),
  value integer check (value between 1 and 10),
  -- Next was pressed on these words.
  final boolean not null,
  saved_at timestamptz not null,
  -- When it was first good enough to go on; later edits leave it.
  answered_at timestamptz,
  message_id uuid references messages (id),
  -- The revision of the version before that these words were copied from.
  copied_from uuid,
  primary key (enrolment_id, version, prompt),
  check (not final or answered_at is not null)
)
-- Room on the page: the next words of a draft touch no index.
with (fillfactor = 70);
create index answers_message on answers (message_id) where message_id is not null;

-- What an answer said before, each as it was fixed.
create table answer_revisions (
  id uuid primary key,
  enrolment_id uuid not null,
  version integer not null,
  prompt text not null,
  revision integer not null check (revision > 0),
  text text not null,
  value integer,
  final boolean not null,
  saved_at timestamptz not null,
  message_id uuid references messages (id),
  unique (enrolment_id, version, prompt, revision),
  foreign key (enrolment_id, version, prompt) references answers (enrolment_id, version, prompt)
);
create index answer_revisions_message on answer_revisions (message_id) where message_id is not null;

-- A prompt that was left open on purpose. It counts as long as nothing was written there since.
create table skips (
  enrolment_id uuid not null references enrolments (id),
  version integer not null,
  prompt text not null,
  -- The revision of the answer then; 0 where there was none.
  revision integer not null,
  skipped_at timestamptz not null,
  primary key (enrolment_id, version, prompt)
);

-- Answers that stay private although the enrolment is shared.
create table private_answers (
  enrolment_id uuid not null references enrolments (id),
  version integer not null,
  prompt text not null,
  since timestamptz not null,
  primary key (enrolment_id, version, prompt)
);

create table enrolment_upgrades (
  id uuid primary key,
  enrolment_id uuid not null references enrolments (id),
  from_version integer not null,
  to_version integer not null check (to_version > from_version),
  -- Where the person stood before.
  position text,
  upgraded_at timestamptz not null,
  undone_at timestamptz
);
create index enrolment_upgrades_enrolment on enrolment_upgrades (enrolment_id);

create table experiments (
  id uuid primary key,
  enrolment_id uuid not null references enrolments (id),
  request_key text,
  title text not null,
  hypothesis text not null,
  metric text not null,
  resources text not null,
  start_on date,
  review_on date,
  status text not null check (status in ('draft', 'active', 'reviewed', 'abandoned')),
  version integer not null check (version > 0),
  -- Counts what changes the reminder of the review.
  reminder_version integer not null default 1 check (reminder_version > 0),
  created_at timestamptz not null,
  started_at timestamptz,
  ended_at timestamptz,
  unique (enrolment_id, request_key),
  constraint experiments_ended check ((status in ('reviewed', 'abandoned')) = (ended_at is not null)),
  constraint experiments_started check (
    status not in ('active', 'reviewed')
    or (started_at is not null and hypothesis <> '' and metric <> '' and (start_on is not null or review_on is not null)))
);

create table obstacles (
  id uuid primary key,
  experiment_id uuid not null references experiments (id),
  request_key text,
  kind text not null check (kind in ('external', 'internal')),
  label text not null check (label <> ''),
  strategy text not null,
  created_at timestamptz not null,
  unique (experiment_id, request_key)
);

create table actions (
  id uuid primary key,
  experiment_id uuid not null references experiments (id),
  request_key text,
  label text not null check (label <> ''),
  due_on date,
  who text not null,
  done_at timestamptz,
  created_at timestamptz not null,
  changed_at timestamptz not null,
  unique (experiment_id, request_key)
);

create table learnings (
  id uuid primary key,
  experiment_id uuid not null references experiments (id),
  request_key text,
  text text not null check (text <> ''),
  learned_at timestamptz not null,
  unique (experiment_id, request_key)
);

create table reflections (
  id uuid primary key,
  experiment_id uuid not null references experiments (id),
  number bigint generated always as identity,
  outcome text not null,
  learning text not null,
  confidence integer not null check (confidence between 1 and 10),
  next text not null check (next in ('continue', 'pivot', 'archive')),
  reflected_at timestamptz not null
);
create index reflections_experiment on reflections (experiment_id, number);

-- Keeps what somebody wrote, in one round trip, for a thousand people who type at once. `p_places` names the programmes in which
-- this prompt stands, as `programme@version:kind`. A rating that is not told (`p_value_told`) but read from the words stands in
-- `p_value`; where there is none, the one before stays.
--
-- A revision is a draft that the next words replace, until Next (`p_final`) or ten idle minutes fix it; then the next words
-- begin another, and it stays readable. The same text again changes nothing, whatever it was based on. Outcomes: saved; short
-- (kept as a draft; Next is refused); changed (based on another revision: nothing is written); unrated; empty (there was
-- nothing and there is nothing); archived; version (the enrolment is on another than `p_version`: the same prompt may ask
-- something else there); prompt (no such prompt); unknown. `current` is the answer as it stands then, for `version` its version alone.
-- `p_settles`: the words that stand are those of another page or device; they are fixed first, so that they stay readable.
--
-- Who writes is a person, or the holder of a visitor key. Locks the answer alone. A first answer locks its enrolment against erasing and upgrading; both lock the answers there are.
create function save_answer(
  p_now timestamptz, p_person uuid, p_key_hash text, p_enrolment uuid, p_prompt text, p_places text[], p_text text, p_long boolean,
  p_value integer, p_value_told boolean, p_based_on integer, p_final boolean, p_revision_id uuid, p_message uuid,
  p_version integer, p_settles boolean,
  out outcome text, out current answers
) language plpgsql as $$
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
end $$;
