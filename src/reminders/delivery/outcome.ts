import type { Sent } from '../../channels/index.ts'
import type { SentBy } from '../schema.ts'
import { isBefore, nextTry, type Row } from './row.ts'
import type { Settled } from './settle.ts'

/**
 * What an attempt's outcome makes of its reminder (sales desk, 8): taken is sent; a bad address is one attempt; what was
 * refused otherwise is tried again after 2 and 10 minutes while it is of use; what may have been taken is tried again only
 * where a second send of its key has no effect, and is `unknown` otherwise.
 */
export function outcomeOf(input: {
  row: Row
  sentBy: SentBy
  attempt: number
  sent: Sent
  /** Why it did not leave by what was meant. */
  note: string | null
  honoursKey: boolean
  endedAt: Temporal.Instant
}): Settled {
  const { row, sentBy, sent, endedAt } = input
  const attempt = {
    number: input.attempt,
    sentBy,
    endedAt,
    outcome: sent.outcome,
    code: sent.outcome === 'accepted' ? null : sent.code,
    note: [input.note, sent.note].filter(Boolean).join(' ') || null,
    providerId: sent.outcome === 'accepted' ? sent.providerId : null,
  }
  return { id: row.id, attempt, ...becomes(input) }
}

function becomes({
  row,
  sent,
  attempt,
  honoursKey,
  endedAt,
}: Parameters<typeof outcomeOf>[0]): Pick<Settled, 'status' | 'reason' | 'nextTryAt'> {
  if (sent.outcome === 'accepted') return { status: 'sent' }
  if (sent.outcome === 'refused' && sent.permanent) return { status: 'failed', reason: sent.code }
  if (sent.outcome === 'unclear' && !honoursKey) return { status: 'unknown', reason: sent.code }
  const nextTryAt = nextTry(attempt, endedAt, sent.outcome === 'refused' ? sent.retryAfterSeconds : 0)
  if (nextTryAt && isBefore(nextTryAt, row.usefulUntil)) return { status: 'scheduled', nextTryAt }
  if (sent.outcome === 'unclear') return { status: 'unknown', reason: sent.code }
  return { status: 'failed', reason: nextTryAt ? 'late' : 'attempts' }
}
