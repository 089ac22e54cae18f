import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { replaceWeek, usualWeek } from './working-week.ts'

/** Nobody's names, and no address to send to. Two days off each of the agents, so that two are there on every day at least. */
const AGENTS = [
  { name: 'Anika Verma', off: [1, 2] },
  { name: 'Farah Siddiqui', off: [3, 4] },
  { name: 'Kabir Menon', off: [5, 6] },
  { name: 'Rohan Pillai', off: [7, 1] },
]
const COACHES = [{ name: 'Meera Iyer', off: [] }]

/**
 * Four invented agents where there is nobody yet, and an invented coach where nobody real is yet, marked as sample, in the business's
 * zone and hours. Replicas may call it together.
 */
export async function seedSampleStaff(ctx: Context): Promise<{ seeded: number }> {
  if ((await lacking(ctx)).length === 0) return { seeded: 0 }
  return transact(ctx, async ctx => {
    await lockTeam(ctx)
    let seeded = 0
    for (const { role, people } of await lacking(ctx)) {
      const week = await usualWeek(ctx, role)
      for (const { name, off } of people) {
        await addSample(ctx, { name, role, week: week.filter(({ weekday }) => !off.includes(weekday)) })
        seeded++
      }
    }
    return { seeded }
  })
}

type Sample = { role: 'agent' | 'coach'; people: { name: string; off: number[] }[] }

/** A team that somebody made is theirs: it gets no invented coach. */
async function lacking(ctx: Context): Promise<Sample[]> {
  const { rows } = await sql<{ anybody: boolean; anyReal: boolean; anyCoach: boolean }>`
    select exists (select from staff) as anybody, exists (select from staff where not sample) as "anyReal",
      exists (select from staff where role = 'coach') as "anyCoach"`.execute(ctx.db)
  const { anybody, anyReal, anyCoach } = rows[0]!
  const samples: Sample[] = []
  if (!anybody) samples.push({ role: 'agent', people: AGENTS })
  if (!anyReal && !anyCoach) samples.push({ role: 'coach', people: COACHES })
  return samples
}

async function addSample(
  ctx: Context,
  { name, role, week }: { name: string; role: 'agent' | 'coach'; week: Parameters<typeof replaceWeek>[2] },
): Promise<void> {
  const id = newId()
  const at = ctx.now()
  await ctx.db
    .insertInto('staff')
    .values({ id, name, role, time_zone: ctx.business.timeZone, sample: true, created_at: at, updated_at: at })
    .execute()
  await replaceWeek(ctx, id, week)
}

/** Who adds to the team waits for others who do, until their transaction ends. */
export async function lockTeam(ctx: Context): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('team', 0))`.execute(ctx.db)
}
