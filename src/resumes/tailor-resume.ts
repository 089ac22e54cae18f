import { type Context, transact } from '../storage/index.ts'
import { requireVersion } from './queries.ts'
import type { Posting, Version } from './schema.ts'
import { tailorByRules } from './tailoring/by-rules.ts'
import { markUnsourced } from './tailoring/confirm.ts'
import { findRequested, plainText, writeVersion } from './write-version.ts'

/** Asks a model for the whole text anew, or gives undefined where there is none, none may be asked, or none answered. */
export type Propose = (
  ctx: Context,
  input: { personId: string; text: string; posting: Posting },
) => Promise<string | undefined>

/**
 * Makes a version of a résumé for a posting. A model's proposal is taken with everything marked that the source does not have;
 * without one the rules put in order what is there. No transaction is open while a model is asked.
 * Refuses `resumes.unknown`, `resumes.unknown_version`, `resumes.key_reused`, `resumes.too_many_versions`.
 */
export async function tailorResume(
  ctx: Context,
  input: {
    personId: string
    id: string
    version?: number | undefined
    posting: Posting
    propose?: Propose | undefined
    requestKey?: string | undefined
  },
): Promise<Version> {
  const { personId, posting, propose, requestKey } = input
  const source = await requireVersion(ctx, input)
  const { resumeId, number: basedOn } = source
  const before = await findRequested(ctx, { personId, requestKey, resumeId })
  if (before) return before
  const proposed = (await propose?.(ctx, { personId, text: source.text, posting }))?.trim()
  const text = proposed
    ? markUnsourced(source.text, proposed, { headline: posting.title })
    : tailorByRules(source.text, posting)
  return transact(ctx, async ctx => {
    const meanwhile = await findRequested(ctx, { personId, requestKey, resumeId })
    if (meanwhile) return meanwhile
    const tailored = { posting, by: proposed ? ('model' as const) : ('rules' as const) }
    return writeVersion(ctx, { resumeId, personId, text: plainText(text), basedOn, requestKey, tailored })
  })
}
