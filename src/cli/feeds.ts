import { listFeeds, runFeed } from '../catalogue/index.ts'
import { feedFetch } from '../server/feeds.ts'
import type { Context } from '../storage/index.ts'

const USAGE = ['feeds list', 'feeds run [NAME]    read every feed that is on, or the one of this name, now']

/** Exit 0: done. 2: no such command or feed. 3: a feed failed. */
export async function feedsCommand(
  ctx: Context,
  args: string[],
  io: { out(line: string): void; err(line: string): void },
  fetch = feedFetch,
): Promise<number> {
  const [verb, name] = args
  const feeds = await listFeeds(ctx)
  if (verb === 'list') {
    for (const feed of feeds)
      io.out(
        `${feed.name}  ${feed.enabled ? 'on' : 'off'}  ${feed.cron} ${feed.timeZone}  ${feed.lastRun?.outcome ?? 'never read'}`,
      )
    return 0
  }
  if (verb !== 'run') {
    for (const line of USAGE) io.err(line)
    return 2
  }
  const chosen = feeds.filter(feed => (name === undefined ? feed.enabled : feed.name === name))
  if (name !== undefined && chosen.length === 0) {
    io.err(`There is no feed ${name}.`)
    return 2
  }
  let failed = 0
  for (const feed of chosen) {
    const { outcome, reason, counts } = await runFeed(ctx, feed.id, fetch)
    if (outcome === 'failed') failed++
    const said = counts
      ? `${counts.added} added, ${counts.updated} updated, ${counts.closed} closed, ${counts.refused} refused`
      : (reason ?? outcome)
    io.out(`${feed.name}: ${said}`)
  }
  return failed > 0 ? 3 : 0
}
