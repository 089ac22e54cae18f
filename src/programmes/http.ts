import { z } from 'zod'
import { findPerson } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { refuseUnknownEnrolment } from './record.ts'

export const tags = ['programmes']
export const visitor = { config: { access: 'visitor' } } as const
export const ofId = z.object({ id: z.uuid() })

/** Of a write that may be sent again. */
export const repeatable = z.looseObject({ 'idempotency-key': z.string().trim().min(1).max(200).optional() })

/** Whose enrolment it is said to be. Who is nobody yet has none. Writes no row. */
export async function named(ctx: Context, { id }: { id: string }) {
  return { personId: (await findPerson(ctx)) ?? refuseUnknownEnrolment(), enrolmentId: id }
}
