import { type RawBuilder, sql } from 'kysely'
import { z } from 'zod'
import { readCursor, writeCursor } from '../../kernel/cursor.ts'
import type { Context } from '../../storage/index.ts'
import { refuseCursor } from '../refusals.ts'
import { yearly } from './pay.ts'
import { placeKey } from './place.ts'
import { type PostingRow, postingColumns, toCard } from './queries.ts'
import { countryCode } from './read-entries.ts'
import type { FoundPosting, JobWish, PostingSearch } from './schema.ts'
import { readWords, type SearchWords } from './search-words.ts'
import { currentStates, type StateRow, toState } from './states.ts'

/** With fewer in a place, remote ones are added, then those elsewhere. */
export const FEW = 3
const PAGE = 20
const COUNTED = 1_000
/** Ranks are compared as whole numbers, so that a page marker is exact. */
const RANKS = 1_000_000

const sections = ['here', 'remote', 'elsewhere'] as const

export type JobSearchInput = {
  wish: JobWish
  personId?: string | undefined
  cursor?: string | undefined
  limit?: number | undefined
}

/**
 * Jobs that fit a wish: by relevance where words were typed, else the newest first. Fewer than three in a place are followed by
 * remote ones, and those, if still few, by others, each labelled. Closed ones are found only among somebody's own.
 */
export async function searchPostings(
  ctx: Context,
  { wish, personId, cursor, limit = PAGE }: JobSearchInput,
): Promise<PostingSearch> {
  const typed = wish.q?.trim() ? await readWords(ctx, wish.q) : undefined
  if (wish.state && !personId) return empty(typed)
  const byRank = wish.order !== 'newest' && typed !== undefined
  const after = cursor === undefined ? undefined : readMark(cursor, byRank)
  const place = (wish.place ?? []).map(placeKey).filter(Boolean)
  const isRemoteAsPlace = place.length > 0 && place.every(part => /^(remote|anywhere)$/.test(part))
  const conditions = conditionsOf(ctx.now(), wish, typed, isRemoteAsPlace)
  const here = place.length === 0 || isRemoteAsPlace ? sql`true` : placeCondition(wish.place!)
  const counts = await count(ctx, { conditions, here, personId, wish, typed })
  const isPlaced = place.length > 0 && !isRemoteAsPlace
  const last = !isPlaced || counts.here >= FEW || wish.state ? 0 : counts.here + counts.remote >= FEW ? 1 : 2
  const section = isPlaced ? sql`case when ${here} then 0 when p.remote = 'remote' then 1 else 2 end` : sql`0`
  const rank = byRank ? sql`(ts_rank(t.search, ${typed.query}::tsquery) * ${sql.raw(String(RANKS))})::integer` : sql`0`
  const { rows } = await sql<PostingRow & Partial<StateRow> & { section: number; rank: number }>`
    select ${postingColumns}, p.section, p.rank, c.state, c.rejected_by, c.note, c.created_at
    from (
      select p.*, ${section} as section, ${rank} as rank
      from postings p ${typed ? sql`join posting_texts t on t.number = p.number` : sql``} ${statesJoin(wish, personId)}
      where ${conditions} ${last === 0 && isPlaced ? sql`and ${here}` : sql``}
    ) p left join ${personId ? currentStates(personId) : nobody} c on c.posting_id = p.id
    where p.section <= ${sql.raw(String(last))}::integer ${after ? sql`and ${isAfter(after)}` : sql``}
    order by p.section, p.rank desc, p.listed_at desc, p.number desc limit ${limit + 1}`.execute(ctx.db)
  const page = rows.slice(0, limit)
  const end = page.at(-1)
  return {
    kind: 'job',
    items: page.map(row => toFound(row)),
    cursor:
      rows.length > limit && end
        ? writeCursor([byRank ? 'r' : 'n', end.section, end.rank, end.listed_at.toString(), end.number])
        : null,
    total: counts.here,
    corrected: typed?.corrected ?? [],
    widened: last > 0,
  }
}

const nobody = sql`(select null::uuid as posting_id, null::text as state, null::text as rejected_by, null::text as note,
  null::timestamptz as created_at where false)`

function statesJoin(wish: JobWish, personId: string | undefined): RawBuilder<unknown> {
  if (!wish.state || !personId) return sql``
  const wanted = wish.state.includes('any') ? sql`true` : sql`own.state = any (${wish.state}::text[])`
  return sql`join ${currentStates(personId)} own on own.posting_id = p.id and ${wanted}`
}

async function count(
  ctx: Context,
  input: {
    conditions: RawBuilder<unknown>
    here: RawBuilder<unknown>
    personId: string | undefined
    wish: JobWish
    typed: SearchWords | undefined
  },
): Promise<{ here: number; remote: number }> {
  const { conditions, here, personId, wish, typed } = input
  const texts = typed ? sql`join posting_texts t on t.number = p.number` : sql``
  const from = sql`from postings p ${texts} ${statesJoin(wish, personId)} where ${conditions}`
  const { rows } = await sql<{ here: number; remote: number }>`
    select (select count(*) from (select ${from} and ${here} limit ${sql.raw(String(COUNTED))}) few) as here,
      (select count(*) from (select ${from} and not (${here}) and p.remote = 'remote' limit ${sql.raw(String(FEW))}) few) as remote
  `.execute(ctx.db)
  return rows[0]!
}

/** Everything but the place, on the postings `p` and their texts `t`. */
function conditionsOf(
  now: Temporal.Instant,
  wish: JobWish,
  typed: SearchWords | undefined,
  isRemote: boolean,
): RawBuilder<unknown> {
  const all: RawBuilder<unknown>[] = []
  if (!wish.state) all.push(sql`p.closed_at is null`)
  if (typed) all.push(sql`t.search @@ ${typed.query}::tsquery`)
  if (isRemote) all.push(sql`p.remote = 'remote'`)
  if (wish.remote?.length) all.push(sql`p.remote = any (${wish.remote}::text[])`)
  if (wish.type?.length) all.push(sql`p.type = any (${wish.type}::text[])`)
  if (wish.level?.length) all.push(sql`p.level = any (${wish.level}::text[])`)
  if (wish.payMin !== undefined) all.push(sql`p.pay_year >= ${yearly(wish.payMin, wish.payPer ?? 'year')}::bigint`)
  if (wish.currency) all.push(sql`p.pay_currency = ${wish.currency}`)
  if (wish.postedWithin !== undefined) all.push(sql`p.listed_at >= ${now.subtract({ hours: 24 * wish.postedWithin })}`)
  if (wish.source) all.push(sql`p.source = ${wish.source}`)
  return all.length > 0 ? sql.join(all, sql` and `) : sql`true`
}

/** Every part of a place fits: as the city, the country, or within the place as it was written. */
function placeCondition(parts: string[]): RawBuilder<unknown> {
  return sql`(${sql.join(
    parts.flatMap(part => {
      const key = placeKey(part)
      const country = countryCode(part)
      const text = sql`' ' || p.place_key like ${`% ${key.replace(/[%_\\]/g, '')}%`}`
      return key ? [country ? sql`(p.country = ${country} or ${text})` : sql`(p.city_key = ${key} or ${text})`] : []
    }),
    sql` and `,
  )})`
}

function toFound(row: PostingRow & Partial<StateRow> & { section: number }): FoundPosting {
  return {
    ...toCard(row),
    where: sections[row.section]!,
    state: row.state ? toState(row as StateRow) : null,
  }
}

function empty(typed: SearchWords | undefined): PostingSearch {
  return { kind: 'job', items: [], cursor: null, total: 0, corrected: typed?.corrected ?? [], widened: false }
}

const markSchema = z.tuple([z.enum(['r', 'n']), z.int(), z.int(), z.iso.datetime(), z.int()])
type Mark = [section: number, rank: number, listed: string, number: number]

function isAfter([section, rank, listed, number]: Mark): RawBuilder<unknown> {
  return sql`(p.section > ${section}::integer
    or (p.section = ${section}::integer and (p.rank < ${rank}::integer
      or (p.rank = ${rank}::integer and (p.listed_at, p.number) < (${listed}::timestamptz, ${number}::integer)))))`
}

function readMark(cursor: string, byRank: boolean): Mark {
  const [order, ...mark] = readCursor(cursor, markSchema) ?? refuseCursor()
  return order === (byRank ? 'r' : 'n') ? mark : refuseCursor()
}
