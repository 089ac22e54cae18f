import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import { refuse } from '../kernel/refusal.ts'
import { storableJson } from '../kernel/text.ts'
import { refuseEnded, refuseWithoutPerson, SESSION_GAP_MINUTES } from '../people/index.ts'
import { type Context, tell } from '../storage/index.ts'
import { type Desk, MESSAGE_LIMIT, type Message, messageText, type Wish } from './schema.ts'
import { LEASE_SECONDS, messageOf, type Turn, type TurnRow, toTurn } from './turn.ts'

export type Posted = {
  message: Message
  turn: Turn
  /** Whether this call's `owner` holds the turn and is to answer it; else `waitForTurn` */
  mine: boolean
  /** The same client-made id came before: the message stands, and perhaps its answer */
  repeated: boolean
}

/**
 * Commits a visitor's message with its turn, in one statement: person, key, session and conversation are found or made, the
 * message gets the next number, and the turn is leased to `owner` unless an earlier one is still pending or a human speaks.
 *
 * Refuses `conversations.empty_text`, `conversations.text_too_long` (over 4000), `conversations.id_reused` (the same id with
 * another text), `people.ended` (erased), `people.no_person` (nobody to remember).
 */
export async function postMessage(
  ctx: Context,
  input: { desk: Desk; clientId: string; text: string; ui?: Wish; owner: string; leaseSeconds?: number },
): Promise<Posted> {
  const text = messageText(input.text)
  if (!text) refuse('invalid', 'conversations.empty_text', { message: 'Write something first.', field: 'text' })
  if (text.length > MESSAGE_LIMIT)
    refuse('invalid', 'conversations.text_too_long', {
      message: `A message has at most ${MESSAGE_LIMIT} characters. Split it.`,
      field: 'text',
    })
  const { keyHash, personId } = writerOf(ctx)
  const now = ctx.now()
  const leaseSeconds = input.leaseSeconds ?? LEASE_SECONDS
  // The function counts the lease from `now`, which is this process's clock; what the database's is ahead of it is added.
  const done = await sql<TurnRow & { outcome: 'posted' | 'repeated' | 'reused' | 'ended' }>`
    select outcome, (turn).* from post_message(
      ${now}, ${keyHash}, ${personId}, ${newId()}, ${input.desk}, ${newId()},
      ${newId()}, ${input.clientId}, ${text}, ${input.ui ? storableJson(input.ui) : null}::jsonb, ${input.owner},
      make_interval(secs => extract(epoch from clock_timestamp() - ${now}::timestamptz)::float8 + ${leaseSeconds}),
      make_interval(mins => ${SESSION_GAP_MINUTES})
    )`.execute(ctx.db)
  const row = done.rows[0]!
  if (row.outcome === 'ended') refuseEnded()
  if (row.outcome === 'reused')
    refuse('conflict', 'conversations.id_reused', {
      message: 'Another message has this id. Make a new id for each message.',
      field: 'id',
    })
  const turn = toTurn(row)
  const repeated = row.outcome === 'repeated'
  if (!repeated) tell(ctx, { topic: 'conversation', id: turn.conversationId, number: turn.number, desk: turn.desk })
  return { message: messageOf(turn), turn, mine: !repeated && turn.owner === input.owner, repeated }
}

function writerOf({ actor }: Context): { keyHash: string | null; personId: string | null } {
  if (actor.kind === 'visitor') return { keyHash: actor.keyHash, personId: actor.personId ?? null }
  if (actor.kind === 'account' && actor.personId) return { keyHash: null, personId: actor.personId }
  return refuseWithoutPerson()
}
