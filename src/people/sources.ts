import { sql } from 'kysely'
import { newId } from '../kernel/ids.ts'
import type { Context } from '../storage/index.ts'
import { moveRows, moveRowsBack } from './move-rows.ts'
import type { PersonPart } from './part.ts'
import { findPerson } from './queries.ts'
import type { Source } from './schema.ts'

/**
 * Notes where the actor first came from. Only the first touch of a visitor key counts, or of an account without one, by `at`: what is
 * noted later and was earlier takes its place. Nothing is noted of whom nobody knows yet, or while their memory is off. Gives whether
 * this was the first.
 */
export async function noteSource(ctx: Context, source: Source, at = ctx.now()): Promise<boolean> {
  const personId = await findPerson(ctx)
  if (!personId) return false
  const keyHash = ctx.actor.kind === 'visitor' ? ctx.actor.keyHash : null
  const once = keyHash === null ? sql`(person_id) where key_hash is null` : sql`(key_hash)`
  const { channel, site, page, referrerHost, utm } = source
  const noted = await sql`
    insert into person_sources as s (id, person_id, key_hash, at, channel, site, page, referrer_host, utm_source, utm_medium,
      utm_campaign, utm_term, utm_content)
    select ${newId()}, p.id, ${keyHash}, ${at}, ${channel}, ${site}, ${page}, ${referrerHost}, ${utm.source},
      ${utm.medium}, ${utm.campaign}, ${utm.term}, ${utm.content}
    from persons p where p.id = ${personId}::uuid and p.erased_at is null and p.memory_off_since is null
    on conflict ${once} do update set at = excluded.at, channel = excluded.channel, site = excluded.site, page = excluded.page,
      referrer_host = excluded.referrer_host, utm_source = excluded.utm_source, utm_medium = excluded.utm_medium,
      utm_campaign = excluded.utm_campaign, utm_term = excluded.utm_term, utm_content = excluded.utm_content
    where excluded.at < s.at`.execute(ctx.db)
  return Number(noted.numAffectedRows ?? 0) > 0
}

/** Where a person came from, the first touch first: more than one where several visitors turned out to be them. */
export async function sourcesOf(ctx: Context, personId: string): Promise<(Source & { at: string })[]> {
  const found = await sql<Source & { at: Temporal.Instant }>`
    select at, channel, site, page, referrer_host as "referrerHost", jsonb_build_object('source', utm_source,
      'medium', utm_medium, 'campaign', utm_campaign, 'term', utm_term, 'content', utm_content) as utm
    from person_sources where person_id = ${personId}::uuid order by at, id limit 50`.execute(ctx.db)
  return found.rows.map(row => ({ ...row, at: row.at.toString() }))
}

/** Where people came from, as a part of them. */
export const sourcePart: PersonPart = {
  name: 'sources',
  async export(ctx, personId) {
    return { person_sources: await sourcesOf(ctx, personId) }
  },
  async erase(ctx, personId) {
    const gone = await sql`delete from person_sources where person_id = ${personId}::uuid`.execute(ctx.db)
    return { person_sources: Number(gone.numAffectedRows ?? 0) }
  },
  async merge(ctx, { from, to }) {
    return { person_sources: await moveRows(ctx, { table: 'person_sources', from, to }) }
  },
  async unmerge(ctx, { from, to, moved }) {
    await moveRowsBack(ctx, { table: 'person_sources', from, to, ids: moved.person_sources ?? [] })
  },
}
