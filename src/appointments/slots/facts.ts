import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { AppointmentKind, AppointmentSettings } from '../schema.ts'
import { readAppointmentSettings } from '../staff/settings.ts'
import type { Facts, Span } from './starts-of-day.ts'
import { type Day, dateOf, dayAt, minutesOf, momentOf } from './wall-clock.ts'

export type Whose = {
  kind?: Exclude<AppointmentKind, 'callback'>
  staffId?: string
  /** The id of an appointment whose own time and place in the day count as free. */
  moving?: string
  /** The person for whom it is, where who owns them matters. */
  personId?: string
}

/** Staff may book within notice, and this far ahead. */
const STAFF_DAYS = 3_653

export type Bounds = Omit<Facts, 'staff' | 'holidays' | 'owner'>

/** What holds without looking at anybody: when it is, and which days and instants can be booked. */
export async function readBounds(
  ctx: Context,
  byStaff = false,
  /** Where they were just read. */
  known?: AppointmentSettings,
): Promise<Bounds> {
  const settings = known ?? (await readAppointmentSettings(ctx))
  const { timeZone } = ctx.business
  const now = ctx.now()
  const earliest = byStaff ? now : now.add({ minutes: settings.noticeMinutes })
  const today = dayAt(timeZone, now)
  return {
    timeZone,
    settings,
    now: wholeMs(now),
    earliest: wholeMs(earliest),
    today,
    firstDay: dayAt(timeZone, earliest),
    lastDay: today + (byStaff ? STAFF_DAYS : settings.horizonDays),
  }
}

/** Up: a start within the running millisecond is over. */
export function wholeMs(instant: Temporal.Instant): number {
  return instant.epochMilliseconds + (instant.epochNanoseconds % 1_000_000n === 0n ? 0 : 1)
}

/** One row for each of the staff; where there are none, one whose `id` is null. */
type Read = {
  holidays: Record<string, string>
  owner: string | null
  id: string
  timeZone: string
  slotMinutes: number
  visitsPerDay: number
  hours: [number, string, string][]
  away: Span[]
  /** Of each visit: start and end in epoch seconds, and whether it takes time still. */
  begins: number[]
  ends: number[]
  blocks: boolean[]
}

/** Seconds as the store gives them. What we agree is whole minutes; of others' calendars a fraction does not matter. */
const inMs = (seconds: number) => Math.round(seconds * 1000)

/** All that decides which starts of the days `from` to `to` (inclusive) can be booked, in one statement. */
export async function readFacts(
  ctx: Context,
  bounds: Bounds,
  { kind = 'site_visit', staffId, moving, personId }: Whose,
  [from, to]: readonly [Day, Day],
): Promise<Facts> {
  const begins = Temporal.Instant.fromEpochMilliseconds(momentOf(bounds.timeZone, from, 0).at)
  const ends = Temporal.Instant.fromEpochMilliseconds(momentOf(bounds.timeZone, to, 1440).at)
  const now = Temporal.Instant.fromEpochMilliseconds(bounds.now)
  // Hours and the coming week are read once for all, not for one after the other.
  const of = sql`(${staffId ?? null}::uuid is null or staff_id = ${staffId ?? null}::uuid)`
  const { rows } = await sql<Read>`
    select held.*, member.* from (select
      coalesce((select json_object_agg(day, name) from holidays where day between ${dateOf(from)} and ${dateOf(to)}), '{}')
        as holidays,
      (select staff_id from person_owners where person_id = ${personId ?? null}::uuid and ended_at is null) as owner) held
      left join (
        select s.id, s.time_zone as "timeZone", s.slot_minutes as "slotMinutes", s.visits_per_day as "visitsPerDay",
          coalesce(hours.each, '[]') as hours,
          coalesce((
            select json_agg(json_build_array(date_part('epoch', greatest(lower(period), ${begins})), date_part('epoch', least(upper(period), ${ends}))))
            from (
              select period from time_off where staff_id = s.id and period && tstzrange(${begins}, ${ends})
              union all
              select b.period from calendar_busy b join staff_calendars c on c.id = b.calendar_id and c.state in ('connected', 'failing')
              where b.staff_id = s.id and b.period && tstzrange(${begins}, ${ends})
            ) p), '[]') as away,
          visits.begins, visits.ends, visits.blocks, coalesce(soon.count, 0) as soon, s.assigned_at
        from staff s
        cross join lateral (
          select coalesce(array_agg(date_part('epoch', lower(period))), '{}') as begins,
            coalesce(array_agg(date_part('epoch', upper(period))), '{}') as ends,
            coalesce(array_agg(status <> 'completed'), '{}') as blocks
          from appointments
          where staff_id = s.id and kind <> 'callback'
            and lower(period) >= ${begins.subtract({ hours: 24 })} and lower(period) < ${ends}
            and (status in ('pending', 'confirmed', 'completed') or (status = 'held' and hold_until > ${now}))
            and id is distinct from ${moving ?? null}::uuid) visits
        left join (
          select staff_id, json_agg(json_build_array(weekday, opens, closes)) as each from working_hours
          where ${of} group by staff_id) hours on hours.staff_id = s.id
        left join (
          select staff_id, count(*) from appointments
          where ${of} and kind <> 'callback' and lower(period) >= ${now} and lower(period) < ${now.add({ hours: 168 })}
            and (status in ('pending', 'confirmed') or (status = 'held' and hold_until > ${now}))
            and id is distinct from ${moving ?? null}::uuid
          group by staff_id) soon on soon.staff_id = s.id
        where s.active and s.role = ${kind === 'coaching_session' ? 'coach' : 'agent'}
          and (${staffId ?? null}::uuid is null or s.id = ${staffId ?? null}::uuid)
      ) member on true
      order by member.soon, member.assigned_at nulls first, member.id`.execute(ctx.db)
  const { holidays, owner } = rows[0]!
  return {
    ...bounds,
    holidays,
    owner,
    staff: members(rows).map(({ id, timeZone, slotMinutes, visitsPerDay, hours, away, begins, ends, blocks }) => ({
      id,
      timeZone,
      slotMinutes,
      visitsPerDay,
      hours: hours.map(([weekday, opens, closes]) => ({
        weekday,
        opens: minutesOf(opens),
        closes: minutesOf(closes),
      })),
      busy: [
        ...away.map(([from, to]): Span => [inMs(from), inMs(to)]),
        ...begins.map((at, n): Span => [inMs(at), inMs(ends[n]!)]).filter((_, n) => blocks[n]),
      ],
      visits: begins.map(inMs),
    })),
  }
}

const members = (rows: readonly Read[]) => rows.filter(({ id }) => id !== null)

/** How long a visit takes at most, in minutes. */
export function slotMinutes(facts: Facts): number {
  const lengths = facts.staff.map(member => member.slotMinutes)
  return lengths.length > 0 ? Math.max(...lengths) : 60
}
