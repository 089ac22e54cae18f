import { type Posted, postMessage } from '../conversations/index.ts'
import { type Context, transact } from '../storage/index.ts'
import { isCrisis } from './coach/reading/crisis.ts'
import type { CoachSettings } from './coach/settings.ts'
import { tellCrisis } from './coach/tell-crisis.ts'

/**
 * Keeps a message to the sales desk. One that speaks of the writer's own suicide or self-harm is handed over in the same
 * transaction, once, as at the career desk. Refuses what `postMessage` refuses.
 */
export async function postSalesMessage(
  ctx: Context,
  settings: Pick<CoachSettings, 'crisisLines'>,
  input: Omit<Parameters<typeof postMessage>[1], 'desk'>,
): Promise<Posted> {
  if (!isCrisis(input.text)) return postMessage(ctx, { ...input, desk: 'sales' })
  return transact(ctx, async ctx => {
    const posted = await postMessage(ctx, { ...input, desk: 'sales' })
    if (!posted.repeated) await tellCrisis(ctx, settings, posted.turn)
    return posted
  })
}
