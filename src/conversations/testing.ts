import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import { issueVisitorKey, readVisitorKey } from '../people/index.ts'
import type { Context } from '../storage/index.ts'
import { completeTurn } from './complete-turn.ts'
import { type Posted, postMessage } from './post-message.ts'
import type { ConversationState, HandOff } from './schema.ts'

/** An actor with a key that nobody has used. */
export function newVisitor(): Extract<Context['actor'], { kind: 'visitor' }> {
  return { kind: 'visitor', keyHash: readVisitorKey('test', issueVisitorKey('test'))! }
}

/** Says something at the sales desk, as a run of its own. */
export function say(ctx: Context, text: string, more: Partial<Parameters<typeof postMessage>[1]> = {}) {
  return postMessage(ctx, { desk: 'sales', clientId: randomUUID(), owner: randomUUID(), text, ...more })
}

/** Answers what was posted, as the run that holds it. */
export function answer(ctx: Context, { turn }: Posted, text: string, state?: ConversationState) {
  return completeTurn(ctx, { turn, owner: turn.owner!, text, state })
}

/** Changes who speaks for the house. */
export async function handOver(ctx: Context, conversationId: string, state: HandOff): Promise<void> {
  await sql`
    insert into hand_offs (conversation_id, number, state, acted_by, created_at)
    select ${conversationId}, coalesce(max(number), 0) + 1, ${state}, 'staff', ${ctx.now()}
    from hand_offs where conversation_id = ${conversationId}`.execute(ctx.db)
}
