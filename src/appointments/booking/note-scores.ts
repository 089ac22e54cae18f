import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'

/** Notes how the lead was scored when the appointment was asked for. The first note stays: reports hold outcomes against it. */
export async function noteScores(
  ctx: Context,
  { id, engagement, intent }: { id: string; engagement: number; intent: number },
): Promise<void> {
  await sql`
    update appointments set engagement = ${engagement}, intent = ${intent}
    where id = ${id}::uuid and engagement is null`.execute(ctx.db)
}
