import { sql } from 'kysely'
import type { AlertReason, Desk, HandOff, HandOffReason, Message, StaffConversation } from './schema.ts'

export type StaffRow = {
  id: string
  desk: Desk
  person_id: string
  name: string | null
  is_member: boolean
  state: HandOff
  reason: HandOffReason | null
  since: Temporal.Instant
  alert: AlertReason | null
  account_id: string | null
  speaker: string | null
  promised_at: Temporal.Instant | null
  out_of_hours: boolean | null
  told_late: boolean | null
  last_number: number
  last_author: Message['author'] | null
  last_text: string | null
  last_at: Temporal.Instant | null
  unread: number
  read_number: number
  online: boolean
}

/**
 * Conversations `c` as staff see them, for the account that reads; `since` is the instant after which a page is open. A name is
 * what the person said it is, or that of their account.
 */
export const selectStaff = (accountId: string, since: Temporal.Instant) => sql`
  select c.id, c.desk, c.person_id, coalesce(m.name, said.value #>> '{}') as name, m.id is not null as is_member,
    c.hand_off as state, c.hand_off_reason as reason, c.alert,
    coalesce(c.attention_since, c.hand_off_since, c.created_at) as since, c.hand_off_account_id as account_id, s.name as speaker,
    p.promised_at, p.out_of_hours, p.message_id is not null as told_late,
    c.last_number, last.author as last_author, last.text as last_text, last.created_at as last_at,
    (select count(*) from (
      select from turns where conversation_id = c.id and number > coalesce(r.read_number, 0) limit 100) new) as unread,
    coalesce(r.read_number, 0) as read_number, coalesce(v.seen_at > ${since}, false) as online
  from conversations c
  left join accounts s on s.id = c.hand_off_account_id
  left join accounts m on m.person_id = c.person_id
  left join facts said on said.person_id = c.person_id and said.key = 'name' and said.superseded_at is null
    and said.erased_at is null and said.slot = ''
  left join hand_off_promises p on p.conversation_id = c.id and p.number = c.hand_off_number and c.hand_off = 'waiting'
  left join conversation_presence r on r.conversation_id = c.id and r.account_id = ${accountId}
  left join conversation_presence v on v.conversation_id = c.id and v.account_id is null
  left join lateral (
    select author, text, created_at from messages where conversation_id = c.id and author <> 'system'
    order by number desc limit 1) last on true`

export function toStaff(row: StaffRow): StaffConversation {
  return {
    id: row.id,
    desk: row.desk,
    person: { id: row.person_id, name: row.name, isMember: row.is_member },
    handOff: row.state,
    reason: row.reason,
    since: row.since.toString(),
    alert: row.alert,
    speaker:
      row.state === 'human' && row.account_id ? { accountId: row.account_id, name: row.speaker ?? 'Somebody' } : null,
    promise: row.promised_at
      ? { at: row.promised_at.toString(), outOfHours: row.out_of_hours ?? false, late: row.told_late ?? false }
      : null,
    lastMessage: row.last_author
      ? { author: row.last_author, text: row.last_text!.slice(0, 280), createdAt: row.last_at!.toString() }
      : null,
    messages: row.last_number,
    unread: row.unread,
    online: row.online,
  }
}
