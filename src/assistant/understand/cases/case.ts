import type { UnderstandContext, Wish } from '../schema.ts'

/** A message, what must hold for it (as in the examples file), and its context. */
export type Case = [text: string, expected: Record<string, unknown>, context?: UnderstandContext]

type Expected<T> = { [Key in keyof T]?: unknown }

export const wish = (filters: Expected<Wish>) => ({ filters })
export const search = { intent: 'search' }
/** Friday morning in Bengaluru. */
export const friday: UnderstandContext = { now: '2026-11-20T10:00:00+05:30' }
