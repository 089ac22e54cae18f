-- Conversations: threads, their messages in order, and the turn that each message of a visitor opens.

create table conversations (
  id uuid primary key,
  person_id uuid not null references persons (id),
  desk text not null check (desk in ('sales', 'career')),
  -- The number of the newest message. Its row is the conversation's one lock.
  last_number integer not null default 0 check (last_number >= 0),
  created_at timestamptz not null,
  closed_at timestamptz
);
create unique index conversations_open on conversations (person_id, desk) where closed_at is null;
create index conversations_person on conversations (person_id);

create table messages (
  id uuid primary key,
  conversation_id uuid not null references conversations (id),
  number integer not null check (number > 0),
  author text not null check (author in ('visitor', 'assistant', 'staff', 'system')),
  -- Made by the writer's device: the same id again is the same message.
  client_id uuid,
  text text not null,
  parts jsonb not null default '[]' check (jsonb_typeof(parts) = 'array'),
  created_at timestamptz not null,
  unique (conversation_id, number),
  unique (conversation_id, client_id),
  check (author <> 'visitor' or (client_id is not null and char_length(text) between 1 and 4000))
);

alter table facts add constraint facts_message_id_fkey
  foreign key (message_id) references messages (id) deferrable initially deferred;

-- One for each message of a visitor; answered exactly once, in the order of the messages. `human`: the message was left to
-- who took the conversation over, and the assistant is silent.
create table turns (
  message_id uuid primary key references messages (id),
  conversation_id uuid not null references conversations (id),
  number integer not null,
  state text not null default 'pending' check (state in ('pending', 'answered', 'human')),
  -- The run that is answering; free to be claimed when null or when the lease is over.
  owner text,
  lease_until timestamptz,
  attempts integer not null default 0 check (attempts >= 0),
  -- What was picked in the page with this message: whoever answers needs it.
  ui jsonb,
  -- The session that this message opened, if it did: its answer may welcome the person back.
  session_number integer,
  answer_id uuid unique references messages (id),
  answered_at timestamptz,
  unique (conversation_id, number),
  check ((owner is null) = (lease_until is null)),
  check ((state = 'answered') = (answer_id is not null) and (state = 'answered') = (answered_at is not null))
);
create index turns_pending on turns (conversation_id, number) where state = 'pending';

-- What the assistant holds in mind (wish, focus, listings shown, open offer): a row per turn or edit, the latest counts.
create table conversation_states (
  conversation_id uuid not null references conversations (id),
  number integer not null check (number > 0),
  state jsonb not null check (jsonb_typeof(state) = 'object'),
  -- The message whose turn left this state, or else the edit {set, clear} that was made to the wish in the page.
  message_id uuid references messages (id),
  edit jsonb,
  created_at timestamptz not null,
  primary key (conversation_id, number),
  check (num_nonnulls(message_id, edit) = 1)
);
create index conversation_states_message on conversation_states (message_id);

-- Who speaks for the house. No row means the assistant; the latest counts.
create table hand_offs (
  conversation_id uuid not null references conversations (id),
  number integer not null check (number > 0),
  state text not null check (state in ('assistant', 'waiting', 'human', 'closed')),
  reason text,
  acted_by text not null check (acted_by in ('visitor', 'staff', 'assistant', 'system')),
  account_id uuid references accounts (id) on delete set null,
  message_id uuid references messages (id),
  created_at timestamptz not null,
  primary key (conversation_id, number),
  check (account_id is null or acted_by = 'staff')
);
create index hand_offs_message on hand_offs (message_id);
create index hand_offs_account on hand_offs (account_id);

-- Everything that answering a turn needs, in one read.
create view turn_details as
select
  t.message_id, t.conversation_id, c.person_id, c.desk, t.number, m.client_id, m.text, m.created_at, t.ui,
  t.state, t.owner, t.lease_until, t.attempts, t.answer_id,
  t.session_number,
  coalesce(floor(extract(epoch from s.started_at - before.last_at) / 86400), 0)::integer as idle_days,
  coalesce(held.number, 0) as state_number,
  held.state as held_state,
  coalesce(h.state, 'assistant') as hand_off
from turns t
join messages m on m.id = t.message_id
join conversations c on c.id = t.conversation_id
left join activity_sessions s on s.person_id = c.person_id and s.number = t.session_number
left join activity_sessions before on before.person_id = c.person_id and before.number = t.session_number - 1
left join lateral (
  select number, state from conversation_states where conversation_id = c.id order by number desc limit 1
) held on true
left join lateral (
  select state from hand_offs where conversation_id = c.id order by number desc limit 1
) h on true;

create function human_speaks(p_conversation uuid) returns boolean
language sql stable as $$
  select coalesce(
    (select state = 'human' from hand_offs where conversation_id = p_conversation order by number desc limit 1), false)
$$;

-- The person of a visitor key, made with the key's row when this is the first that its holder writes. Null: the key is
-- ended. Holders of one new key at the same time get one person: the second waits for the first's row.
create function person_of_key(p_key_hash text, p_new_person uuid, p_now timestamptz) returns uuid
language plpgsql as $$
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
end $$;

-- Moves the person's activity. Gives the number of the session that begins with it, or null when one goes on.
create function touch_session(p_person uuid, p_now timestamptz, p_gap interval) returns integer
language plpgsql as $$
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
end $$;

-- One message of a visitor and its turn, in one round trip. The turn is leased to the caller unless an earlier one is
-- pending or a human speaks. Outcomes: posted; repeated (same id, same text); reused (same id, other text); ended (key or person is gone).
-- Locks: person (shared), then conversation. Erasing takes them in the same order.
create function post_message(
  p_now timestamptz, p_key_hash text, p_person uuid, p_new_person uuid, p_desk text, p_new_conversation uuid,
  p_message uuid, p_client uuid, p_text text, p_ui jsonb, p_owner text, p_lease interval, p_gap interval,
  out outcome text, out turn turn_details
) language plpgsql as $$
declare
  v_person uuid := coalesce(p_person, person_of_key(p_key_hash, p_new_person, p_now));
  v_conversation uuid;
  v_existing messages;
  v_number integer;
  v_session integer;
  v_human boolean;
  v_mine boolean;
begin
  perform from persons where id = v_person and erased_at is null for key share;
  if not found then
    outcome := 'ended';
    return;
  end if;

  loop
    select id into v_conversation from conversations
      where person_id = v_person and desk = p_desk and closed_at is null for update;
    exit when found;
    insert into conversations (id, person_id, desk, created_at)
      values (p_new_conversation, v_person, p_desk, p_now)
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
  update conversations set last_number = last_number + 1 where id = v_conversation returning last_number into v_number;
  insert into messages (id, conversation_id, number, author, client_id, text, created_at)
    values (p_message, v_conversation, v_number, 'visitor', p_client, p_text, p_now);
  insert into turns (message_id, conversation_id, number, state, ui, session_number, owner, lease_until, attempts)
    values (p_message, v_conversation, v_number, case when v_human then 'human' else 'pending' end, p_ui, v_session,
      case when v_mine then p_owner end, case when v_mine then p_now + p_lease end, v_mine::integer);
  outcome := 'posted';
  select * into turn from turn_details where message_id = p_message;
end $$;

-- A state whose wish has an edit {set, clear} on top.
create function wish_edited(p_state jsonb, p_edit jsonb) returns jsonb
language sql immutable as $$
  select p_state || jsonb_build_object('wish',
    (coalesce(p_state -> 'wish', '{}') - array(select jsonb_array_elements_text(p_edit -> 'clear'))) || (p_edit -> 'set'))
$$;

-- Inserts a turn's answer exactly once, for the owner of its lease alone. Outcomes: completed; answered (somebody has; the
-- answer is given); lost (somebody else is at it); human (a human took over meanwhile: nothing is said); gone (erased).
create function complete_turn(
  p_now timestamptz, p_message uuid, p_owner text, p_answer uuid, p_text text, p_parts jsonb, p_base integer, p_state jsonb,
  out outcome text, out answer messages
) language plpgsql as $$
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
    update conversations set last_number = last_number + 1 where id = v_turn.conversation_id
      returning last_number into v_number;
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
end $$;
