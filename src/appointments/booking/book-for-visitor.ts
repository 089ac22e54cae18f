import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { requireRole } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { refuseStaff, requireStaff } from '../staff/queries.ts'
import { type BookInput, bookVisit } from './book-visit.ts'
import { requireDeskOf } from './queries.ts'
import { type CallbackWish, requestCallback } from './request-callback.ts'

type ForVisitor<Input> = Omit<Input, 'personId' | 'makePerson' | 'source'> & { personId?: string | undefined }

/**
 * Staff book for somebody who called: for the person that they name, or one made of the contact in the transaction of the booking. The
 * same key of the same account is the same person and so the same appointment. Refuses what booking refuses,
 * `appointments.staff_not_found` and `appointments.person_not_found`.
 */
export async function bookForVisitor(
  ctx: Context,
  input: ({ kind: 'site_visit' } & ForVisitor<BookInput>) | ({ kind: 'callback' } & ForVisitor<CallbackWish>),
): Promise<AppointmentRow> {
  requireRole(ctx, 'staff')
  requireDeskOf(ctx, input.kind)
  if (input.staffId && !(await requireStaff(ctx, input.staffId)).active) refuseStaff()
  if (input.personId) await requireThere(ctx, input.personId)
  const personId = input.personId ?? personOf(ctx, input.requestKey)
  const made = { personId, makePerson: !input.personId, source: 'staff' } as const
  return input.kind === 'callback' ? requestCallback(ctx, { ...input, ...made }) : bookVisit(ctx, { ...input, ...made })
}

/** An id that the request gives: asked again, there is no second person (RFC 9562, version 8). */
function personOf({ actor }: Context, requestKey: string | undefined): string {
  if (requestKey === undefined || actor.kind !== 'account') return newId()
  const bytes = createHash('sha256').update(`${actor.accountId} ${requestKey}`).digest().subarray(0, 16)
  bytes[6] = 0x80 | (bytes[6]! & 0x0f)
  bytes[8] = 0x80 | (bytes[8]! & 0x3f)
  return bytes.toString('hex').replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5')
}

/**
 * Who was erased, or became another person, is nobody to book for; nor is who never came to the sales desk: a booking would make
 * them known to it.
 */
async function requireThere(ctx: Context, personId: string): Promise<void> {
  const { rows } = await sql`
    select from persons p where id = ${personId}::uuid and erased_at is null and merged_into is null
      and (exists (select from leads where person_id = p.id)
        or exists (select from conversations where person_id = p.id and desk = 'sales')
        or exists (select from appointments where person_id = p.id and kind <> 'coaching_session'))`.execute(ctx.db)
  if (rows.length === 0)
    refuse('not_found', 'appointments.person_not_found', 'There is no such person any more. Reload the page.')
}
