import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import { foldSkill } from './skill-words.ts'

/** What was typed as a query of full text, and which words were taken for others. */
export type SearchWords = { query: string; corrected: { typed: string; taken: string }[] }

const MOST_WORDS = 12
/** Word similarity (pg_trgm) from which a word that nothing begins with is taken for another. */
const NEAR = 0.4
const idle = new Set([
  'a',
  'an',
  'the',
  'in',
  'at',
  'of',
  'for',
  'and',
  'or',
  'to',
  'as',
  'with',
  'job',
  'jobs',
  'work',
  'position',
  'role',
])

/**
 * Reads what somebody typed: every word must be there, or begin a word that is; a word that no posting knows is taken for the
 * nearest that one does (“kubernets” for kubernetes). Undefined where nothing was typed that could be searched for.
 */
export async function readWords(ctx: Context, typed: string): Promise<SearchWords | undefined> {
  const all = [
    ...new Set(
      foldSkill(typed)
        .split(/[\s/&]+/)
        .filter(word => /[\p{L}\p{N}]/u.test(word)),
    ),
  ]
  const meant = all.filter(word => !idle.has(word))
  const words = (meant.length > 0 ? meant : all).slice(0, MOST_WORDS).map(word => word.slice(0, 40))
  if (words.length === 0) return undefined
  const found = await sql<{ word: string; query: string | null; near: string | null }>`
    select m.word, m.near, concat_ws(' | ', nullif(m.query::text, ''),
      case when m.near is not null then nullif(to_tsquery('english', quote_literal(m.near) || ':*')::text, '') end) as query
    from (
      select w.word, q.query,
        case when not (w.known or exists (select from posting_texts where search @@ q.query)) then (
          select v.word from posting_words v where v.word % w.word and similarity(v.word, w.word) >= ${NEAR}
          order by similarity(v.word, w.word) desc, v.word limit 1) end as near
      from (select x.word, exists (
            select from posting_words v where v.word >= x.word and v.word < x.word || chr(1114111)) as known
          from unnest(${words}::text[]) as x (word)) w,
        lateral (select to_tsquery('english', quote_literal(w.word) || ':*') as query) q) m`.execute(ctx.db)
  const corrected = found.rows.flatMap(({ word, near }) => (near ? [{ typed: word, taken: near }] : []))
  const parts = found.rows.flatMap(({ query }) => (query ? [`(${query})`] : []))
  return parts.length > 0 ? { query: parts.join(' & '), corrected } : undefined
}
