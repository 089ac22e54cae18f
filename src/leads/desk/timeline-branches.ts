import { type RawBuilder, sql } from 'kysely'
import type { TimelineKind } from './schema.ts'

/** Rows of one kind that concern a person: `at`, an `id` that tells them apart, `data` and who of the staff did it (`by`). */
export type Branch = { kind: TimelineKind; rows: (personId: string) => RawBuilder<unknown> }

const threads = (personId: string) =>
  sql`(select id from conversations where person_id = ${personId}::uuid and desk = 'sales')`

const message = (alias: string) => {
  const row = sql.ref(alias)
  return sql`case when ${row}.id is not null then json_build_object('id', ${row}.conversation_id, 'number', ${row}.number) end`
}

/** What somebody told a coach is none of the sales desk's: its conversations and sessions are in no branch. */
export const branches: readonly Branch[] = [
  {
    kind: 'session',
    rows: personId => sql`
      select s.last_at as at, s.number::text as id, null as by,
        json_build_object('number', s.number, 'startedAt', s.started_at, 'messages', said.count,
          'message', case when said.count > 0 then json_build_object('id', said.id, 'number', said.first) end) as data
      from activity_sessions s
      cross join lateral (
        select count(*), min(m.number) as first, (array_agg(m.conversation_id order by m.number))[1] as id
        from messages m where m.conversation_id in ${threads(personId)} and m.author = 'visitor'
          and m.created_at between s.started_at and s.last_at) said
      where s.person_id = ${personId}::uuid and (said.count > 0 or not exists (
        select from conversations c join messages m on m.conversation_id = c.id
        where c.person_id = ${personId}::uuid and c.desk = 'career' and m.created_at between s.started_at and s.last_at))`,
  },
  {
    kind: 'listing',
    rows: personId => sql`
      select e.created_at as at, e.id::text as id, null as by,
        json_build_object('deed', e.kind, 'level', e.level, 'reason', e.reason, 'name', l.name, 'slug', l.slug) as data
      from listing_events e join listings l on l.id = e.listing_id where e.person_id = ${personId}::uuid`,
  },
  {
    kind: 'signal',
    rows: personId => sql`
      select g.created_at as at, g.id::text as id, null as by,
        json_build_object('component', g.component, 'row', g.kind, 'engagement', g.engagement, 'intent', g.intent, 'sentence', g.sentence, 'message', ${message('m')},
          'code', a.code, 'slug', l.slug, 'booked', exists (
            select from appointment_events e where e.appointment_id = a.id and e.kind in ('booked', 'requested'))) as data
      from signals g left join messages m on m.id = g.message_id left join appointments a on a.id = g.appointment_id
        left join listings l on l.id = g.listing_id
      where g.person_id = ${personId}::uuid and (g.engagement <> 0 or g.intent <> 0)`,
  },
  {
    kind: 'stage',
    rows: personId => sql`
      select s.created_at as at, s.id::text as id, null as by,
        json_build_object('from', s.from_stage, 'to', s.to_stage, 'message', ${message('m')}) as data
      from lead_stages s left join messages m on m.id = s.message_id where s.person_id = ${personId}::uuid`,
  },
  {
    kind: 'appointment',
    rows: personId => sql`
      select e.at, e.appointment_id || ':' || e.number as id, c.name as by,
        json_build_object('deed', e.kind, 'kind', a.kind, 'code', a.code, 'start', lower(e.period), 'dueAt', a.due_at,
          'listing', l.name, 'staff', s.name, 'note', e.note, 'actedBy', e.acted_by) as data
      from appointments a join appointment_events e on e.appointment_id = a.id
        left join listings l on l.id = a.listing_id left join staff s on s.id = e.staff_id left join accounts c on c.id = e.account_id
      where a.person_id = ${personId}::uuid and a.kind <> 'coaching_session' and e.kind not in ('held', 'expired')`,
  },
  {
    kind: 'reminder',
    rows: personId => sql`
      select r.sent_at as at, r.id::text as id, null as by,
        json_build_object('reminder', r.kind, 'way', r.sent_by, 'line', r.subject_line, 'code', a.code) as data
      from reminders r join appointments a on a.id = r.subject_id and a.kind <> 'coaching_session'
      where r.person_id = ${personId}::uuid and r.subject_kind = 'appointment' and r.audience = 'visitor' and r.status = 'sent'`,
  },
  {
    kind: 'note',
    rows: personId => sql`
      select n.created_at as at, n.id::text as id, c.name as by, json_build_object('text', n.text) as data
      from lead_notes n left join accounts c on c.id = n.account_id
      where n.person_id = ${personId}::uuid and n.deleted_at is null
      union all
      select n.created_at, n.id::text, c.name,
        json_build_object('text', n.text, 'message', json_build_object('id', n.conversation_id, 'number', null))
      from conversation_notes n left join accounts c on c.id = n.account_id where n.conversation_id in ${threads(personId)}`,
  },
  {
    kind: 'override',
    rows: personId => sql`
      select o.created_at as at, o.id || ':1' as id, c.name as by,
        json_build_object('to', o.temperature, 'reason', o.reason, 'until', o.until) as data
      from lead_overrides o left join accounts c on c.id = o.account_id where o.person_id = ${personId}::uuid
      union all
      select o.ended_at, o.id || ':2', c.name, json_build_object('from', o.temperature)
      from lead_overrides o left join accounts c on c.id = o.ended_by
      where o.person_id = ${personId}::uuid and o.ended_at is not null and not exists (
        select from lead_overrides n where n.person_id = o.person_id and n.id <> o.id and n.created_at = o.ended_at)`,
  },
  {
    kind: 'owner',
    rows: personId => sql`
      select o.created_at as at, o.id || ':1' as id, c.name as by, json_build_object('to', s.name) as data
      from person_owners o join staff s on s.id = o.staff_id left join accounts c on c.id = o.account_id
      where o.person_id = ${personId}::uuid
      union all
      select o.ended_at, o.id || ':2', null, json_build_object('from', s.name)
      from person_owners o join staff s on s.id = o.staff_id
      where o.person_id = ${personId}::uuid and o.ended_at is not null and not exists (
        select from person_owners n where n.person_id = o.person_id and n.id <> o.id and n.created_at = o.ended_at)`,
  },
  {
    kind: 'hand_off',
    rows: personId => sql`
      select h.created_at as at, h.conversation_id || ':' || h.number as id, c.name as by,
        json_build_object('state', h.state, 'reason', h.reason, 'actedBy', h.acted_by,
          'message', json_build_object('id', h.conversation_id, 'number', m.number)) as data
      from hand_offs h left join messages m on m.id = h.message_id left join accounts c on c.id = h.account_id
      where h.conversation_id in ${threads(personId)}`,
  },
  {
    kind: 'merge',
    rows: personId => sql`
      select merged_at as at, id || ':1' as id, null as by, json_build_object('undone', false) as data
      from person_merges where to_person_id = ${personId}::uuid
      union all
      select undone_at, id || ':2', null, json_build_object('undone', true)
      from person_merges where to_person_id = ${personId}::uuid and undone_at is not null`,
  },
]
