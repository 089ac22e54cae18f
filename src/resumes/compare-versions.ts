import type { Context } from '../storage/index.ts'
import { diffTexts } from './diff-texts.ts'
import { requireVersion } from './queries.ts'
import type { Diff, Version } from './schema.ts'

/**
 * What changed from `other` to the version that `id` and `version` name; each a version's id, or a résumé's for its newest, and
 * `other` also the number of a version of the same résumé. Refuses `resumes.unknown`, `resumes.unknown_version`.
 */
export async function compareVersions(
  ctx: Context,
  input: { personId: string | undefined; id: string; version?: number | undefined; other: string },
): Promise<Diff> {
  const { personId, other } = input
  const to = await requireVersion(ctx, input)
  const from = /^\d{1,6}$/.test(other)
    ? await requireVersion(ctx, { personId, id: to.resumeId, version: Number(other) })
    : await requireVersion(ctx, { personId, id: other })
  return { from: headOf(from), to: headOf(to), hunks: diffTexts(from.text, to.text) }
}

function headOf({ text: _text, name: _name, ...head }: Version) {
  return head
}
