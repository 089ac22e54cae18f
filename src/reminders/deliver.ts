import { setTimeout as sleep } from 'node:timers/promises'
import type { Channels } from '../channels/index.ts'
import { newId } from '../kernel/ids.ts'
import { asUnavailable, type Context } from '../storage/index.ts'
import { type Claim, claimDue, giveBack, keepLease } from './delivery/claim.ts'
import { decide, type Ready } from './delivery/decide.ts'
import { outcomeOf } from './delivery/outcome.ts'
import { recover } from './delivery/recover.ts'
import { sendOne } from './delivery/send.ts'
import { type Settled, settle } from './delivery/settle.ts'
import { startSending } from './delivery/start.ts'
import type { Ways } from './delivery/ways.ts'
import { SentBy } from './schema.ts'
import type { SayInChat } from './subject.ts'

export type Delivery = {
  channels: Channels
  /** Says it in the person's thread, once for each reminder; where there is none, what is to be said there is not sent. */
  chat?: SayInChat
  /** Name of this worker that nobody else uses. */
  owner: string
  /** How many are claimed at once, default 40. */
  batch?: number
  /** How many of them are started together and sent side by side, default 10: so many are in doubt when the process is killed. */
  atOnce?: number
  /** How long a claim is held without a sign of life, default 60. */
  leaseSeconds?: number
  /** Checked before each batch. */
  stopping?: AbortSignal
}

/** What was decided longer ago is decided anew: a slow channel holds up what is sent by another for no longer. */
const FRESH_MS = 10_000

/**
 * Claims what is due, sends it and records what became of it. Gives how many were claimed; 0 when nothing is due. Each step is
 * one statement for many, and no transaction is open while something is sent; a process killed between two steps
 * leaves rows that the next one knows how to take up (see `recover`).
 */
export async function deliverDue(ctx: Context, delivery: Delivery): Promise<number> {
  const { channels, chat, owner, batch = 40, atOnce = 10, leaseSeconds = 60, stopping } = delivery
  if (stopping?.aborted) return 0
  const claim: Claim = { token: `${owner} ${newId()}`, leaseSeconds }
  let { rows, stale } = await claimDue(ctx, claim, batch)
  if (stale) {
    await recover(
      ctx,
      SentBy.options.filter(sentBy => honoursKey(channels, sentBy)),
    )
    if (rows.length === 0) rows = (await claimDue(ctx, claim, batch)).rows
  }
  if (rows.length === 0) return 0
  const release = keepLease(ctx, claim)
  try {
    const { ready, settled } = await decide(ctx, rows, channels, chat !== undefined)
    await settle(ctx, claim, settled)
    const decidedAt = performance.now()
    let left = ready
    while (left.length > 0 && !stopping?.aborted && performance.now() - decidedAt < FRESH_MS) {
      const started = await startSending(ctx, claim, left.slice(0, atOnce))
      await sendAll(ctx, claim, started, { channels, chat })
      left = left.slice(atOnce)
    }
    if (left.length > 0) await giveBack(ctx, claim)
  } finally {
    release()
  }
  return rows.length
}

/** Sends side by side and records what is done so far: who is slow keeps nobody's outcome waiting. */
async function sendAll(
  ctx: Context,
  claim: Claim,
  started: readonly (Ready & { attempt: number })[],
  ways: Ways,
): Promise<void> {
  const outcomes: Settled[] = []
  const under = new Set<Promise<void>>()
  for (const one of started) {
    const { row, sentBy, attempt, note } = one
    const sending = sendOne(ctx, one, ways).then(sent => {
      under.delete(sending)
      const isOnce = honoursKey(ways.channels, sentBy)
      outcomes.push(outcomeOf({ row, sentBy, attempt, sent, note, honoursKey: isOnce, endedAt: ctx.now() }))
    })
    under.add(sending)
  }
  while (under.size > 0 || outcomes.length > 0) {
    if (outcomes.length === 0) await Promise.race(under)
    // Whoever answered in the same instant is written with it.
    await new Promise(resolve => setImmediate(resolve))
    const lost = await insist(ctx, claim, outcomes.splice(0))
    for (const id of lost) ctx.log.warn({ reminder: id }, 'an outcome came after another took the reminder up')
  }
}

/** A thread takes what is said in it once. */
function honoursKey(channels: Channels, sentBy: SentBy): boolean {
  return sentBy === 'chat' || (channels[sentBy]?.honoursKey ?? false)
}

/** What has left is written even where the database is away for a moment: unwritten, nobody would know of it. */
async function insist(ctx: Context, claim: Claim, outcomes: readonly Settled[]): Promise<string[]> {
  for (let attempt = 1; ; attempt++) {
    try {
      return await settle(ctx, claim, outcomes)
    } catch (error) {
      if (!asUnavailable(error) || attempt === 20) throw error
      await sleep(500)
    }
  }
}
