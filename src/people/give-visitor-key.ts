import { sql } from 'kysely'
import type { Context } from '../storage/index.ts'

/**
 * Lets a key that nobody has used open a person: for a browser of theirs that somebody vouched for. `keyHash` is its hash; a key
 * that is somebody's already stays theirs. Call it in the transaction of the proof.
 */
export async function giveVisitorKey(
  ctx: Context,
  { personId, keyHash }: { personId: string; keyHash: string },
): Promise<void> {
  await sql`
    insert into visitor_keys (key_hash, person_id, created_at) values (${keyHash}, ${personId}, ${ctx.now()})
    on conflict (key_hash) do nothing`.execute(ctx.db)
}
