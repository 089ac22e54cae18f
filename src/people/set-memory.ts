import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

/** Switches memory on or off. While it is off nothing new is remembered; what is known and the thread stay. */
export async function setMemory(ctx: Context, { personId, on }: { personId: string; on: boolean }): Promise<void> {
  await sql`
    update persons set memory_off_since = case when ${on} then null else coalesce(memory_off_since, ${ctx.now()}) end
    where id = ${personId} and erased_at is null`.execute(ctx.db)
}
