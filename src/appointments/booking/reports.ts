import type { z } from 'zod'
import type { Context } from '../../storage/index.ts'
import type { CompletionReport, Workload } from '../schema.ts'

/** Active visits of each member of staff on each of `days` dates from `from`, in the business's zone. */
export async function workload(
  _ctx: Context,
  _input: { from?: string; days?: number },
): Promise<z.infer<typeof Workload>> {
  throw new Error('not built')
}

/** Of visits whose start lies in [from, to), dates of the business's zone. */
export async function completionReport(
  _ctx: Context,
  _input: { from: string; to: string },
): Promise<z.infer<typeof CompletionReport>> {
  throw new Error('not built')
}
