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
    const taken = await insertAll(ctx, some)
    await spool.brought(taken)
    brought += taken.length
  }
  for (const one of waiting.filter(({ entry }) => entry.kind === 'file')) {
    if (!(await bringFile(ctx, spool, verbs, one))) continue
    await spool.brought([one])
    brought++
  }
  return brought
}

/** One that the store cannot take keeps the others from nothing: it stays in its journal, and the log says so. */
async function insertAll(ctx: Context, some: readonly Held[]): Promise<Held[]> {
  try {
    await insert(ctx, some)
    return [...some]
  } catch (error) {
    if (asUnavailable(error)) throw error
    if (some.length === 1) {
      ctx.log.error({ err: error, entry: some[0]!.entry.id }, 'an entry of an outage is not taken by the store')
      return []
    }
    const halves = [some.slice(0, some.length / 2), some.slice(some.length / 2)]
    return [...(await insertAll(ctx, halves[0]!)), ...(await insertAll(ctx, halves[1]!))]
  }
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

/**
 * Bytes go where files are kept, past the table. What is refused there waits for review, bytes and all; what is refused for now
 * stays in its journal for the next time. Gives whether it is in the store.
 */
async function bringFile(ctx: Context, spool: Spool, verbs: OutageVerbs, held: Held): Promise<boolean> {
  const { entry, lane, at } = held
  const { speaker, content, id } = entry
  const bytes = () => spool.bytesOf(held, String(content.blob))
  try {
    const actor = await verbs.actorOf(ctx, speaker, at)
    if (actor) await verbs.file({ ...ctx, actor }, { id, at, content }, bytes())
    else await keepForReview('outage.session')
  } catch (error) {
    if (asUnavailable(error)) throw error
    if (error instanceof Refusal && error.detail.retryAfterSeconds !== undefined) return false
    if (!(error instanceof Refusal)) ctx.log.error({ err: error, entry: id }, 'a file of an outage could not be filed')
    await keepForReview(error instanceof Refusal ? error.code : 'outage.failed')
  }
  return true

  async function keepForReview(reason: string) {
    const isEnded = reason === 'people.ended'
    const personId = isEnded ? null : await verbs.personOf(ctx, speaker)
    const whole = isEnded ? null : await wholeOf(bytes())
    const { blob, ...about } = content
    await sql`
      insert into outage_entries (id, lane, kind, received_at, state, content, bytes, reason, key_hash, person_id, settled_at)
      values (${id}, ${isEnded ? '' : lane}, 'file', ${at}, 'review',
        ${isEnded ? null : storableJson({ speaker, said: about })}::jsonb, ${whole}, ${reason},
        ${isEnded ? null : (speaker.keyHash ?? null)}, ${personId}::uuid,
        clock_timestamp())
      on conflict (id) do nothing`.execute(ctx.db)
  }
}

/** Null where the disk has lost or changed them. */
async function wholeOf(bytes: AsyncIterable<Buffer>): Promise<Buffer | null> {
  try {
    return Buffer.concat(await Array.fromAsync(bytes))
  } catch {
    return null
  }
}
