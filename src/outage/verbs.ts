import type { Actor, Context } from '../storage/index.ts'
import type { Speaker } from './schema.ts'

/** What somebody said or asked for then. `id` is the entry's: for what a verb wants to do once and has no name of its own for. */
export type Told = { id: string; at: Temporal.Instant; content: Record<string, unknown> }

/** What the composition root gives: who it was, and the verbs of the domains. Each does the same intent once, by its content's ids. */
export type OutageVerbs = {
  /** Judged as of then; undefined where they may not be acted for. */
  actorOf(ctx: Context, speaker: Speaker, at: Temporal.Instant): Promise<Actor | undefined>
  /** Whose words those are that nobody may act for, as far as anybody knows; for staff, who see to them, and for who wants to be erased. */
  personOf(ctx: Context, speaker: Speaker): Promise<string | null>
  /** In a transaction, which also notes that it is done. */
  message(ctx: Context, told: Told): Promise<string | null>
  visit(ctx: Context, told: Told): Promise<string | null>
  callback(ctx: Context, told: Told): Promise<string | null>
  file(ctx: Context, told: Told, bytes: AsyncIterable<Uint8Array>): Promise<void>
}
