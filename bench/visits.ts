import { sql } from 'kysely'
import { bookVisit, freeSlots, seedSampleStaff } from '../src/appointments/index.ts'
import { createPerson } from '../src/people/index.ts'
import { planReminders } from '../src/reminders/index.ts'
import { type Context, transact } from '../src/storage/index.ts'
import { type Figure, quantile } from './figure.ts'
import { type BenchServer, startMosaic, systemContext } from './mosaic.ts'
import { as, record, replay } from './replay.ts'

const STAFF = 50
const APPOINTMENTS = 100_000
const CALLERS = 16
const BOOKINGS_EACH = 12

/**
 * The page of free starts: 50 members of staff, 30 days, 100,000 appointments. And bookings of different starts, sixteen callers at
 * once, against the very statements that they issued, run again bare on a clone of the same database.
 */
export async function benchVisits(server: BenchServer): Promise<Figure[]> {
  const template = await server.make()
  const first = await startMosaic(template.url)
  const ctx = systemContext(first.running)
  await addStaff(ctx)
  await addAppointments(ctx, APPOINTMENTS)
  const page = await measureSlots(ctx)
  const people = await Promise.all(Array.from({ length: CALLERS * BOOKINGS_EACH }, () => createPerson(ctx)))
  await first.close()

  const statements = await server.onClone(template.name, url => record(CALLERS, () => book(url, people)))
  const pairs: { ours: number; bare: number }[] = []
  for (let round = 0; round < 3; round++) {
    const ours = await server.onClone(template.name, url => book(url, people))
    const bare = await server.onClone(template.name, url => replay(url, statements))
    pairs.push({ ours: people.length / ours, bare: people.length / bare })
  }
  const middle = pairs.toSorted((a, b) => a.ours / a.bare - b.ours / b.bare)[1]!
  return [
    {
      name: `free starts, ${STAFF} staff, 30 days, ${APPOINTMENTS.toLocaleString('en')} appointments, median`,
      ours: quantile(page, 0.5),
      unit: 'ms',
      aim: '< 50 ms',
    },
    {
      name: `bookings, ${CALLERS} at once, server store`,
      ours: middle.ours,
      bare: middle.bare,
      unit: '/s',
      ratio: middle.ours / middle.bare,
    },
    { name: '  statements a booking', ours: statements.flat().length / people.length, unit: '' },
  ]
}

async function measureSlots(ctx: Context): Promise<number[]> {
  const took: number[] = []
  for (let round = 0; round < 40; round++) {
    const began = performance.now()
    const { days } = await freeSlots(ctx, { days: 30 })
    took.push(performance.now() - began)
    if (!days.some(day => day.slots.length > 0)) throw new Error('no free starts to measure')
  }
  return took
}

/** Each caller books starts of its own, so that all succeed: what is measured is work, not refusals. */
async function book(url: string, people: string[]): Promise<number> {
  const { running, close } = await startMosaic(url)
  const ctx = systemContext(running)
  const { days } = await freeSlots(ctx, { days: 31 })
  // Many are free then: whoever books beside takes nobody's last one.
  const starts = days.flatMap(day => day.slots).filter(slot => slot.free > STAFF / 2)
  const began = performance.now()
  await Promise.all(
    Array.from({ length: CALLERS }, (_, caller) =>
      as(caller, async () => {
        for (let turn = 0; turn < BOOKINGS_EACH; turn++) {
          const number = caller * BOOKINGS_EACH + turn
          await bookVisit(ctx, {
            personId: people[number]!,
            start: Temporal.Instant.from(starts[number % starts.length]!.start),
            contact: { name: 'Asha Rao', email: `asha${number}@example.com` },
            source: 'api',
          })
        }
      }),
    ),
  )
  const seconds = (performance.now() - began) / 1000
  await close()
  return seconds
}

export async function addStaff(ctx: Context): Promise<void> {
  await seedSampleStaff(ctx)
  await sql`
    with made as (
      insert into staff (id, name, role, time_zone, visits_per_day, created_at, updated_at)
      select gen_random_uuid(), 'Agent ' || n, 'agent', 'Asia/Kolkata', 8, now(), now()
      from generate_series(1, ${STAFF} - (select count(*)::int from staff)) n returning id)
    insert into working_hours (staff_id, weekday, opens, closes)
    select id, day, '09:00', '18:00' from made, generate_series(1, 6) day`.execute(ctx.db)
}

/** Two years of visits: most long done, each agent with some of the coming days taken. */
async function addAppointments(ctx: Context, count: number): Promise<void> {
  await sql`insert into persons (id, created_at) select gen_random_uuid(), now() from generate_series(1, 1000)`.execute(
    ctx.db,
  )
  const each = Math.ceil(count / STAFF)
  await sql`
    with people as (select array_agg(id) ids from (select id from persons limit 1000) p)
    insert into appointments (id, code, kind, person_id, staff_id, status, period, time_zone, source, ics_uid, created_at, updated_at)
    select gen_random_uuid(), lpad(translate(upper(to_hex(s.number * 100000 + n)), 'ILOU', 'XXXX'), 12, '0'), 'site_visit',
      ids[1 + (s.number * ${each} + n) % 1000], s.id,
      case when at < now() then 'completed' else 'confirmed' end, tstzrange(at, at + interval '1 hour'), 'Asia/Kolkata', 'form',
      gen_random_uuid()::text, now(), now()
    from (select id, row_number() over (order by id) as number from staff) s
    cross join generate_series(1, ${each}) n
    cross join people
    -- Three a day, from the coming 40 days backwards.
    cross join lateral (select (date_trunc('day', now() at time zone 'Asia/Kolkata') + interval '40 days'
      - (n / 3) * interval '1 day' + (9 + 3 * (n % 3)) * interval '1 hour') at time zone 'Asia/Kolkata' as at) t
    limit ${count}`.execute(ctx.db)
  // As autovacuum leaves it.
  await sql`vacuum analyze`.execute(ctx.db)
}

/** Bookings of different people with their confirmations planned, for the ledger's bench. */
export async function bookMany(ctx: Context, count: number): Promise<void> {
  await addStaff(ctx)
  await addAppointments(ctx, count)
  await sql`update appointments set contact_name = 'Asha Rao', contact_email = 'asha@example.com', status = 'confirmed'`.execute(
    ctx.db,
  )
  const { rows } = await sql<{ id: string; person_id: string; start: Temporal.Instant }>`
    select id, person_id, lower(period) as start from appointments`.execute(ctx.db)
  const now = ctx.now()
  await transact(ctx, ctx =>
    planReminders(
      ctx,
      rows.map(({ id, person_id }) => ({
        subject: { kind: 'appointment', id, version: 1 },
        kind: 'confirmation',
        audience: 'visitor' as const,
        recipientId: person_id,
        personId: person_id,
        channel: 'email' as const,
        plannedAt: now,
        usefulUntil: now.add({ hours: 240 }),
        timeZone: 'Asia/Kolkata',
        quiet: false,
      })),
    ),
  )
}
