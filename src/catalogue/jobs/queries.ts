import { type RawBuilder, sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { JobLevel, JobType, PayPer, Posting, PostingCard, Remote } from './schema.ts'

export type PostingRow = {
  id: string
  number: number
  source: string
  source_id: string
  title: string
  company: string
  place_text: string | null
  city: string | null
  country: string | null
  remote: Remote | null
  type: JobType | null
  level: JobLevel
  pay_min: number | null
  pay_max: number | null
  pay_currency: string | null
  pay_per: PayPer | null
  skills: string[]
  work_values: string[]
  url: string | null
  posted_at: Temporal.Instant | null
  listed_at: Temporal.Instant
  closed_at: Temporal.Instant | null
  content_hash: string
  sample: boolean
}

/** The columns of a `PostingRow` of the table `p`. */
export const postingColumns: RawBuilder<unknown> = sql.raw(
  [
    'id',
    'number',
    'source',
    'source_id',
    'title',
    'company',
    'place_text',
    'city',
    'country',
    'remote',
    'type',
    'level',
    'pay_min',
  ]
    .concat([
      'pay_max',
      'pay_currency',
      'pay_per',
      'skills',
      'work_values',
      'url',
      'posted_at',
      'listed_at',
      'closed_at',
    ])
    .concat(['content_hash', 'sample'])
    .map(name => `p.${name}`)
    .join(', '),
)

export function toCard(row: PostingRow): PostingCard {
  return {
    id: row.id,
    kind: 'job',
    title: row.title,
    company: row.company,
    place: { text: row.place_text, city: row.city, country: row.country },
    remote: row.remote,
    type: row.type,
    level: row.level,
    pay:
      row.pay_currency === null
        ? null
        : { min: row.pay_min, max: row.pay_max, currency: row.pay_currency, per: row.pay_per! },
    skills: row.skills,
    values: row.work_values,
    url: row.url,
    source: row.source,
    sourceId: row.source_id,
    postedAt: row.posted_at?.toString() ?? null,
    closedAt: row.closed_at?.toString() ?? null,
    sample: row.sample,
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

/** A posting by id, open or closed, with its full description; undefined for what is none. */
export async function findPosting(ctx: Context, id: string): Promise<Posting | undefined> {
  if (!UUID.test(id)) return undefined
  const found = await sql<PostingRow & { description: string }>`
    select ${postingColumns}, t.description from postings p join posting_texts t on t.number = p.number
    where p.id = ${id}::uuid`.execute(ctx.db)
  const [row] = found.rows
  return row && { ...toCard(row), description: row.description }
}

/** As `findPosting`; refuses `catalogue.listing_not_found`. */
export async function requirePosting(ctx: Context, id: string): Promise<Posting> {
  return (await findPosting(ctx, id)) ?? refuse('not_found', 'catalogue.listing_not_found', 'There is no such job.')
}
