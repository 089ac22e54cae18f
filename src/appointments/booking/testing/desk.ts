import { sql } from 'kysely'
import { newId } from '../../../kernel/ids.ts'
import { createPerson } from '../../../people/index.ts'
import type { Context } from '../../../storage/index.ts'
import type { BookInput } from '../book-visit.ts'

/** Monday, 23 November 2026, 9:00 in Kolkata. */
export const MONDAY = Temporal.Instant.from('2026-11-23T03:30:00Z')

/** A clock that a test sets. */
export function makeClock(at = MONDAY) {
  const clock = { at, now: () => clock.at, pass: (time: Temporal.DurationLike) => (clock.at = clock.at.add(time)) }
  return clock
}

/** An instant by the wall clock of Kolkata: `wall('2026-11-24', 10)`. */
export function wall(date: string, hour: number): Temporal.Instant {
  return Temporal.PlainDate.from(date).toZonedDateTime({ timeZone: 'Asia/Kolkata', plainTime: { hour } }).toInstant()
}

/** Nobody but these: agents who are there every day from 9 to 18. Who was there before is not any more. */
export async function onlyAgents(ctx: Context, names: string[], visitsPerDay = 5): Promise<string[]> {
  await sql`update staff set active = false`.execute(ctx.db)
  const ids = names.map(() => newId())
  for (const [index, name] of names.entries())
    await sql`
      insert into staff (id, name, role, email, time_zone, visits_per_day, created_at, updated_at)
      values (${ids[index]}, ${name}, 'agent', ${`${name.toLowerCase()}@example.com`}, 'Asia/Kolkata', ${visitsPerDay},
        ${ctx.now()}, ${ctx.now()})`.execute(ctx.db)
  await sql`
    insert into working_hours (staff_id, weekday, opens, closes)
    select id, day, '09:00', '18:00' from unnest(${ids}::uuid[]) id, generate_series(1, 7) day`.execute(ctx.db)
  return ids
}

/** Somebody new who wants this start. */
export async function wish(ctx: Context, start: Temporal.Instant, more: Partial<BookInput> = {}): Promise<BookInput> {
  const contact = { name: 'Asha Rao', phone: '98765 01234', email: 'Asha@Example.com' }
  return { personId: await createPerson(ctx), start, contact, source: 'form', ...more }
}

/** A member of staff's sign-in acts. */
export async function actor(ctx: Context, role: 'agent' | 'coach' | 'admin' | 'member' = 'agent'): Promise<Context> {
  const id = newId()
  const personId = await createPerson(ctx)
  await sql`
    insert into accounts (id, name, email, role, origin, person_id, created_at, updated_at)
    values (${id}, 'Some staff', ${`${id}@example.com`}, ${role}, 'invitation', ${personId}, ${ctx.now()}, ${ctx.now()})`.execute(
    ctx.db,
  )
  return { ...ctx, actor: { kind: 'account', accountId: id, role, name: 'Some staff', personId } }
}
