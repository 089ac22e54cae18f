import { createHash } from 'node:crypto'
import { requireRole } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import type { Context } from '../../storage/index.ts'
import type { AppointmentRow } from '../row.ts'
import { refuseStaff, requireStaff } from '../staff/queries.ts'
import { type BookInput, bookVisit } from './book-visit.ts'
import { requireDeskOf } from './queries.ts'
import { type CallbackWish, requestCallback } from './request-callback.ts'

type ForVisitor<Input> = Omit<Input, 'personId' | 'makePerson' | 'source'>

/**
 * Staff book for somebody who called: a person is made of the contact, in the transaction of the booking. The same key of the same
 * account is the same person and so the same appointment. Refuses what booking refuses, and `appointments.staff_not_found`.
 */
export async function bookForVisitor(
  ctx: Context,
  input: ({ kind: 'site_visit' } & ForVisitor<BookInput>) | ({ kind: 'callback' } & ForVisitor<CallbackWish>),
): Promise<AppointmentRow> {
  requireRole(ctx, 'staff')
  requireDeskOf(ctx, input.kind)
  if (input.staffId && !(await requireStaff(ctx, input.staffId)).active) refuseStaff()
  const made = { personId: personOf(ctx, input.requestKey), makePerson: true, source: 'staff' } as const
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
