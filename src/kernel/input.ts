import { z } from 'zod'
import { storable } from './text.ts'

/** Words that may be none, without blanks around them, as the store can hold them. */
export const words = (longest: number) => z.string().transform(storable).pipe(z.string().trim().max(longest))

/** Words that must be there. */
export const line = (longest: number) => z.string().transform(storable).pipe(z.string().trim().min(1).max(longest))

/** The number of a version that somebody looked at; 0 before the first. As large as the store counts. */
export const versionNumber = z.int().min(0).max(2_147_483_646)

/** Headers of a write that may be sent again: the same key is the same request. */
export const repeatable = z.looseObject({ 'idempotency-key': z.string().trim().min(1).max(200).optional() })
