import { callableFrom } from '../../appointments/index.ts'
import {
  type Desk,
  type HandOffReason,
  leaveToOthers,
  type Part,
  postSystemMessage,
  promiseHuman,
  SOON_MINUTES,
  sayLate,
} from '../../conversations/index.ts'
import type { Context } from '../../storage/index.ts'
import { promiseWords } from '../compose/times.ts'

/**
 * Says in the thread when somebody will be there, in the transaction in which a visitor of the sales desk begins to wait, and out
 * of hours offers a call instead. Who may be in danger was told where help is at once: a promise of ours is none.
 */
export async function promiseSomebody(
  ctx: Context,
  {
    conversationId,
    desk,
    number,
    reason,
  }: { conversationId: string; desk: Desk; number: number; reason: HandOffReason },
): Promise<void> {
  if (desk !== 'sales' || reason === 'crisis') return
  const from = await callableFrom(ctx)
  if (!(await promiseHuman(ctx, { conversationId, number, from }))) return
  const isNow = Temporal.Instant.compare(from, ctx.now()) <= 0
  const when = promiseWords(from.toString(), ctx.business.timeZone, ctx.now())
  await postSystemMessage(
    ctx,
    { id: conversationId },
    isNow
      ? {
          text: `Our team has been told: somebody joins you here, as a rule within ${SOON_MINUTES} minutes. You can go on writing until then.`,
        }
      : {
          text: `Our team is not here at this hour. Somebody will be here from ${when} and answers you in this chat. If you would rather be called, say so.`,
          parts: [chips(['Call me instead', 'Please call me back'])],
        },
  )
}

/**
 * What the visitor is told where nobody came in time; before that, what staff have who do not work here any more waits for others.
 * False when there was nothing to do.
 */
export async function sayNobodyCame(ctx: Context): Promise<boolean> {
  const left = await leaveToOthers(ctx)
  const late = await sayLate(ctx, async () => ({
    text: 'I am sorry, nobody could join you yet. Your request stands, and somebody will answer you here. If it cannot wait, somebody can call you urgently.',
    parts: [chips(['Call me urgently', 'Please call me back urgently'])],
  }))
  return late || left > 0
}

function chips(...all: [label: string, text: string][]): Part {
  return { type: 'chips', chips: all.map(([label, text]) => ({ label, text })) }
}
