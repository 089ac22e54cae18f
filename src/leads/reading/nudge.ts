import type { NudgePattern, NudgePriority } from './schema.ts'

/** What a pattern earned, with what was counted. */
export type Nudge = {
  pattern: NudgePattern
  priority: NudgePriority
  listingId: string | null
  evidence: Record<string, unknown>
}
