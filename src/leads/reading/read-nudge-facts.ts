import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { NudgeFacts } from './nudge.ts'

/**
 * What nudges are chosen by, in one round trip. `viewing`: ids of the listings that the message looks at. Null where none may be
 * given: memory is off, or another one was given within ten minutes.
 */
export async function readNudgeFacts(
  ctx: Context,
  input: { personId: string; conversationId: string; messageNumber: number; viewing: readonly string[] },
): Promise<NudgeFacts | null> {
  const { personId, conversationId, messageNumber } = input
  const viewing = sql`${[...input.viewing]}::uuid[]`
  const now = sql`${ctx.now()}::timestamptz`
  const found = await sql<NudgeFacts>`
    with given as (
      select n.pattern, floor(extract(epoch from ${now} - n.created_at) / 60)::integer as "minutesAgo"
      from nudges n join conversations c on c.id = n.conversation_id
      where c.person_id = ${personId}::uuid and n.created_at > ${now} - interval '1 day'),
    events as (select * from listing_events where person_id = ${personId}::uuid),
    views as (
      select listing_id, max(number) as number from events where kind = 'view' group by listing_id
      union all select id, 9223372036854775807 from unnest(${viewing}) as one (id)),
    standing as (
      select distinct on (listing_id) listing_id, kind, number from events
      where kind in ('interest', 'rejection') order by listing_id, number desc),
    session as (
      select number, started_at from activity_sessions where person_id = ${personId}::uuid order by number desc limit 1)
    select
      (select count(distinct listing_id) from views) as viewed,
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name) order by x.number desc) from (
        select l.id, l.name, max(v.number) as number from views v join listings l on l.id = v.listing_id
        where l.published and not exists (select from standing s where s.listing_id = l.id and s.kind = 'rejection')
        group by l.id order by 3 desc limit 2) x), '[]') as "lastViewed",
      coalesce((select jsonb_agg(jsonb_build_object('id', x.id, 'name', x.name) order by x.number desc) from (
        select l.id, l.name, s.number from standing s join listings l on l.id = s.listing_id
        where s.kind = 'interest' and l.published order by s.number desc limit 4) x), '[]') as interested,
      coalesce((select jsonb_agg(jsonb_build_object('listingId', x.listing_id, 'turns', x.turns)) from (
        select e.listing_id, count(distinct e.message_id) as turns
        from events e join messages m on m.id = e.message_id
        where e.kind = 'view' and e.listing_id = any (${viewing}) and m.conversation_id = ${conversationId}::uuid
          and m.number < ${messageNumber}
        group by e.listing_id) x), '[]') as "viewTurns",
      (select count(*) from sales_readings r where r.conversation_id = ${conversationId}::uuid
        and r.number < ${messageNumber} and 'budget' = any (r.objections)) as "budgetObjections",
      coalesce((select jsonb_agg(to_jsonb(x.places) order by x.number desc) from (
        select r.places, r.number from sales_readings r where r.conversation_id = ${conversationId}::uuid
          and r.number < ${messageNumber} order by r.number desc limit 9) x), '[]') as places,
      coalesce((select number from session), 1) as sessions,
      (select count(*) from turns t join messages m on m.id = t.message_id
        where t.conversation_id = ${conversationId}::uuid and t.number <= ${messageNumber}
          and m.created_at >= (select started_at from session)) as messages,
      coalesce((select floor(extract(epoch from ${now} - started_at) / 60)::integer from session), 0) as minutes,
      exists (select from appointments a where a.person_id = ${personId}::uuid and a.kind = 'site_visit'
        and a.status in ('held', 'pending', 'confirmed', 'completed')) as visited,
      array(select a.listing_id::text from appointments a where a.person_id = ${personId}::uuid and a.kind = 'site_visit'
        and a.status in ('pending', 'confirmed') and a.listing_id = any (${viewing}) and upper(a.period) > ${now}) as booked,
      coalesce((select jsonb_agg(to_jsonb(given)) from given), '[]') as given
    from persons p
    where p.id = ${personId}::uuid and p.memory_off_since is null
      and not exists (select from given where "minutesAgo" < 10)`.execute(ctx.db)
  return found.rows[0] ?? null
}

/** How many messages the visitor wrote in a conversation, up to this one. */
export async function countSaid(
  ctx: Context,
  { conversationId, number }: { conversationId: string; number: number },
): Promise<number> {
  const counted = await sql<{ said: number }>`
    select count(*) as said from turns
    where conversation_id = ${conversationId}::uuid and number <= ${number}`.execute(ctx.db)
  return counted.rows[0]!.said
}
