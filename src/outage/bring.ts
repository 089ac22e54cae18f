import { sql } from 'kysely'
import { Refusal } from '../kernel/refusal.ts'
import { storableJson } from '../kernel/text.ts'
import { asUnavailable, type Context } from '../storage/index.ts'
import type { Held, Spool } from './spool.ts'
import type { OutageVerbs } from './verbs.ts'

const AT_ONCE = 200

/**
 * Writes what waits in this process's journals into the store, the earliest first, and lets go of it there. Killed anywhere it is
 * done again, and what was written already is found by its id. Gives how many entries were brought.
 */
export async function bringEntries(ctx: Context, spool: Spool, verbs: OutageVerbs): Promise<number> {
  const waiting = spool.waiting()
  const words = waiting.filter(({ entry }) => entry.kind !== 'file')
  let brought = 0
  for (let from = 0; from < words.length; from += AT_ONCE) {
    const some = words.slice(from, from + AT_ONCE)
    await insert(ctx, some)
    await spool.brought(some)
    brought += some.length
  }
  for (const one of waiting.filter(({ entry }) => entry.kind === 'file')) {
    await bringFile(ctx, spool, verbs, one)
    await spool.brought([one])
    brought++
  }
  return brought
}

async function insert(ctx: Context, some: readonly Held[]): Promise<void> {
  const rows = some.map(({ entry, lane, at }) => ({
    id: entry.id,
    lane,
    kind: entry.kind,
    received_at: at.toString(),
    content: { speaker: entry.speaker, said: entry.content },
    key_hash: entry.speaker.keyHash ?? null,
  }))
  await sql`
    insert into outage_entries (id, lane, kind, received_at, state, content, key_hash)
    select id, lane, kind, received_at, 'waiting', content, key_hash
    from jsonb_to_recordset(${storableJson(rows)}::jsonb)
      as r(id uuid, lane text, kind text, received_at timestamptz, content jsonb, key_hash text)
    on conflict (id) do nothing`.execute(ctx.db)
}

/** Bytes go where files are kept, past the table. What is refused there waits for review, bytes and all. */
async function bringFile(ctx: Context, spool: Spool, verbs: OutageVerbs, held: Held): Promise<void> {
  const { entry, lane, at } = held
  const { speaker, content, id } = entry
  const bytes = () => spool.bytesOf(held, String(content.blob))
  try {
    const actor = await verbs.actorOf(ctx, speaker, at)
    if (!actor) return await keepForReview('outage.session')
    await verbs.file({ ...ctx, actor }, { id, at, content }, bytes())
  } catch (error) {
    if (asUnavailable(error) || !(error instanceof Refusal)) throw error
    await keepForReview(error.code)
  }

  async function keepForReview(reason: string) {
    const isEnded = reason === 'people.ended'
    const pieces: Buffer[] = []
    if (!isEnded) for await (const piece of bytes()) pieces.push(piece)
    const { blob, ...about } = content
    await sql`
      insert into outage_entries (id, lane, kind, received_at, state, content, bytes, reason, key_hash, person_id, settled_at)
      values (${id}, ${isEnded ? '' : lane}, 'file', ${at}, 'review',
        ${isEnded ? null : storableJson({ speaker, said: about })}::jsonb, ${isEnded ? null : Buffer.concat(pieces)}, ${reason},
        ${isEnded ? null : (speaker.keyHash ?? null)},
        ${isEnded ? null : sql`(select person_id from visitor_keys where key_hash = ${speaker.keyHash ?? null} and ended_at is null)`},
        clock_timestamp())
      on conflict (id) do nothing`.execute(ctx.db)
  }
}
