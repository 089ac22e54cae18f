import { sql } from 'kysely'
import { auditStaff } from '../../accounts/index.ts'
import { newId } from '../../kernel/ids.ts'
import { Refusal, refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { nextRun } from './feed-schedule.ts'
import { type FeedRow, listFeedRuns, requireFeed } from './feeds.ts'
import { importPostings } from './import-postings.ts'
import type { FeedRun } from './schema.ts'

/** How a feed is asked: public https only, 30 seconds, 20 MiB. The root hands it in. */
export type Fetch = typeof globalThis.fetch

/** Longer than the asking and the import may take together. */
const LEASE = '5 minutes'

/**
 * Reads one feed now, on or off, and imports what changed: conditionally, with the marks of the last answer. A failure is a run
 * with its reason, and nothing is closed by it. Refuses `catalogue.feed_not_found`, `catalogue.feed_busy` while it is read.
 */
export async function runFeed(ctx: Context, id: string, fetch: Fetch): Promise<FeedRun> {
  await requireFeed(ctx, id)
  const [feed] = await lease(ctx, sql`id = ${id}::uuid`)
  if (!feed) return refuse('conflict', 'catalogue.feed_busy', 'This feed is being read right now.')
  return read(ctx, feed, fetch)
}

/** Reads one feed that is due, if there is one, and says whether there was. Any number of processes may call it. */
export async function runDueFeed(ctx: Context, fetch: Fetch): Promise<boolean> {
  const [feed] = await lease(ctx, sql`enabled and next_at <= ${ctx.now()}`)
  if (!feed) return false
  await read(ctx, feed, fetch)
  return true
}

async function lease(ctx: Context, which: ReturnType<typeof sql>): Promise<FeedRow[]> {
  const { rows } = await sql<FeedRow>`
    update posting_feeds set leased_until = clock_timestamp() + ${LEASE}::interval where id = (
      select id from posting_feeds where ${which} and (leased_until is null or leased_until < clock_timestamp())
      order by next_at, id limit 1 for update skip locked)
    returning *`.execute(ctx.db)
  return rows
}

async function read(ctx: Context, feed: FeedRow, fetch: Fetch): Promise<FeedRun> {
  const runId = newId()
  await sql`insert into posting_feed_runs (id, feed_id, started_at) values (${runId}, ${feed.id}, ${ctx.now()})`.execute(
    ctx.db,
  )
  const answer = await ask(feed, fetch)
  try {
    await transact(ctx, ctx => settle(ctx, feed, runId, answer))
  } catch (error) {
    // A file that cannot be read is the feed's fault; anything else is ours, and is logged.
    if (!(error instanceof Refusal)) ctx.log.warn({ err: error, feed: feed.id }, 'a feed could not be imported')
    const reason = error instanceof Refusal ? error.message : 'What it answered could not be imported.'
    await transact(ctx, ctx => settle(ctx, feed, runId, { failed: reason }))
  }
  return (await listFeedRuns(ctx, feed.id)).find(run => run.id === runId)!
}

type Answer =
  | { failed: string }
  | { same: true }
  | { bytes: Uint8Array; etag: string | null; lastModified: string | null }

async function ask(feed: FeedRow, fetch: Fetch): Promise<Answer> {
  const headers = {
    accept: feed.shape === 'csv' ? 'text/csv' : 'application/json',
    ...(feed.etag && { 'if-none-match': feed.etag }),
    ...(feed.last_modified && { 'if-modified-since': feed.last_modified }),
  }
  try {
    const response = await fetch(feed.url, { headers })
    if (response.status === 304) return { same: true }
    if (!response.ok) return { failed: `It answered ${response.status}.` }
    const bytes = new Uint8Array(await response.arrayBuffer())
    const mark = (name: string) => response.headers.get(name)?.slice(0, 500) ?? null
    return { bytes, etag: mark('etag'), lastModified: mark('last-modified') }
  } catch (error) {
    return { failed: reasonOf(error) }
  }
}

function reasonOf(error: unknown): string {
  const { name, message } = error as Error
  if (name === 'BlockedAddress') return 'Its address is not a public https address.'
  if (name === 'TimeoutError' || name === 'AbortError') return 'It did not answer in time.'
  if (/too large/.test(message)) return 'Its answer is too large.'
  if (/redirected/.test(message)) return 'It redirects too often.'
  return 'It could not be reached.'
}

/** Import, run and feed are one: a crash before this leaves the feed due again once its lease is over. */
async function settle(ctx: Context, feed: FeedRow, runId: string, answer: Answer): Promise<void> {
  const imported =
    'bytes' in answer
      ? await importPostings(ctx, {
          bytes: answer.bytes,
          fileName: feed.name,
          format: feed.shape,
          source: feed.source,
          complete: feed.complete,
        })
      : undefined
  const failed = 'failed' in answer
  const outcome = failed ? 'failed' : imported ? 'imported' : 'unchanged'
  const failures = failed ? feed.failures + 1 : 0
  await sql`update posting_feed_runs set ended_at = ${ctx.now()}, outcome = ${outcome}, reason = ${failed ? answer.failed : null},
    import_id = ${imported?.id ?? null} where id = ${runId}`.execute(ctx.db)
  await auditStaff(ctx, 'feed.run', { kind: 'feed', id: feed.id }, { run: runId, outcome })
  const next = nextRun({ cron: feed.cron, timeZone: feed.time_zone, failures }, ctx.now())
  const marks = 'bytes' in answer ? sql`, etag = ${answer.etag}, last_modified = ${answer.lastModified}` : sql``
  await sql`update posting_feeds set failures = ${failures}, leased_until = null, next_at = ${next} ${marks}
    where id = ${feed.id} and url = ${feed.url}`.execute(ctx.db)
  await sql`update posting_feeds set leased_until = null where id = ${feed.id}`.execute(ctx.db)
}
