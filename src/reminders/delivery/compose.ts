import { asUnavailable, type Context } from '../../storage/index.ts'
import { type Composed, subjectHandler } from '../subject.ts'
import type { Row } from './row.ts'

/** `broken`: its domain could not say what to say. */
export type Wording = Composed | 'broken'

/** Asks each subject's domain once for all rows of it. Keys are reminder ids. */
export async function composeAll(ctx: Context, rows: readonly Row[]): Promise<Map<string, Wording>> {
  const wordings = new Map<string, Wording>()
  for (const [kind, ofKind] of Map.groupBy(rows, row => row.subjectKind))
    for (const [id, wording] of await composeKind(ctx, kind, ofKind)) wordings.set(id, wording)
  return wordings
}

async function composeKind(ctx: Context, kind: string, rows: readonly Row[]): Promise<Map<string, Wording>> {
  const handler = subjectHandler(kind)
  const none = (): Composed => ({ holds: false, status: 'suppressed', reason: 'unknown_subject' })
  if (!handler) return new Map(rows.map(({ id }) => [id, none()]))
  try {
    const composed = await handler.compose(ctx, rows)
    return new Map(rows.map(({ id }) => [id, composed.get(id) ?? none()]))
  } catch (error) {
    if (asUnavailable(error)) throw error
    if (rows.length === 1) {
      ctx.log.error({ err: error, reminder: rows[0]!.id, kind: rows[0]!.kind }, 'a reminder could not be worded')
      return new Map([[rows[0]!.id, 'broken']])
    }
  }
  // One of them spoiled it for all: each by itself, so that the others go on.
  const one = await Promise.all(rows.map(row => composeKind(ctx, kind, [row])))
  return new Map(one.flatMap(map => [...map]))
}
