import { setTimeout as sleep } from 'node:timers/promises'
import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { claimTurn } from './claim-turn.ts'
import type { Message } from './schema.ts'
import { type MessageRow, type Turn, toMessage } from './turn.ts'

export type Awaited =
  | { outcome: 'answered'; answer: Message }
  | { outcome: 'claimed'; turn: Turn }
  | { outcome: 'waiting' | 'human' | 'gone' }

/**
 * Waits until whoever holds a turn has answered it: another tab, another process, or the run of an earlier message. With an
 * `owner` it takes the turn over as soon as it can be had (its order has come, or its run died). Asks with growing pauses,
 * at most `timeoutMs`; `waiting` then says that the answer is still to come, `human` that a human will give it.
 */
export async function waitForTurn(
  ctx: Context,
  input: { messageId: string; owner?: string; leaseSeconds?: number; timeoutMs?: number; signal?: AbortSignal },
): Promise<Awaited> {
  const { messageId, owner, leaseSeconds, signal } = input
  const end = performance.now() + (input.timeoutMs ?? 60_000)
  for (let pause = 15; ; pause = Math.min(pause * 1.5, 500)) {
    const turn = await lookAt(ctx, messageId)
    if (!turn) return { outcome: 'gone' }
    if (turn.id) return { outcome: 'answered', answer: toMessage(turn) }
    if (turn.state === 'human') return { outcome: 'human' }
    if (owner && turn.claimable && !signal?.aborted) {
      const claimed = await claimTurn(ctx, { messageId, owner, leaseSeconds })
      if (claimed) return { outcome: 'claimed', turn: claimed }
    }
    const left = end - performance.now()
    if (left <= 0 || signal?.aborted) return { outcome: 'waiting' }
    await sleep(Math.min(pause, left), undefined, { signal }).catch(() => {})
  }
}

type Glance = MessageRow & { id: string | null; state: Turn['state']; claimable: boolean }

async function lookAt(ctx: Context, messageId: string) {
  const found = await sql<Glance>`
    select answer.id, answer.number, answer.author, answer.text, answer.parts, answer.created_at, t.state,
      t.owner is null or t.lease_until <= clock_timestamp() as claimable
    from turns t left join messages answer on answer.id = t.answer_id where t.message_id = ${messageId}`.execute(ctx.db)
  return found.rows[0]
}
