import { randomUUID } from 'node:crypto'
import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'
import { rememberFacts } from './remember-facts.ts'
import type { FactInput } from './schema.ts'
import { issueVisitorKey, readVisitorKey } from './visitor-key.ts'

/** An actor with a key that nobody has used. */
export function newVisitor(): Extract<Context['actor'], { kind: 'visitor' }> {
  return { kind: 'visitor', keyHash: readVisitorKey('test', issueVisitorKey('test'))! }
}

/** A message of a visitor by the database's own function: the domain that posts them stands above this one. */
export async function writeMessage(ctx: Context, text: string): Promise<{ personId: string; messageId: string }> {
  const { keyHash } = ctx.actor as Extract<Context['actor'], { kind: 'visitor' }>
  const id = randomUUID
  const posted = await sql<{ person_id: string; message_id: string }>`
    select (turn).person_id, (turn).message_id from post_message(${ctx.now()}, ${keyHash}, null, ${id()}, 'sales', ${id()},
      ${id()}, ${id()}, ${text}, null, 'test', '30 seconds', '30 minutes')`.execute(ctx.db)
  const { person_id, message_id } = posted.rows[0]!
  return { personId: person_id, messageId: message_id }
}

/** Says something and remembers what it states. */
export async function tell(ctx: Context, text: string, ...facts: FactInput[]) {
  const written = await writeMessage(ctx, text)
  return { ...written, facts: await rememberFacts(ctx, { ...written, facts }) }
}
