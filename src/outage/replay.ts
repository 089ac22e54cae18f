import { sql } from 'kysely'
import { Refusal } from '../kernel/refusal.ts'
import { asUnavailable, type Context, transact } from '../storage/index.ts'
import type { EntryKind, Speaker } from './schema.ts'
import type { OutageVerbs } from './verbs.ts'

/** Long enough that a verb ends within it; whoever dies leaves the entry to others after it. */
const LEASE_SECONDS = 30
/** Every replica finds the store again within about two seconds; words of one person that two of them heard come together by then. */
export const GATHER_SECONDS = 2.5
/** What fails for no reason that anybody knows is tried so often, then looked at by people. */
const ATTEMPTS = 5

type Claimed = {
  id: string
  kind: Exclude<EntryKind, 'file'>
  received_at: Temporal.Instant
  content: { speaker: Speaker; said: Record<string, unknown> }
  attempts: number
}

/**
 * Does the earliest entry that nobody is at, as if it came now from who sent it then. Entries of one speaker are done one after
 * another, in the order in which they were received, over all processes. Gives whether there was one.
 */
export async function replayNext(ctx: Context, verbs: OutageVerbs, owner: string): Promise<boolean> {
  const claimed = await claim(ctx, owner)
  if (!claimed) return false
  const { id, kind, received_at: at, content, attempts } = claimed
  const told = { id, at, content: content.said }
  try {
    const actor = await verbs.actorOf(ctx, content.speaker, at)
    if (!actor) {
      await review(ctx, id, 'outage.session', await verbs.personOf(ctx, content.speaker))
      return true
    }
    const own = { ...ctx, actor }
    if (kind === 'message') await transact(own, async ctx => done(ctx, id, await verbs.message(ctx, told)))
    else await done(ctx, id, await verbs[kind](own, told))
  } catch (error) {
    if (asUnavailable(error)) {
      await release(ctx, id, owner).catch(() => {})
      throw error
    }
    const refer = async (reason: string) => review(ctx, id, reason, await verbs.personOf(ctx, content.speaker))
    if (error instanceof Refusal) await refer(error.code)
    else if (attempts >= ATTEMPTS) {
      ctx.log.error({ err: error, entry: id }, 'what was said in an outage could not be written')
      await refer('outage.failed')
    } else ctx.log.warn({ err: error, entry: id, attempts }, 'what was said in an outage is tried again')
  }
  return true
}

async function claim(ctx: Context, owner: string): Promise<Claimed | undefined> {
  const { rows } = await sql<Claimed>`
    update outage_entries set owner = ${owner}, attempts = attempts + 1,
      lease_until = clock_timestamp() + make_interval(secs => ${LEASE_SECONDS})
    where id = (
      select w.id from outage_entries w
      where w.state = 'waiting' and (w.lease_until is null or w.lease_until < clock_timestamp())
        and w.brought_at < clock_timestamp() - make_interval(secs => ${GATHER_SECONDS})
        and not exists (select from outage_entries b
          where b.lane = w.lane and b.state = 'waiting' and (b.received_at, b.id) < (w.received_at, w.id))
      order by w.received_at, w.id limit 1 for update skip locked)
    returning id, kind, received_at, content, attempts`.execute(ctx.db)
  return rows[0]
}

async function done(ctx: Context, id: string, personId: string | null): Promise<void> {
  await sql`
    update outage_entries set state = 'done', content = null, key_hash = null, owner = null, lease_until = null,
      person_id = ${personId}::uuid, settled_at = clock_timestamp()
    where id = ${id}::uuid and state = 'waiting'`.execute(ctx.db)
}

/** Of an erased person nothing stays but that there was something. */
async function review(ctx: Context, id: string, reason: string, personId: string | null): Promise<void> {
  const ended = reason === 'people.ended'
  await sql`
    update outage_entries set state = 'review', reason = ${reason}, owner = null, lease_until = null,
      settled_at = clock_timestamp(), content = case when not ${ended}::boolean then content end,
      key_hash = case when not ${ended}::boolean then key_hash end, lane = case when ${ended}::boolean then '' else lane end,
      person_id = ${ended ? null : personId}::uuid
    where id = ${id}::uuid and state = 'waiting'`.execute(ctx.db)
}

async function release(ctx: Context, id: string, owner: string): Promise<void> {
  await sql`
    update outage_entries set owner = null, lease_until = null, attempts = attempts - 1
    where id = ${id}::uuid and owner = ${owner} and state = 'waiting'`.execute(ctx.db)
}

/** Whose words are in the store and wait, of all processes, and when the last of each was received. */
export async function lanesBehind(ctx: Context): Promise<ReadonlyMap<string, Temporal.Instant>> {
  const { rows } = await sql<{ lane: string; last: Temporal.Instant }>`
    select lane, max(received_at) as last from outage_entries where state = 'waiting' group by lane`.execute(ctx.db)
  return new Map(rows.map(({ lane, last }) => [lane, last]))
}

/** What was done long ago need not be known again; what nobody can be asked about is kept no longer. */
export async function forgetDone(ctx: Context): Promise<void> {
  await sql`
    delete from outage_entries where settled_at < ${ctx.now()}::timestamptz - interval '30 days'
      and (state = 'done' or state = 'review' and person_id is null)`.execute(ctx.db)
}
