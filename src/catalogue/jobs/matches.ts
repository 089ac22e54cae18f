import { sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import { type Context, transact } from '../../storage/index.ts'
import { refuseCursor } from '../refusals.ts'
import { explain } from './match.ts'
import { type MatchIndex, type MeasuredRow, measuredColumns, readMatchIndex, toIndex } from './match-index.ts'
import { isEmptyProfile, type Profile, readProfile } from './profile.ts'
import { type PostingRow, postingColumns, toCard } from './queries.ts'
import { type JobMatch, type JobMatchPart, type MatchPage, strengthOf } from './schema.ts'
import { bestIn, compareRanks, type Points, pointsAt, prepare, type Rank } from './score.ts'
import { statesOf } from './states.ts'

/** How many of the best are kept for a person, and can be paged through. */
export const KEPT = 500
const PAGE = 20

type Found = Omit<JobMatch, 'state'>

/**
 * The jobs that fit a person best, best first: stored ones where they were computed from these very facts and postings, else
 * computed now; the same either way, and nothing is written. Nobody of whom nothing is known has matches.
 */
export async function matchesOf(
  ctx: Context,
  input: { personId: string | undefined; cursor?: string | undefined; limit?: number | undefined },
): Promise<MatchPage> {
  const { personId, cursor, limit = PAGE } = input
  if (!personId) return { items: [], cursor: null }
  const after = cursor === undefined ? undefined : readRank(cursor)
  const { ranks, details } = await bestOf(ctx, personId)
  const rest = after ? ranks.filter(rank => compareRanks(rank, after) > 0) : ranks
  const last = rest.length > limit ? rest[limit - 1] : undefined
  return {
    items: await withStates(ctx, personId, await details(rest.slice(0, limit))),
    cursor: last ? writeCursor(placeOf(last)) : null,
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
  const { rows } = await sql<PostingRow & MeasuredRow>`
    select ${postingColumns}, ${measuredColumns} from postings p where p.id = ${input.postingId}::uuid`.execute(ctx.db)
  const index = toIndex(rows)
  const person = prepare(index, profile, await termsOf(ctx, profile))
  const found = rows.map((row, at) => {
    const points: Points = [0, 0, 0, 0, 0]
    pointsAt(index, at, person, points)
    return explain(row, points, profile)
  })
  return (await withStates(ctx, input.personId, found))[0]
}

/** The order of a person's best matches, and how the chosen ones of them are read with their reasons. */
type Best = { ranks: Rank[]; details(some: readonly Rank[]): Promise<Found[]> }

async function bestOf(ctx: Context, personId: string): Promise<Best> {
  const profile = await readProfile(ctx, personId)
  if (isEmptyProfile(profile)) return { ranks: [], details: async () => [] }
  return (await readStored(ctx, personId, profile)) ?? compute(ctx, profile)
}

/** All that are kept of a person's matches, best first, with their reasons. */
export async function allMatchesOf(ctx: Context, personId: string): Promise<Found[]> {
  const { ranks, details } = await bestOf(ctx, personId)
  return details(ranks)
}

async function compute(ctx: Context, profile: Profile): Promise<Best> {
  const index = await readMatchIndex(ctx)
  const person = prepare(index, profile, await termsOf(ctx, profile))
  const ranks = bestIn(index, person, KEPT)
  const places = new Map(ranks.map(rank => [rank.number, rank.at]))
  return {
    ranks,
    async details(some) {
      const rows = await readRows(ctx, some)
      return rows.map(row => explainAt(index, places.get(row.number)!, person, row, profile))
    },
  }
}

function explainAt(
  index: MatchIndex,
  at: number,
  person: ReturnType<typeof prepare>,
  row: PostingRow,
  profile: Profile,
): Found {
  const points: Points = [0, 0, 0, 0, 0]
  pointsAt(index, at, person, points)
  return explain(row, points, profile)
}

/** Rows in the order of the ranks. */
async function readRows(ctx: Context, ranks: readonly Rank[]): Promise<PostingRow[]> {
  const { rows } = await sql<PostingRow>`
    select ${postingColumns} from postings p where p.number = any (${ranks.map(rank => rank.number)}::int[])`.execute(
    ctx.db,
  )
  const byNumber = new Map(rows.map(row => [row.number, row]))
  return ranks.flatMap(rank => byNumber.get(rank.number) ?? [])
}

async function termsOf(ctx: Context, { skills, values }: Profile): Promise<{ id: number; kind: string }[]> {
  const { rows } = await sql<{ id: number; kind: string }>`
    select id, kind from posting_terms where (kind = 'skill' and key = any (${[...skills.keys()]}::text[]))
      or (kind = 'value' and key = any (${[...values.keys()]}::text[]))`.execute(ctx.db)
  return rows
}

/** What was stored, unless a fact or a posting has changed since. */
async function readStored(ctx: Context, personId: string, profile: Profile): Promise<Best | undefined> {
  const run = await sql`
    select from match_runs r join posting_catalogue c on c.version = r.postings_version
    where r.person_id = ${personId} and r.facts_version = ${profile.version}`.execute(ctx.db)
  if (run.rows.length === 0) return undefined
  const { rows } = await sql<{ score: number; possible: number; listed_at: Temporal.Instant; number: number }>`
    select m.score, m.possible, p.listed_at, p.number from matches m join postings p on p.id = m.posting_id
    where m.person_id = ${personId}`.execute(ctx.db)
  const ranks = rows.map(({ score, possible, listed_at, number }) => ({
    score,
    possible,
    listed: listed_at.epochMilliseconds,
    number,
  }))
  return {
    ranks: ranks.sort(compareRanks),
    async details(some) {
      const found = await sql<PostingRow & { score: number; possible: number; parts: JobMatchPart[] }>`
        select ${postingColumns}, m.score, m.possible, m.parts from matches m join postings p on p.id = m.posting_id
        where m.person_id = ${personId} and p.number = any (${some.map(rank => rank.number)}::int[])`.execute(ctx.db)
      const byNumber = new Map(found.rows.map(row => [row.number, row]))
      return some.flatMap(rank => {
        const row = byNumber.get(rank.number)
        if (!row) return []
        const { score, possible, parts } = row
        return [{ listing: toCard(row), score, possible, strength: strengthOf(score), parts }]
      })
    },
  }
}

/**
 * Stores a person's matches with the versions of the facts and postings that they were computed from, in place of older ones.
 * Gives false where the stored ones are of these versions already.
 */
export async function recordMatches(ctx: Context, personId: string): Promise<boolean> {
  // Outside the transaction it may be kept; it is of this version or a newer one, which is then stored as stale.
  await readMatchIndex(ctx)
  const { rows } = await sql<{ version: number }>`select version from posting_catalogue`.execute(ctx.db)
  const version = rows[0]!.version
  const profile = await readProfile(ctx, personId)
  const known = await sql`select from match_runs where person_id = ${personId} and facts_version = ${profile.version}
    and postings_version = ${version}`.execute(ctx.db)
  const isKnown = known.rows.length > 0
  const { ranks, details } =
    isKnown || isEmptyProfile(profile) ? { ranks: [], details: async () => [] } : await compute(ctx, profile)
  const stored = (await details(ranks)).map(({ listing, score, possible, parts }) => ({
    ...{ person_id: personId, posting_id: listing.id, score, possible, parts },
  }))
  return transact(ctx, async ctx => {
    const living = await sql`select from persons where id = ${personId} and erased_at is null for key share`.execute(
      ctx.db,
    )
    if (living.rows.length === 0) return false
    await sql`insert into match_runs (person_id, facts_version, postings_version, computed_at)
      values (${personId}, ${profile.version}, ${version}, ${ctx.now()})
      on conflict (person_id) do update set facts_version = excluded.facts_version,
        postings_version = excluded.postings_version, computed_at = excluded.computed_at`.execute(ctx.db)
    if (isKnown) return false
    await sql`delete from matches where person_id = ${personId}`.execute(ctx.db)
    await sql`insert into matches (person_id, posting_id, posting_hash, score, possible, parts)
      select m.person_id, m.posting_id, p.content_hash, m.score, m.possible, m.parts
      from json_populate_recordset(null::matches, ${JSON.stringify(stored)}::json) m
      join postings p on p.id = m.posting_id`.execute(ctx.db)
    return true
  })
}

async function withStates(ctx: Context, personId: string, page: Found[]): Promise<JobMatch[]> {
  const states = await statesOf(
    ctx,
    personId,
    page.map(one => one.listing.id),
  )
  return page.map(one => ({ ...one, state: states.get(one.listing.id) ?? null }))
}

const placeOf = ({ score, possible, listed, number }: Rank) => [score, possible, listed, number]
const placeSchema = z.tuple([z.int(), z.int(), z.int(), z.int()])

function readRank(cursor: string): Rank {
  const [score, possible, listed, number] = readCursor(cursor, placeSchema) ?? refuseCursor()
  return { score, possible, listed, number }
}
