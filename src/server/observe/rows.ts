import type { QueryResult } from 'pg'
import type { Store } from '../../storage/index.ts'
import type { Observe } from './metrics.ts'

/** One look at the rows serves all who ask within so long. */
const FRESH_MS = 15_000
/** Sizes change slowly and cost a look at every file. */
const SIZES_FRESH_MS = 5 * 60_000
const PATIENCE_MS = 5_000
const MOST = 10_000

/** Due work, each by the index that its loop uses, and since when it is due. Nothing is counted past `MOST`. */
const QUEUES: Record<string, { from: string; since: string }> = {
  turns: {
    from: `turns t join messages m on m.id = t.message_id where t.state = 'pending'`,
    since: 'm.created_at',
  },
  reminders: { from: `reminders where status = 'scheduled' and next_try_at <= now()`, since: 'next_try_at' },
  reminders_abandoned: { from: `reminders where status = 'sending' and lease_until < now()`, since: 'lease_until' },
  calendars: { from: 'calendar_events where try_at <= now()', since: 'try_at' },
  texts_of_files: {
    from: `files where state = 'kept' and text_state = 'pending' and (text_after is null or text_after < now())`,
    since: 'coalesce(text_after, created_at)',
  },
  files_on_their_way: {
    from: `files where state = 'kept' and bound_for is not null and (carry_after is null or carry_after < now())`,
    since: 'coalesce(carry_after, now())',
  },
  objects_to_remove: { from: 'file_removals where after <= now()', since: 'after' },
  feeds: {
    from: 'posting_feeds where enabled and next_at <= now() and (leased_until is null or leased_until < now())',
    since: 'next_at',
  },
  cards: { from: 'sales_readings where dealt_at is null', since: 'read_at' },
  lead_decay: { from: 'leads where decay_at <= now()', since: 'decay_at' },
  holds: { from: `appointments where status = 'held' and hold_until <= now()`, since: 'hold_until' },
  hand_offs: { from: 'hand_off_promises where ended_at is null and late_at <= now()', since: 'late_at' },
}

const CALLBACKS = `appointments where kind = 'callback' and status in ('pending', 'no_answer')`

export const QUEUE_STATEMENT = Object.entries(QUEUES)
  .map(
    ([name, { from, since }]) =>
      `select '${name}' as name, count(*)::float8 as waiting, extract(epoch from now() - min(since))::float8 as oldest
       from (select ${since} as since from ${from} limit ${MOST}) ${name}`,
  )
  .join('\nunion all\n')

export const FACTS_STATEMENT = `
  select
    (select count(*)::float8 from (select from ${CALLBACKS} and due_at <= now() limit ${MOST}) o) as overdue,
    (select count(*)::float8 from (select from ${CALLBACKS} and due_at > now()
      and due_at <= now() + interval '15 minutes' limit ${MOST}) s) as soon,
    (select extract(epoch from now() - finished_at)::float8 from backups
      where outcome = 'made' and removed_at is null order by number desc limit 1) as backup_age,
    (select bytes::float8 from backups
      where outcome = 'made' and removed_at is null order by number desc limit 1) as backup_size,
    (select case when check_error is null then 1 else 0 end::float8 from backups
      where outcome = 'made' and removed_at is null and (checked_at is not null or check_error is not null)
      order by number desc limit 1) as backup_checked`

const SIZES_STATEMENT = `
  select pg_database_size(current_database())::float8 as size, sum(n_live_tup)::float8 as live, sum(n_dead_tup)::float8 as dead
  from pg_stat_user_tables`

type Rows = {
  at: number
  queues: { name: string; waiting: number; oldest: number | null }[]
  facts: Record<string, number | null>
}
type Sizes = { size: number; live: number | null; dead: number | null }

/**
 * What the rows know, for a look: read at most every 15 seconds, by one who asks at a time, on one connection, through indexes. A
 * database that is away leaves these figures out, and is waited for by nobody.
 */
export function createRowFigures(store: () => Store | undefined) {
  const rows = kept(FRESH_MS, async (store): Promise<Rows> => {
    const queues = (await asked(store, QUEUE_STATEMENT)).rows as Rows['queues']
    const facts = (await asked(store, FACTS_STATEMENT)).rows[0] as Rows['facts']
    return { at: Date.now() / 1000, queues, facts }
  })
  const sizes = kept(SIZES_FRESH_MS, async store => (await asked(store, SIZES_STATEMENT)).rows[0] as Sizes)
  return async (observe: Observe): Promise<void> => {
    const opened = store()
    if (!opened?.reachable()) return
    const [read, size] = await Promise.all([rows(opened), sizes(opened)])
    if (read) {
      observe('mosaic_rows_read_timestamp_seconds', read.at)
      for (const { name, waiting, oldest } of read.queues) {
        observe('mosaic_queue_waiting', waiting, { queue: name })
        observe('mosaic_queue_oldest_seconds', Math.max(0, oldest ?? 0), { queue: name })
      }
      const { overdue, soon, backup_age: age, backup_size: bytes, backup_checked: checked } = read.facts
      observe('mosaic_promises_overdue', overdue ?? 0)
      observe('mosaic_promises_due_soon', soon ?? 0)
      if (age != null) observe('mosaic_backup_age_seconds', age)
      if (bytes != null) observe('mosaic_backup_size_bytes', bytes)
      if (checked != null) observe('mosaic_backup_checked', checked)
    }
    if (size) {
      observe('mosaic_store_size_bytes', size.size)
      observe('mosaic_store_rows', size.live ?? 0, { state: 'live' })
      observe('mosaic_store_rows', size.dead ?? 0, { state: 'dead' })
    }
  }
}

const asked = (store: Store, text: string): Promise<QueryResult> => store.pool.query(text)

/** The answer of before for as long as it is fresh; undefined where there is none in time. Asked once at a time. */
function kept<Answer>(freshMs: number, ask: (store: Store) => Promise<Answer>) {
  let answer: Answer | undefined
  let at = Number.NEGATIVE_INFINITY
  let asking: Promise<void> | undefined
  return async (store: Store): Promise<Answer | undefined> => {
    if (performance.now() - at < freshMs) return answer
    asking ??= ask(store)
      .then(
        given => {
          answer = given
        },
        () => {
          answer = undefined
        },
      )
      .finally(() => {
        at = performance.now()
        asking = undefined
      })
    let timer: NodeJS.Timeout | undefined
    const patience = new Promise<void>(resolve => (timer = setTimeout(resolve, PATIENCE_MS)))
    await Promise.race([asking, patience])
    clearTimeout(timer)
    return answer
  }
}
