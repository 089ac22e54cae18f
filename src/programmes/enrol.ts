import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { refuseEnded } from '../people/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { requireRecord } from './record.ts'
import { programmeOf } from './registry.ts'
import type { Enrolment } from './schema.ts'
import { toEnrolment } from './view.ts'

/**
 * Begins the newest version of a programme. Who has begun it before gets that enrolment as it stands (`created` false);
 * `startAnew` archives it, with all that was written, and begins another. The same `requestKey` makes one enrolment.
 * Refuses `programmes.unknown_programme`, `programmes.key_reused` (the key began another programme), `people.ended`.
 */
export async function enrol(
  ctx: Context,
  input: { personId: string; programme: string; startAnew?: boolean; requestKey?: string },
): Promise<{ enrolment: Enrolment; created: boolean }> {
  const { personId, requestKey = null } = input
  const { key, version } = programmeOf(input.programme)
  const now = ctx.now()
  return transact(ctx, async ctx => {
    const living = await sql`
      select from persons where id = ${personId} and erased_at is null for no key update`.execute(ctx.db)
    if (living.rows.length === 0) refuseEnded()
    const before = await sql<{ id: string; programme: string; request_key: string | null }>`
      select id, programme, request_key from enrolments
      where person_id = ${personId} and (request_key = ${requestKey} or (programme = ${key} and archived_at is null))
      order by request_key = ${requestKey} desc nulls last limit 1`.execute(ctx.db)
    const found = before.rows[0]
    const isRepeat = requestKey !== null && found?.request_key === requestKey
    if (isRepeat && found.programme !== key)
      refuse('conflict', 'programmes.key_reused', 'This key began another programme. Make a new key for each request.')
    if (found && (isRepeat || !input.startAnew))
      return { enrolment: await read(ctx, personId, found.id), created: false }

    const id = newId()
    await sql`
      update enrolments set archived_at = ${now}
      where person_id = ${personId} and programme = ${key} and archived_at is null`.execute(ctx.db)
    await sql`
      insert into enrolments (id, person_id, programme, version, request_key, created_at)
      values (${id}, ${personId}, ${key}, ${version}, ${requestKey}, ${now})`.execute(ctx.db)
    return { enrolment: await read(ctx, personId, id), created: true }
  })
}

async function read(ctx: Context, personId: string, enrolmentId: string): Promise<Enrolment> {
  return toEnrolment(await requireRecord(ctx, { personId, enrolmentId }), ctx.now())
}
