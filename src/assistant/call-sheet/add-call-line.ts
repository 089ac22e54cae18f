import { Refusal } from '../../kernel/refusal.ts'
import { findCall, findLine, lastHeld, recordCallLine } from '../../leads/index.ts'
import type { Context } from '../../storage/index.ts'
import type { Assistant } from '../assistant.ts'
import { hear } from './hear.ts'

const TRIES = 3

/**
 * Takes down what a caller said, as staff type it, and learns from it as from a message. The same line again changes nothing.
 * Two lines at the same time are read one after the other. Refuses what `recordCallLine` refuses.
 */
export async function addCallLine(
  ctx: Context,
  assistant: Assistant,
  { personId, lineId, text }: { personId: string; lineId: string; text: string },
): Promise<void> {
  for (let tries = 1; ; tries++) {
    const call = await findCall(ctx, personId)
    if (await findLine(ctx, { personId, lineId, text })) return
    const held = call ? call.state : await takenUp(ctx, personId)
    const heard = await hear(ctx, assistant, { personId, lineId, text, held, number: (call?.number ?? 0) + 1 })
    try {
      await recordCallLine(ctx, { ...heard, personId, lineId, callId: call?.id ?? null })
      return
    } catch (error) {
      if (tries < TRIES && error instanceof Refusal && error.code === 'leads.call_moved_on') continue
      throw error
    }
  }
}

/** A call begins with the wish and the homes of the last conversation; what was being arranged there stays there. */
async function takenUp(ctx: Context, personId: string): Promise<Record<string, unknown>> {
  const { wish, ids, focus, shown } = await lastHeld(ctx, personId)
  return {
    ...(wish ? { wish } : {}),
    ...(ids ? { ids } : {}),
    ...(focus ? { focus } : {}),
    ...(shown ? { shown } : {}),
  }
}
