import type { Context } from '../storage/index.ts'
import { checkResume } from './feedback/feedback.ts'
import { requireVersion } from './queries.ts'
import type { Feedback, Posting } from './schema.ts'

/** The checks of one version, with a posting also against its keywords. Refuses `resumes.unknown`, `resumes.unknown_version`. */
export async function giveFeedback(
  ctx: Context,
  input: { personId: string | undefined; id: string; version?: number | undefined; posting?: Posting | undefined },
): Promise<Feedback> {
  const { id, number, text } = await requireVersion(ctx, input)
  return { versionId: id, version: number, checks: checkResume(text, { now: ctx.now(), posting: input.posting }) }
}
