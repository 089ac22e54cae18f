-- How each message of a visitor to the sales desk was read, the stages that follow from it, and the nudges that were given.

-- The ordinal goes over all conversations of a person: an average of the last twenty follows it.
create table sales_readings (
  message_id uuid primary key references messages (id),
  conversation_id uuid not null references conversations (id),
  -- The message's number.
  number integer not null check (number > 0),
  ordinal bigint generated always as identity,
  intent text not null,
  intents text[] not null,
  sentiment text not null check (sentiment in ('excited', 'positive', 'neutral', 'negative', 'frustrated')),
  score numeric(2, 1) generated always as (case sentiment
    when 'excited' then 1 when 'positive' then 0.5 when 'negative' then -0.5 when 'frustrated' then -1 else 0 end) stored,
  frustration smallint not null check (frustration between 0 and 10),
  objections text[] not null check (objections <@ '{budget,location,possession,construction_risk}'),
  -- Facts asked: [{listingId, fact}].
  asked jsonb not null check (jsonb_typeof(asked) = 'array'),
  places text[] not null,
  wish jsonb not null check (jsonb_typeof(wish) = 'object'),
  -- How many different listings were shown before the answer.
  shown integer not null check (shown >= 0),
  focus_id uuid references listings (id) on delete set null,
  needs_clarification boolean not null,
  lacking text[] not null,
  -- An objection now, or an earlier one that nothing has settled since.
  objecting boolean not null,
  stage text not null check (stage in ('discovery', 'evaluation', 'negotiation', 'closing')),
  -- When it was said, and when it was read.
  created_at timestamptz not null,
  read_at timestamptz not null,
  unique (conversation_id, number)
);
-- What nobody answers as a human speaks is read all the same; ids grow with time.
create index turns_left_to_humans on turns (message_id) where state = 'human';
create index sales_readings_focus on sales_readings (focus_id) where focus_id is not null;

-- Messages that were read while the person's memory was off: nothing of the reading is kept, and nobody reads them again.
create table unkept_readings (
  message_id uuid primary key references messages (id),
  read_at timestamptz not null
);

-- The stages of a person, added to; the newest `to_stage` is the stage. The first row comes from nowhere.
create table lead_stages (
  id uuid primary key,
  person_id uuid not null references leads (person_id),
  number bigint generated always as identity,
  from_stage text check (from_stage in ('discovery', 'evaluation', 'negotiation', 'closing')),
  to_stage text not null check (to_stage in ('discovery', 'evaluation', 'negotiation', 'closing')),
  message_id uuid references messages (id),
  created_at timestamptz not null,
  check (from_stage is distinct from to_stage)
);
create index lead_stages_person on lead_stages (person_id, number);
create index lead_stages_message on lead_stages (message_id) where message_id is not null;

-- What a pattern of somebody's deeds earned them: one sentence and one chip of the answer to this message.
create table nudges (
  id uuid primary key,
  conversation_id uuid not null references conversations (id),
  message_id uuid not null unique references messages (id),
  pattern text not null check (pattern in
    ('repeat_views', 'decision_readiness', 'budget_concern', 'location_focus', 'abandoned_interest', 'long_session')),
  priority text not null check (priority in ('high', 'medium', 'low')),
  listing_id uuid references listings (id) on delete set null,
  -- What was counted, for staff.
  evidence jsonb not null check (jsonb_typeof(evidence) = 'object'),
  created_at timestamptz not null
);
create index nudges_conversation on nudges (conversation_id, created_at);
create index nudges_listing on nudges (listing_id) where listing_id is not null;

-- The mood of somebody's last twenty messages at the sales desk, 1 excited to -1 frustrated; null before the first.
create function average_sentiment(p_person uuid) returns numeric language sql stable as $$
  select avg(score) from (
    select r.score from conversations c cross join lateral (
      select score, ordinal from sales_readings where conversation_id = c.id order by number desc limit 20) r
    where c.person_id = p_person and c.desk = 'sales' order by r.ordinal desc limit 20) newest
$$;

-- The first that applies (sales desk, 3).
create function stage_of(p_closing boolean, p_negotiating boolean, p_evaluating boolean) returns text
language sql immutable as $$
  select case when p_closing then 'closing' when p_negotiating then 'negotiation' when p_evaluating then 'evaluation'
    else 'discovery' end
$$;

-- Writes down how a message was read, once, with the stage, the signals and the nudge that came of it, in one round trip.
-- `p_signals` are what this message earned; sessions and mood are added here. Locks the person, then the conversation, then the
-- lead. `alert` says why staff should look, where none of them was told or is there. While memory is off nothing is kept, and
-- the stage is the message's own.
create function record_reading(
  p_now timestamptz, p_message uuid, p_reading jsonb, p_signals jsonb, p_nudge jsonb, out stage text, out alert text
) language plpgsql as $$
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
end $$;
