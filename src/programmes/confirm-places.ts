import { sql } from 'kysely'
import { type Context, transact } from '../storage/index.ts'
import { lockRecord, requireRecord } from './record.ts'
import type { Enrolment } from './schema.ts'
import { toEnrolment } from './view.ts'

/**
 * The person says that answers which were put in place by their order belong there: those of `prompts`, or all. What is confirmed
 * already, or has no such mark, stays as it is. Refuses `programmes.unknown_enrolment`.
 */
export async function confirmPlaces(
  ctx: Context,
  input: { personId: string; enrolmentId: string; prompts?: readonly string[] },
): Promise<Enrolment> {
  return transact(ctx, async ctx => {
    const { id, version } = await lockRecord(ctx, input, { archived: true })
    await sql`
      update placed_answers set confirmed_at = ${ctx.now()}
      where enrolment_id = ${id} and version = ${version} and by_order and confirmed_at is null
        and (${input.prompts ?? null}::text[] is null or prompt = any (${input.prompts ?? null}::text[]))`.execute(
      ctx.db,
    )
    return toEnrolment(await requireRecord(ctx, input), ctx.now())
  })
}
