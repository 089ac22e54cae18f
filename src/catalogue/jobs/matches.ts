import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import { type Context, transact } from '../../storage/index.ts'
import { explain } from './match.ts'
import { type ScoredRow, scoredPostings } from './match-statement.ts'
import { isEmptyProfile, type Profile, readProfile } from './profile.ts'
import { type PostingRow, postingColumns, toCard } from './queries.ts'
import { type JobMatch, type JobMatchPart, type MatchPage, strengthOf } from './schema.ts'
import { statesOf } from './states.ts'

/** How many of the best are kept for a person, and can be paged through. */
export const KEPT = 500
const PAGE = 20

type Versions = { facts_version: string; postings_version: number }
type Computed = Omit<JobMatch, 'state'> & { hash: string; key: Key }
/** Where a match stands in the order: score, possible, when it was listed, number. */
type Key = [number, number, string, number]

/**
 * The jobs that fit a person best, best first: stored ones where they were computed from these very facts and postings, else
 * computed now; the same either way, and nothing is written. Nobody of whom nothing is known has matches.
 */
export async function matchesOf(
  ctx: Context,
  {
    personId,
    cursor,
    limit = PAGE,
  }: { personId: string | undefined; cursor?: string | undefined; limit?: number | undefined },
): Promise<MatchPage> {
  if (!personId) return { items: [], cursor: null }
  const after = cursor === undefined ? undefined : readCursor(cursor)
  const all = await bestOf(ctx, personId)
  const rest = after ? all.filter(one => compareKeys(one.key, after) > 0) : all
  const page = rest.slice(0, limit)
  const last = page.at(-1)
  return {
    items: await withStates(ctx, personId, page),
    cursor: last && rest.length > limit ? Buffer.from(JSON.stringify(last.key)).toString('base64url') : null,
  }
}

/** How one posting, open or closed, fits a person; undefined where nothing is known of them. */
export async function matchOf(
  ctx: Context,
  input: { personId: string | undefined; postingId: string },
): Promise<JobMatch | undefined> {
  if (!input.personId) return undefined
  const profile = await readProfile(ctx, input.personId)
  if (isEmptyProfile(profile)) return undefined
  const { rows } = await scoredPostings(profile, sql`p.id = ${input.postingId}::uuid`, sql``).execute(ctx.db)
  const [match] = await withStates(
    ctx,
    input.personId,
    rows.map(row => toComputed(row, profile)),
  )
  return match
}

/** All that are kept of a person's matches, best first. */
export async function bestOf(ctx: Context, personId: string): Promise<Computed[]> {
  const profile = await readProfile(ctx, personId)
  if (isEmptyProfile(profile)) return []
  const stored = await readStored(ctx, personId, profile)
  return stored ?? compute(ctx, profile)
}

async function compute(ctx: Context, profile: Profile): Promise<Computed[]> {
  const page = sql`order by b.score desc, b.possible desc, b.listed_at desc, b.number desc limit ${sql.raw(String(KEPT))}`
  const { rows } = await scoredPostings(profile, sql`p.closed_at is null`, page).execute(ctx.db)
  return rows.map(row => toComputed(row, profile))
}

function toComputed(row: ScoredRow, profile: Profile): Computed {
  return {
    ...explain(row, profile),
    hash: row.content_hash,
    key: [row.score, row.possible, row.listed_at.toString(), row.number],
  }
}

/** What was stored, unless a fact or a posting has changed since. */
async function readStored(ctx: Context, personId: string, profile: Profile): Promise<Computed[] | undefined> {
  const run = await sql<Versions>`
    select r.facts_version, r.postings_version from match_runs r join posting_catalogue c on c.version = r.postings_version
    where r.person_id = ${personId} and r.facts_version = ${profile.version}`.execute(ctx.db)
  if (!run.rows[0]) return undefined
  const { rows } = await sql<PostingRow & { score: number; possible: number; parts: JobMatchPart[] }>`
    select ${postingColumns}, m.score, m.possible, m.parts from matches m join postings p on p.id = m.posting_id
    where m.person_id = ${personId}
    order by m.score desc, m.possible desc, p.listed_at desc, p.number desc`.execute(ctx.db)
  return rows.map(row => ({
    listing: toCard(row),
    score: row.score,
    possible: row.possible,
    strength: strengthOf(row.score),
    parts: row.parts,
    hash: row.content_hash,
    key: [row.score, row.possible, row.listed_at.toString(), row.number],
  }))
}

/**
 * Stores a person's matches with the versions of the facts and postings that they were computed from, in place of older ones.
 * Gives false where the stored ones are of these versions already.
 */
export async function recordMatches(ctx: Context, personId: string): Promise<boolean> {
  return transact(ctx, async ctx => {
    const living = await sql`select from persons where id = ${personId} and erased_at is null for key share`.execute(
      ctx.db,
    )
    if (living.rows.length === 0) return false
    const { rows } = await sql<{ version: number }>`select version from posting_catalogue`.execute(ctx.db)
    const version = rows[0]!.version
    const profile = await readProfile(ctx, personId)
    const changed = await sql`
      insert into match_runs (person_id, facts_version, postings_version, computed_at)
      values (${personId}, ${profile.version}, ${version}, ${ctx.now()})
      on conflict (person_id) do update set facts_version = excluded.facts_version,
        postings_version = excluded.postings_version, computed_at = excluded.computed_at
      where (match_runs.facts_version, match_runs.postings_version) is distinct from
        (excluded.facts_version, excluded.postings_version)
      returning person_id`.execute(ctx.db)
    if (changed.rows.length === 0) return false
    await sql`delete from matches where person_id = ${personId}`.execute(ctx.db)
    const found = isEmptyProfile(profile) ? [] : await compute(ctx, profile)
    const stored = found.map(({ listing, score, possible, parts, hash }) => ({
      ...{ person_id: personId, posting_id: listing.id, posting_hash: hash, score, possible, parts },
    }))
    await sql`insert into matches (person_id, posting_id, posting_hash, score, possible, parts)
      select person_id, posting_id, posting_hash, score, possible, parts
      from json_populate_recordset(null::matches, ${JSON.stringify(stored)}::json)`.execute(ctx.db)
    return true
  })
}

async function withStates(ctx: Context, personId: string, page: Computed[]): Promise<JobMatch[]> {
  const states = await statesOf(
    ctx,
    personId,
    page.map(one => one.listing.id),
  )
  return page.map(({ listing, score, possible, strength, parts }) => ({
    ...{ listing, score, possible, strength, parts },
    state: states.get(listing.id) ?? null,
  }))
}

/** Positive where `a` comes after `b` in the order of matches. */
function compareKeys(a: Key, b: Key): number {
  for (const at of [0, 1] as const) if (a[at] !== b[at]) return b[at] - a[at]
  return Temporal.Instant.compare(b[2], a[2]) || b[3] - a[3]
}

function readCursor(text: string): Key {
  try {
    const key: unknown = JSON.parse(Buffer.from(text, 'base64url').toString())
    const [score, possible, listed, number] = key as Key
    if ([score, possible, number].every(Number.isSafeInteger) && Temporal.Instant.from(listed)) return key as Key
  } catch {}
  return refuse('invalid', 'catalogue.cursor_invalid', { field: 'cursor', message: 'Start from the first page again.' })
}
