import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { checkSchedule, nextRun } from './feed-schedule.ts'
import {
  type Feed,
  type FeedInput,
  type FeedPatch,
  type FeedRun,
  feedInputSchema,
  type PostingCounts,
  type PostingFormat,
} from './schema.ts'

export type FeedRow = {
  id: string
  name: string
  url: string
  shape: PostingFormat
  source: string
  cron: string
  time_zone: string
  complete: boolean
  enabled: boolean
  etag: string | null
  last_modified: string | null
  failures: number
  next_at: Temporal.Instant | null
}

/** Feeds by name, each with its last run. */
export async function listFeeds(ctx: Context): Promise<Feed[]> {
  const { rows } = await sql<FeedRow>`select * from posting_feeds order by name, id`.execute(ctx.db)
  return Promise.all(rows.map(row => toFeed(ctx, row)))
}

/**
 * Adds a feed, off unless told: public https only, hourly at most. The same key again is the same feed. Refuses
 * `catalogue.feed_url`, `catalogue.feed_cron`, `catalogue.feed_too_often`, `catalogue.feed_taken`.
 */
export async function createFeed(ctx: Context, input: FeedInput, requestKey: string | null = null): Promise<Feed> {
  const given = feedInputSchema.parse(input)
  const timeZone = given.timeZone ?? ctx.business.timeZone
  checkUrl(given.url)
  checkSchedule(given.cron, timeZone, ctx.now())
  return transact(ctx, async ctx => {
    const known = await sql<FeedRow>`select * from posting_feeds where request_key = ${requestKey}`.execute(ctx.db)
    if (known.rows[0]) return toFeed(ctx, known.rows[0])
    const next = nextRun({ cron: given.cron, timeZone, failures: 0 }, ctx.now())
    const made = await sql<FeedRow>`
      insert into posting_feeds (id, name, url, shape, source, cron, time_zone, complete, enabled, next_at, request_key, created_at)
      values (${newId()}, ${given.name}, ${given.url}, ${given.shape}, ${given.source ?? given.name}, ${given.cron}, ${timeZone},
        ${given.complete ?? given.shape === 'greenhouse'}, ${given.enabled}, ${next}, ${requestKey}, ${ctx.now()})
      on conflict do nothing returning *`.execute(ctx.db)
    const [feed] = made.rows
    if (!feed) return refuseTaken()
    await auditStaff(ctx, 'feed.added', { kind: 'feed', id: feed.id }, { enabled: feed.enabled })
    return toFeed(ctx, feed)
  })
}

/** Changes a feed; another address forgets what the last answer said. Refuses as `createFeed`, and `catalogue.feed_not_found`. */
export async function changeFeed(ctx: Context, id: string, patch: FeedPatch): Promise<Feed> {
  return transact(ctx, async ctx => {
    const feed = await requireFeed(ctx, id)
    const cron = patch.cron ?? feed.cron
    const timeZone = patch.timeZone ?? feed.time_zone
    const url = patch.url ?? feed.url
    const name = patch.name ?? feed.name
    checkUrl(url)
    checkSchedule(cron, timeZone, ctx.now())
    const twin = await sql`select from posting_feeds where name = ${name} and id <> ${id}::uuid`.execute(ctx.db)
    if (twin.rows.length > 0) refuseTaken()
    const isMoved = url !== feed.url
    const failures = isMoved || patch.enabled ? 0 : feed.failures
    const changed = await sql<FeedRow>`
      update posting_feeds set name = ${name}, url = ${url}, cron = ${cron}, time_zone = ${timeZone},
        complete = ${patch.complete ?? feed.complete}, enabled = ${patch.enabled ?? feed.enabled}, failures = ${failures},
        next_at = ${nextRun({ cron, timeZone, failures }, ctx.now())}, etag = ${isMoved ? null : feed.etag},
        last_modified = ${isMoved ? null : feed.last_modified}
      where id = ${id}::uuid returning *`.execute(ctx.db)
    const detail = { changed: Object.keys(patch), enabled: patch.enabled ?? feed.enabled }
    await auditStaff(ctx, 'feed.changed', { kind: 'feed', id }, detail)
    return toFeed(ctx, changed.rows[0]!)
  })
}

/** A feed's row. Refuses `catalogue.feed_not_found`. */
export async function requireFeed(ctx: Context, id: string): Promise<FeedRow> {
  const { rows } = await sql<FeedRow>`select * from posting_feeds where id = ${id}::uuid`.execute(ctx.db)
  return rows[0] ?? refuse('not_found', 'catalogue.feed_not_found', 'There is no such feed.')
}

/** The last fifty runs of a feed, newest first. */
export async function listFeedRuns(ctx: Context, feedId: string, limit = 50): Promise<FeedRun[]> {
  const { rows } = await sql<RunRow>`
    select r.*, case when i.id is null then null else json_build_object('read', i.read, 'added', i.added, 'updated', i.updated,
      'unchanged', i.unchanged, 'closed', i.closed, 'refused', i.refused) end as counts
    from posting_feed_runs r left join posting_imports i on i.id = r.import_id
    where r.feed_id = ${feedId}::uuid order by r.started_at desc, r.id desc limit ${limit}`.execute(ctx.db)
  return rows.map(row => ({
    id: row.id,
    startedAt: row.started_at.toString(),
    endedAt: row.ended_at?.toString() ?? null,
    outcome: row.outcome,
    reason: row.reason,
    importId: row.import_id,
    counts: row.counts,
  }))
}

type RunRow = {
  id: string
  started_at: Temporal.Instant
  ended_at: Temporal.Instant | null
  outcome: FeedRun['outcome']
  reason: string | null
  import_id: string | null
  counts: PostingCounts | null
}

async function toFeed(ctx: Context, row: FeedRow): Promise<Feed> {
  const [lastRun] = await listFeedRuns(ctx, row.id, 1)
  return {
    id: row.id,
    name: row.name,
    url: row.url,
    shape: row.shape,
    source: row.source,
    cron: row.cron,
    timeZone: row.time_zone,
    complete: row.complete,
    enabled: row.enabled,
    failures: row.failures,
    nextAt: row.enabled ? (row.next_at?.toString() ?? null) : null,
    lastRun: lastRun ?? null,
  }
}

function checkUrl(text: string): void {
  const url = URL.parse(text)
  if (url?.protocol !== 'https:' || url.username || url.password)
    refuse('invalid', 'catalogue.feed_url', {
      field: 'url',
      message: 'A feed has a public https address without a password.',
    })
}

function refuseTaken(): never {
  refuse('conflict', 'catalogue.feed_taken', { field: 'name', message: 'There is a feed of this name.' })
}
