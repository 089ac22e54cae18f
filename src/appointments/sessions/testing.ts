import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { createPerson } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'

/** Friday, 23 October 2026, 9:00 in Toronto. */
export const FRIDAY = Temporal.Instant.from('2026-10-23T13:00:00Z')

/** A coach in Toronto, Monday to Friday from 9 to 17. */
export async function makeCoach(ctx: Context, more: { name?: string; link?: string; email?: string } = {}) {
  const id = newId()
  const { name = 'Noor Haddad', link = null, email = 'noor@example.com' } = more
  await sql`
    insert into staff (id, name, role, email, time_zone, video_link, created_at, updated_at)
    values (${id}, ${name}, 'coach', ${email}, 'America/Toronto', ${link}, ${ctx.now()}, ${ctx.now()})`.execute(ctx.db)
  await sql`
    insert into working_hours (staff_id, weekday, opens, closes)
    select ${id}::uuid, day, '09:00', '17:00' from generate_series(1, 5) day`.execute(ctx.db)
  return id
}

/** A promo code that grants so many sessions. */
export async function makeCode(ctx: Context, { sessions = 1, uses = 1 }: { sessions?: number; uses?: number } = {}) {
  const code = `T${newId().replaceAll('-', '').slice(-12)}`.toUpperCase()
  await sql`
    insert into codes (id, code, kind, sessions, max_uses, created_at)
    values (${newId()}, ${code}, 'promo', ${sessions}, ${uses}, ${ctx.now()})`.execute(ctx.db)
  return code
}

/** A member with a proven e-mail address who acts. */
export async function makeMember(ctx: Context, more: { tier?: 'free' | 'beta'; proven?: boolean } = {}) {
  const { tier = 'free', proven = true } = more
  const id = newId()
  const personId = await createPerson(ctx)
  const email = `${id}@example.com`
  await sql`
    insert into accounts (id, name, email, role, origin, person_id, tier, email_verified, created_at, updated_at)
    values (${id}, 'Marek', ${email}, 'member', 'sign_up', ${personId}, ${tier}, ${proven}, ${ctx.now()}, ${ctx.now()})`.execute(
    ctx.db,
  )
  const actor = { kind: 'account', accountId: id, role: 'member', name: 'Marek', personId } as const
  return { id, email, personId, ctx: { ...ctx, actor } satisfies Context }
}
