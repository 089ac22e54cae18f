import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { type Context, transact } from '../../storage/index.ts'
import { readAppointmentSettings } from './settings.ts'
import { businessWeek, replaceWeek } from './working-week.ts'

/** Nobody's names, and no address to send to. Two days off each, so that two are there on every day at least. */
const SAMPLE = [
  { name: 'Anika Verma', off: [1, 2] },
  { name: 'Farah Siddiqui', off: [3, 4] },
  { name: 'Kabir Menon', off: [5, 6] },
  { name: 'Rohan Pillai', off: [7, 1] },
]

/**
 * Four invented agents, marked as sample, in the business's zone and hours, where there is nobody yet. Replicas may call it
 * together.
 */
export async function seedSampleStaff(ctx: Context): Promise<{ seeded: number }> {
  if (await hasStaff(ctx)) return { seeded: 0 }
  return transact(ctx, async ctx => {
    await lockTeam(ctx)
    if (await hasStaff(ctx)) return { seeded: 0 }
    const week = businessWeek(await readAppointmentSettings(ctx))
    const at = ctx.now()
    for (const { name, off } of SAMPLE) {
      const id = newId()
      await ctx.db
        .insertInto('staff')
        .values({
          id,
          name,
          role: 'agent',
          time_zone: ctx.business.timeZone,
          sample: true,
          created_at: at,
          updated_at: at,
        })
        .execute()
      const days = week.filter(({ weekday }) => !off.includes(weekday))
      await replaceWeek(ctx, id, days)
    }
    return { seeded: SAMPLE.length }
  })
}

/** Who adds to the team waits for others who do, until their transaction ends. */
export async function lockTeam(ctx: Context): Promise<void> {
  await sql`select pg_advisory_xact_lock(hashtextextended('team', 0))`.execute(ctx.db)
}

async function hasStaff(ctx: Context): Promise<boolean> {
  return (await sql`select from staff limit 1`.execute(ctx.db)).rows.length > 0
}
