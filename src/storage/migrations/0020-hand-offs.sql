-- Hand-offs as staff work with them: who speaks stands on the conversation too, alerts, what a visitor who waits was promised,
-- who has read how far and is looking, and replies kept for use again.

alter table hand_offs drop constraint hand_offs_reason;
alter table hand_offs add constraint hand_offs_reason check (reason in
  ('requested', 'crisis', 'stuck', 'frustrated', 'low_confidence', 'assistant_failed',
   'high_frustration', 'persistent_frustration', 'prolonged_negative_experience'));

-- The newest row of hand_offs, as a list of a million conversations needs it, kept by the statement that adds the row.
alter table conversations
  add column hand_off text not null default 'assistant' check (hand_off in ('assistant', 'waiting', 'human', 'closed')),
  add column hand_off_number integer not null default 0,
  add column hand_off_reason text,
  add column hand_off_since timestamptz,
  -- Who has it, while `human`.
  add column hand_off_account_id uuid references accounts (id) on delete set null,
  -- Why staff should look although nobody waits; gone once somebody takes or settles it.
  add column alert text check (alert in ('persistent_frustration', 'prolonged_negative_experience')),
  add column alerted_at timestamptz,
  -- The place in the staff's list: 0 crisis, 1 alert, 2 waiting, 3 with somebody; null where nobody is wanted.
  add column attention smallint generated always as (case
    when hand_off in ('waiting', 'human') and hand_off_reason = 'crisis' then 0
    when alert is not null or (hand_off = 'waiting' and hand_off_reason in
      ('high_frustration', 'persistent_frustration', 'prolonged_negative_experience')) then 1
    when hand_off = 'waiting' then 2
    when hand_off = 'human' then 3 end) stored,
  add column attention_since timestamptz generated always as (case
    when hand_off in ('waiting', 'human') then hand_off_since else alerted_at end) stored,
  -- When it was last written in, to the minute: a busy thread leaves the index alone.
  add column active_at timestamptz not null default now(),
  add check ((alert is null) = (alerted_at is null));

update conversations c set
  active_at = coalesce((select created_at from messages where conversation_id = c.id order by number desc limit 1), c.created_at);
update conversations c set
  hand_off = h.state, hand_off_number = h.number, hand_off_reason = h.reason, hand_off_since = h.created_at,
  hand_off_account_id = case when h.state = 'human' then h.account_id end
from (select distinct on (conversation_id) * from hand_offs order by conversation_id, number desc) h
where h.conversation_id = c.id;

create index conversations_speaker on conversations (hand_off_account_id) where hand_off_account_id is not null;
create index conversations_attention on conversations (desk, attention, attention_since, id)
  where attention is not null;
create index conversations_settled on conversations (desk, hand_off_since desc, id desc) where hand_off = 'closed';
-- Work with a coach is the person's own until a human was wanted.
create index conversations_recent on conversations (desk, active_at desc, id desc) where desk = 'sales' or hand_off_number > 0;
drop index hand_offs_open;

create function hand_off_stands() returns trigger language plpgsql as $$
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
end $$;
create trigger hand_off_stands after insert on hand_offs for each row execute function hand_off_stands();

create or replace function human_speaks(p_conversation uuid) returns boolean
language sql stable as $$
  select coalesce((select hand_off = 'human' from conversations where id = p_conversation), false)
$$;

create or replace view turn_details as
select
  t.message_id, t.conversation_id, c.person_id, c.desk, t.number, m.client_id, m.text, m.created_at, t.ui,
  t.state, t.owner, t.lease_until, t.attempts, t.answer_id,
  t.session_number,
  coalesce(floor(extract(epoch from s.started_at - before.last_at) / 86400), 0)::integer as idle_days,
  coalesce(held.number, 0) as state_number,
  held.state as held_state,
  c.hand_off
from turns t
join messages m on m.id = t.message_id
join conversations c on c.id = t.conversation_id
left join activity_sessions s on s.person_id = c.person_id and s.number = t.session_number
left join activity_sessions before on before.person_id = c.person_id and before.number = t.session_number - 1
left join lateral (
  select number, state from conversation_states where conversation_id = c.id order by number desc limit 1
) held on true;

-- As before; the conversation says when it was last written in.
create or replace function post_message(
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
end $$;

create or replace function complete_turn(
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
end $$;

-- What is going badly although nobody asked for a person: staff are told, each message's reason once.
create table conversation_alerts (
  id uuid primary key,
  conversation_id uuid not null references conversations (id),
  reason text not null check (reason in ('persistent_frustration', 'prolonged_negative_experience')),
  message_id uuid not null references messages (id),
  created_at timestamptz not null,
  unique (conversation_id, reason, message_id)
);
create index conversation_alerts_message on conversation_alerts (message_id);

-- By when a visitor who waits was told that somebody is there, one row for each time that they began to wait.
create table hand_off_promises (
  conversation_id uuid not null,
  number integer not null,
  -- Somebody is there by then: at once in calling hours, else when they begin.
  promised_at timestamptz not null,
  out_of_hours boolean not null,
  -- Nobody there by then: it is said once.
  late_at timestamptz not null,
  -- When it was said, or turned out not to be needed.
  ended_at timestamptz,
  message_id uuid references messages (id),
  primary key (conversation_id, number),
  foreign key (conversation_id, number) references hand_offs (conversation_id, number),
  check (message_id is null or ended_at is not null)
);
create index hand_off_promises_late on hand_off_promises (late_at) where ended_at is null;
create index hand_off_promises_message on hand_off_promises (message_id) where message_id is not null;

-- Who has read how far, is looking and is writing: a row for each member of staff, and one without for the visitor.
create table conversation_presence (
  conversation_id uuid not null references conversations (id),
  account_id uuid references accounts (id) on delete cascade,
  read_number integer not null default 0 check (read_number >= 0),
  -- The last sign of an open page; null once it was closed.
  seen_at timestamptz,
  typing_until timestamptz,
  constraint conversation_presence_who unique nulls not distinct (conversation_id, account_id)
) with (fillfactor = 80);
create index conversation_presence_account on conversation_presence (account_id) where account_id is not null;

-- Replies for use again: somebody's own, or shared by a desk. Placeholders: {name}, {me}, {business}.
create table canned_replies (
  id uuid primary key,
  desk text not null check (desk in ('sales', 'career')),
  account_id uuid references accounts (id) on delete set null,
  shared boolean not null,
  short text not null check (short ~ '^[a-z0-9][a-z0-9-]{0,31}$'),
  text text not null check (char_length(text) between 1 and 4000),
  created_at timestamptz not null,
  updated_at timestamptz not null
);
create unique index canned_replies_shared on canned_replies (desk, short) where shared;
create unique index canned_replies_own on canned_replies (account_id, desk, short) where not shared;
create index canned_replies_account on canned_replies (account_id);

-- Colleagues that a note is meant for.
create table conversation_note_mentions (
  note_id uuid not null references conversation_notes (id) on delete cascade,
  account_id uuid not null references accounts (id) on delete cascade,
  primary key (note_id, account_id)
);
create index conversation_note_mentions_account on conversation_note_mentions (account_id);

-- What falls due while somebody has a thread is said there too.
alter table reminders drop constraint reminders_channel_check, drop constraint reminders_sent_by_check;
alter table reminders
  add constraint reminders_channel_check check (channel in ('email', 'phone', 'push', 'chat')),
  add constraint reminders_sent_by_check check (sent_by in ('email', 'sms', 'whatsapp', 'push', 'chat'));
alter table reminder_attempts drop constraint reminder_attempts_sent_by_check;
alter table reminder_attempts
  add constraint reminder_attempts_sent_by_check check (sent_by in ('email', 'sms', 'whatsapp', 'push', 'chat'));
