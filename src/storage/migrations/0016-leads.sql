-- Leads: persons seen by the sales desk, and the ledger of signals that their score is the sum of.

-- Weights as staff set them; a new version is a new row, and every signal names its own. `rules` are the thresholds of
-- temperature and the decay of who stays away.
create table lead_weights (
  version integer primary key check (version > 0),
  weights jsonb not null check (jsonb_typeof(weights) = 'object'),
  rules jsonb not null check (jsonb_typeof(rules) = 'object'),
  account_id uuid references accounts (id) on delete set null,
  created_at timestamptz not null
);
create index lead_weights_account on lead_weights (account_id);
insert into lead_weights (version, weights, rules, created_at) values (1, '{
  "session": {"engagement": 0.5, "intent": 0, "engagementCap": 3, "intentCap": 0},
  "view": {"engagement": 0.2, "intent": 0, "engagementCap": 3, "intentCap": 0},
  "interest": {"engagement": 1, "intent": 1.5, "engagementCap": 2, "intentCap": 3},
  "sentiment": {"engagement": 2, "intent": 0, "engagementCap": 2, "intentCap": 0},
  "visit": {"engagement": 0, "intent": 3, "engagementCap": 0, "intentCap": 3},
  "callback": {"engagement": 0, "intent": 1.5, "engagementCap": 0, "intentCap": 1.5},
  "detail": {"engagement": 0, "intent": 0.25, "engagementCap": 0, "intentCap": 1},
  "contact": {"engagement": 0, "intent": 0.5, "engagementCap": 0, "intentCap": 0.5},
  "return": {"engagement": 0, "intent": 0.25, "engagementCap": 0, "intentCap": 1}
}', '{
  "hot": {"sum": 12, "intent": 6}, "warm": {"sum": 6, "intent": 3},
  "decay": {"idleDays": 14, "everyDays": 7, "share": 0.1}
}', '2026-01-01T00:00:00Z');

-- A new version held against every lead, in the order of their ids: begun again where it was left.
create table lead_rescores (
  version integer primary key references lead_weights (version),
  account_id uuid references accounts (id) on delete set null,
  total integer not null,
  done integer not null default 0,
  changed integer not null default 0,
  -- The last lead that was done.
  place uuid,
  wanted_at timestamptz not null,
  finished_at timestamptz
);
create index lead_rescores_account on lead_rescores (account_id);

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
  -- When the next week of staying away is over; empty while there is nothing left to lose.
  decay_at timestamptz,
  -- The oldest version that a row of this ledger counts by: it was rescored to it, or begun under it.
  weights_version integer not null default 1 references lead_weights (version),
  -- Set while the person is somebody else's: then the ledger is theirs, and no list has this lead.
  merged_at timestamptz,
  created_at timestamptz not null,
  check ((override_temperature is null) = (override_until is null))
);
create index leads_heat on leads (temperature, intent desc, engagement desc, last_active_at desc, person_id);
create index leads_overridden on leads (override_until) where override_until is not null;
create index leads_active on leads (last_active_at desc, person_id);
create index leads_decay on leads (decay_at) where decay_at is not null;
create index leads_weights on leads (weights_version);

-- The ledger: added to, never changed. `key` is what it was earned by: the same again is the same signal, until it was taken
-- back: then it is earned in another round.
create table signals (
  id uuid primary key,
  person_id uuid not null references leads (person_id),
  -- In whose life it was earned: that of another person's who became this one.
  origin uuid not null,
  number bigint generated always as identity,
  component text not null check (component in
    ('session', 'view', 'interest', 'sentiment', 'visit', 'callback', 'detail', 'contact', 'return')),
  kind text not null check (kind in ('earned', 'reversed', 'decayed', 'rescored', 'merged')),
  key text not null check (char_length(key) between 1 and 200),
  round integer not null default 1 check (round > 0),
  -- What the weight is multiplied by: the average, of a sentiment.
  basis numeric(6, 4) not null default 1,
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
  unique (person_id, component, kind, key, round),
  check ((kind = 'reversed') = (reverses is not null))
);
create index signals_person on signals (person_id, number);
create unique index signals_reverses on signals (reverses) where reverses is not null;
create index signals_message on signals (message_id) where message_id is not null;
create index signals_listing on signals (listing_id) where listing_id is not null;
create index signals_appointment on signals (appointment_id) where appointment_id is not null;
create index signals_weights on signals (weights_version);

create function lead_temperature(p_engagement numeric, p_intent numeric, p_rules jsonb) returns text
language sql immutable as $$
  select case
    when p_engagement + p_intent >= (p_rules #>> '{hot,sum}')::numeric or p_intent >= (p_rules #>> '{hot,intent}')::numeric
      then 'hot'
    when p_engagement + p_intent >= (p_rules #>> '{warm,sum}')::numeric or p_intent >= (p_rules #>> '{warm,intent}')::numeric
      then 'warm'
    else 'cold' end
$$;

-- What one more deed is worth: a sentiment brings its component to the average's worth; anything else earns its weight, as far
-- as the component and the score have room.
create function signal_worth(p_component text, p_weight numeric, p_cap numeric, p_basis numeric, p_sum numeric, p_total numeric)
returns numeric language sql immutable as $$
  select case when p_component = 'sentiment'
    then least(round(p_weight * greatest(p_basis, 0), 2), p_cap, 10 - p_total + p_sum) - p_sum
    else greatest(least(p_weight, p_cap - p_sum, 10 - p_total), 0) end
$$;

-- The sums that a ledger's deeds come to, each by its own weights or by those of version `p_floor` if they are newer. `p_reverse`:
-- as if this row were taken back now; `p_pool`: as if this person's ledger, already moved here, were made one with it now.
-- Each life counts for itself until it is pooled: somebody who came back by another browser did not stay away.
create function replay_lead(p_person uuid, p_floor integer, p_reverse uuid default null, p_pool uuid default null)
returns table (component text, engagement numeric, intent numeric) language plpgsql stable as $$
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
end $$;

create function lead_sums(p_person uuid) returns jsonb language sql stable as $$
  select coalesce(jsonb_object_agg(component, jsonb_build_array(engagement, intent)), '{}') from (
    select component, sum(engagement) as engagement, sum(intent) as intent from signals
    where person_id = p_person group by component) sums
$$;

-- Brings a ledger to what its deeds come to, by one row per component that differs, and the lead's scores with it. Gives how many
-- rows. The caller holds the lead. `p_pool` as in replay_lead: then every component has its row, which says that lives were made one.
create function settle_lead(p_person uuid, p_now timestamptz, p_kind text, p_key text, p_version integer, p_sentence text, p_pool uuid default null)
returns integer language plpgsql as $$
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
end $$;

-- A lead held against the newest version of the weights. Gives whether anything differed.
create function rescore_lead(p_person uuid, p_version integer, p_now timestamptz) returns boolean language plpgsql as $$
begin
  perform from leads where person_id = p_person and weights_version < p_version for update;
  if not found then
    return false;
  end if;
  update leads set weights_version = p_version where person_id = p_person;
  return settle_lead(p_person, p_now, 'rescored', 'weights/' || p_version, p_version, 'weights of version ' || p_version) > 0;
end $$;

-- Writes what a lead loses by having stayed away, week by week up to now, each dated when it was over. The caller holds the lead.
create function decay_lead(p_person uuid, p_now timestamptz) returns void language plpgsql as $$
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
end $$;

-- The leads that are due, as many as `p_limit`, in any number of processes at once. Gives whose ledger grew.
create function decay_leads(p_now timestamptz, p_limit integer) returns setof uuid language plpgsql as $$
declare
  v_person uuid;
begin
  for v_person in
    select person_id from leads where decay_at <= p_now order by decay_at limit p_limit for update skip locked
  loop
    perform decay_lead(v_person, p_now);
    return next v_person;
  end loop;
end $$;

-- When the next week of staying away is over for who was last active then.
create function next_decay(p_last timestamptz, p_now timestamptz, p_rules jsonb) returns timestamptz
language sql immutable as $$
  select p_last + make_interval(hours => 24 * (idle + every * greatest(1, 1 + floor(
      (extract(epoch from p_now - p_last) / 86400 - idle) / every)::integer)))
  from (select (p_rules #>> '{decay,idleDays}')::integer as idle, (p_rules #>> '{decay,everyDays}')::integer as every) rules
$$;

-- A sentence with the name of its listing in its place.
create function sentence_of(p_sentence text, p_listing uuid) returns text language sql stable as $$
  select left(replace(p_sentence, '{listing}', coalesce((select name from listings where id = p_listing), 'a home')), 400)
$$;

-- Adds to a lead's ledger and keeps its scores, under the lead's lock: what is due by having stayed away first, then each signal
-- {id, component, key, basis, message, listing, appointment, sentence, takesBack}. A key that stands is not earned again; one
-- that does not stand is not taken back. Keys: `session/<person>/<number>` (session, return), `listing/<id>` (view, interest),
-- `listing/<id>/<fact>` (detail), `message/<id>` (sentiment; basis is the average), `appointment/<id>` (visit, callback), `contact`.
-- In a sentence {listing} stands for its name. With memory off only taking back is written. No row: there is no such lead.
-- `p_active`: the person did something. Locks: person (shared), then lead.
create function add_signals(p_person uuid, p_now timestamptz, p_signals jsonb, p_active boolean)
returns table (engagement numeric, intent numeric, temperature text, added integer, engagement_before numeric, intent_before numeric)
language plpgsql as $$
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
end $$;

-- Makes the ledger of one person another's: {signals, signals_before, signals_merged, leads} for taking it apart, or null where
-- there was none. Both persons are locked.
create function merge_leads(p_from uuid, p_to uuid, p_now timestamptz) returns jsonb language plpgsql as $$
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
end $$;

-- Takes that apart: the rows as they were, with what took them back since; what was added since stays, and each ledger comes to
-- what its deeds do.
create function unmerge_leads(p_from uuid, p_to uuid, p_now timestamptz, p_moved jsonb) returns void language plpgsql as $$
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
end $$;
