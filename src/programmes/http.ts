import { z } from 'zod'
import { findPerson } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { refuseUnknownEnrolment } from './record.ts'

export const tags = ['programmes']
export const visitor = { config: { access: 'visitor' } } as const
export const ofId = z.object({ id: z.uuid() })

/** Whose enrolment it is said to be. Who is nobody yet has none. Writes no row. */
export async function named(ctx: Context, { id }: { id: string }) {
  return { personId: (await findPerson(ctx)) ?? refuseUnknownEnrolment(), enrolmentId: id }
}
