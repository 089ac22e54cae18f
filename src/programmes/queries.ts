import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { readRecords, requireRecord } from './record.ts'
import type { Enrolment, EnrolmentLine } from './schema.ts'
import { toEnrolment, toLine } from './view.ts'

const PAGE = 50

/** Somebody's enrolments, newest first, archived ones too. `cursor` is that of the page before. */
export async function listEnrolments(
  ctx: Context,
  { personId, cursor = null }: { personId: string; cursor?: string | null },
): Promise<{ items: EnrolmentLine[]; cursor: string | null }> {
  const records = await readRecords(
    ctx,
    sql`e.person_id = ${personId} and (${cursor}::uuid is null
        or (e.created_at, e.id) < (select created_at, id from enrolments where id = ${cursor}::uuid))
      order by e.created_at desc, e.id desc limit ${PAGE + 1}`,
  )
  const shown = records.slice(0, PAGE)
  return {
    items: shown.map(record => toLine(record, ctx.now())),
    cursor: records.length > PAGE ? shown.at(-1)!.id : null,
  }
}

/** Everything of somebody's enrolment. Reading writes nothing. Refuses `programmes.unknown_enrolment`. */
export async function readEnrolment(
  ctx: Context,
  named: { personId: string; enrolmentId: string },
): Promise<Enrolment> {
  return toEnrolment(await requireRecord(ctx, named), ctx.now())
}

/** The open enrolment of a programme, or undefined; of any programme, the one that was begun or written in last, those under way first. */
export async function findOpenEnrolment(
  ctx: Context,
  { personId, programme }: { personId: string; programme?: string },
): Promise<Enrolment | undefined> {
  const [record] = await readRecords(
    ctx,
    sql`e.person_id = ${personId} and e.archived_at is null and e.programme = coalesce(${programme ?? null}, e.programme)
      order by e.completed_at is not null, e.paused_at is not null,
        greatest(e.created_at, (select max(a.saved_at) from answers a where a.enrolment_id = e.id)) desc, e.id desc
      limit 1`,
  )
  return record && toEnrolment(record, ctx.now())
}
