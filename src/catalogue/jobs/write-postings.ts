import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import { newId } from '../../kernel/ids.ts'
import { type Context, tell } from '../../storage/index.ts'
import type { PostingDraft } from './entry.ts'
import { countryName, placeKey } from './place.ts'
import { findSkill, foldSkill, skillKey, skillsIn } from './skill-words.ts'

/** How many skills are read from a description whose source names none. */
const MOST_READ = 15

/** Brings some hundred postings of one source in, within the caller's transaction: added, changed where the content changed. */
export async function writePostings(
  ctx: Context,
  drafts: readonly PostingDraft[],
  { source, sample, importId }: { source: string; sample: boolean; importId: string },
): Promise<{ added: number; updated: number; unchanged: number }> {
  const now = ctx.now()
  const rows = await withTerms(
    ctx,
    drafts.map(draft => toRow(draft, now.toString())),
  )
  const written = await sql<{ id: string; number: number; source_id: string; is_new: boolean }>`
    insert into postings as p (id, source, source_id, title, company, place_text, city, country, city_key, place_key, remote, type,
      level, pay_min, pay_max, pay_currency, pay_per, skills, work_values, skill_ids, value_ids, url, posted_at, listed_at,
      closed_at, content_hash, sample, import_id, changed_at)
    select id, ${source}, source_id, title, company, place_text, city, country, city_key, place_key, remote, type,
      level, pay_min, pay_max, pay_currency, pay_per, skills, work_values, skill_ids, value_ids, url, posted_at, listed_at,
      closed_at, content_hash, ${sample}, ${importId}, ${now}
    from json_populate_recordset(null::postings, ${JSON.stringify(rows)}::json)
    on conflict (source, source_id) do update set
      title = excluded.title, company = excluded.company, place_text = excluded.place_text, city = excluded.city,
      country = excluded.country, city_key = excluded.city_key, place_key = excluded.place_key, remote = excluded.remote,
      type = excluded.type, level = excluded.level, pay_min = excluded.pay_min, pay_max = excluded.pay_max,
      pay_currency = excluded.pay_currency, pay_per = excluded.pay_per, skills = excluded.skills,
      work_values = excluded.work_values, skill_ids = excluded.skill_ids, value_ids = excluded.value_ids,
      url = excluded.url, posted_at = excluded.posted_at, listed_at = coalesce(excluded.posted_at, p.listed_at),
      closed_at = excluded.closed_at, content_hash = excluded.content_hash, import_id = excluded.import_id,
      changed_at = excluded.changed_at
    where p.content_hash <> excluded.content_hash or (p.closed_at is null) <> (excluded.closed_at is null)
    returning p.id, p.number, p.source_id, p.id = any (${rows.map(row => row.id)}::uuid[]) as is_new`.execute(ctx.db)
  const numbers = new Map(written.rows.map(row => [row.source_id, row.number]))
  const changed = rows
    .filter(row => numbers.has(row.source_id))
    .map(row => ({ ...row, number: numbers.get(row.source_id)! }))
  if (changed.length > 0) {
    await writeTexts(ctx, changed)
    tell(ctx, { topic: 'catalogue', id: 'postings', desk: 'career' })
  }
  const added = written.rows.filter(row => row.is_new).length
  return { added, updated: written.rows.length - added, unchanged: drafts.length - written.rows.length }
}

type Row = ReturnType<typeof toRow> & { number: number }

async function writeTexts(ctx: Context, rows: Row[]): Promise<void> {
  const texts = rows.map(({ number, title, terms, description }) => ({ number, title, terms, description }))
  await sql`insert into posting_texts (number, title, terms, description)
    select number, title, terms, description from json_populate_recordset(null::posting_texts, ${JSON.stringify(texts)}::json)
    on conflict (number) do update set title = excluded.title, terms = excluded.terms, description = excluded.description
  `.execute(ctx.db)
  const words = new Set(rows.flatMap(({ title, terms }) => wordsOf(`${title} ${terms}`)))
  await sql`insert into posting_words select unnest(${[...words].sort()}::text[]) on conflict do nothing`.execute(
    ctx.db,
  )
}

/** The rows with the ids of their skills and values, which are named where they are new. */
async function withTerms(ctx: Context, rows: ReturnType<typeof toRow>[]) {
  const named = rows.flatMap(({ skill_keys, value_keys }) => [
    ...skill_keys.map(key => ({ kind: 'skill', key })),
    ...value_keys.map(key => ({ kind: 'value', key })),
  ])
  const given = sql`json_to_recordset(${JSON.stringify(named)}::json) as g (kind text, key text)`
  await sql`insert into posting_terms (kind, key) select distinct kind, key from ${given} order by kind, key
    on conflict do nothing`.execute(ctx.db)
  const { rows: terms } = await sql<{ id: number; kind: string; key: string }>`
    select distinct t.id, t.kind, t.key from posting_terms t join ${given} on g.kind = t.kind and g.key = t.key`.execute(
    ctx.db,
  )
  const ids = new Map(terms.map(term => [`${term.kind} ${term.key}`, term.id]))
  return rows.map(row => ({
    ...row,
    skill_ids: row.skill_keys.map(key => ids.get(`skill ${key}`)!),
    value_ids: row.value_keys.map(key => ids.get(`value ${key}`)!),
  }))
}

/** The words that a search may mean, as they are compared. */
export function wordsOf(text: string): string[] {
  return [...new Set(foldSkill(text).split(/[\s./&]+/))].filter(word => /^\p{L}[\p{L}\p{N}+#]{2,39}$/u.test(word))
}

function toRow(draft: PostingDraft, now: string) {
  const { place, pay, description } = draft
  const skills =
    draft.skills.length > 0
      ? draft.skills
      : skillsIn(`${draft.title}\n${description}`)
          .slice(0, MOST_READ)
          .map(one => one.skill.name)
  const skillKeys = [...new Set(skills.map(skillKey))].filter(Boolean)
  const valueKeys = [...new Set(draft.values.map(foldSkill))].filter(Boolean)
  const postedAt = draft.postedAt?.toString() ?? null
  const synonyms = skills.flatMap(skill => {
    const known = findSkill(skill)
    return known ? [known.name, ...known.synonyms] : [skill]
  })
  return {
    id: newId(),
    source_id: draft.sourceId,
    title: draft.title,
    company: draft.company,
    ...{ place_text: place.text, city: place.city, country: place.country },
    city_key: (place.city && placeKey(place.city)) || null,
    place_key: placeKey([place.text, place.city, place.country, countryName(place.country)].filter(Boolean).join(' ')),
    ...{ remote: draft.remote, type: draft.type, level: draft.level },
    ...{
      pay_min: pay?.min ?? null,
      pay_max: pay?.max ?? null,
      pay_currency: pay?.currency ?? null,
      pay_per: pay?.per ?? null,
    },
    ...{ skills, work_values: draft.values, skill_keys: skillKeys, value_keys: valueKeys },
    ...{
      url: draft.url,
      posted_at: postedAt,
      listed_at: postedAt ?? now,
      // What says when it will close is open until then; the file that is read after that day closes it.
      closed_at: closedBy(draft, now),
    },
    content_hash: createHash('sha256').update(JSON.stringify(draft)).digest('hex'),
    description,
    terms: [...new Set([draft.company, ...skills, ...synonyms, place.text, place.city].filter(Boolean))].join(', '),
  }
}

function closedBy({ closedAt }: PostingDraft, now: string): string | null {
  const isOver = closedAt !== null && Temporal.Instant.compare(closedAt, Temporal.Instant.from(now)) <= 0
  return isOver ? closedAt.toString() : null
}
