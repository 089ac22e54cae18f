-- Members: accounts that people make themselves, the mails that prove an address, what codes grant, and two persons made one.

alter table accounts
  -- When it is erased, for who asked for it; signing in before then takes that back.
  add column erase_at timestamptz,
  drop constraint accounts_origin_check,
  add constraint accounts_origin_check
    check (origin in ('first_administrator', 'invitation', 'sign_up', 'import', 'command'));
create index accounts_erasing on accounts (erase_at) where erase_at is not null;

-- One round of SHA-256 with its salt, as an import brings them: they wait to be wrapped in the slow hash.
create index account_credentials_fast on account_credentials (id) where password_hash ~ '^[0-9a-f]{64}:[0-9a-f]{32}$';

-- One mail about an account that is to be sent. What it says and its link are made when it is composed: only the hash of the
-- link's token rests. A newer mail of the same kind closes the older ones.
create table account_mails (
  id uuid primary key,
  account_id uuid not null references accounts (id) on delete cascade,
  kind text not null check (kind in ('verification', 'reset', 'email_change', 'email_changed', 'erasure')),
  address text not null check (address = lower(address)),
  created_at timestamptz not null,
  closed_at timestamptz
);
create index account_mails_account on account_mails (account_id, kind, created_at);
create index account_mails_open on account_mails (created_at) where closed_at is null;
-- Addresses that somebody may still take back.
create index account_mails_address on account_mails (address) where kind = 'email_changed' and closed_at is null;

-- Who asks for a reset link is answered before anybody looks whether there is such an account. Rows live for a moment.
create table account_reset_requests (
  id uuid primary key,
  email text not null,
  requested_at timestamptz not null
);

alter table account_links
  add column mail_id uuid references account_mails (id) on delete cascade,
  drop constraint account_links_kind_check,
  add constraint account_links_kind_check check (
    kind in ('first_administrator', 'invitation', 'reset', 'verification', 'email_change', 'email_undo')),
  drop constraint account_links_reset,
  add constraint account_links_owned
    check ((kind in ('reset', 'verification', 'email_change', 'email_undo')) = (account_id is not null)),
  -- The address that the account gets.
  add constraint account_links_address check (kind not in ('email_change', 'email_undo') or email is not null);
create index account_links_mail on account_links (mail_id) where mail_id is not null;

-- Invitations to the tier `beta` and promotions that grant coaching sessions, by one kind of code.
create table codes (
  id uuid primary key,
  code text not null unique check (code ~ '^[A-Z0-9][A-Z0-9_-]{2,39}$'),
  kind text not null check (kind in ('invitation', 'promo')),
  -- Coaching sessions that a promotion grants.
  sessions integer check (sessions between 1 and 100),
  -- Null: any number of accounts.
  max_uses integer check (max_uses > 0),
  uses integer not null default 0,
  starts_at timestamptz,
  expires_at timestamptz,
  active boolean not null default true,
  created_by uuid references accounts (id) on delete set null,
  created_at timestamptz not null,
  constraint codes_within_limit check (uses >= 0 and (max_uses is null or uses <= max_uses)),
  constraint codes_grant check ((kind = 'promo') = (sessions is not null)),
  constraint codes_span check (starts_at < expires_at)
);
create index codes_created_by on codes (created_by);

-- One use of a code by an account, written with its effect; what is given back no longer counts.
create table code_uses (
  id uuid primary key,
  code_id uuid not null references codes (id),
  account_id uuid not null references accounts (id) on delete cascade,
  used_at timestamptz not null,
  returned_at timestamptz
);
create unique index code_uses_once on code_uses (code_id, account_id) where returned_at is null;
create index code_uses_account on code_uses (account_id);

-- Anonymous work that became an account's: exactly which rows, so that it can be undone.
create table person_merges (
  id uuid primary key,
  from_person_id uuid not null references persons (id),
  to_person_id uuid not null references persons (id),
  -- Ids of the rows moved, by part and table; empty once it can no longer be undone.
  moved jsonb not null,
  -- How many of each table.
  counts jsonb not null,
  merged_at timestamptz not null,
  undone_at timestamptz,
  constraint person_merges_two check (from_person_id <> to_person_id)
);
create unique index person_merges_from on person_merges (from_person_id) where undone_at is null;
create index person_merges_from_person on person_merges (from_person_id);
create index person_merges_to on person_merges (to_person_id);

-- As before; who became another person meanwhile writes no more as the one that they were.
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
