import { type RawBuilder, sql } from 'kysely'
import { yearly } from './pay.ts'
import type { Profile } from './profile.ts'
import { type PostingRow, postingColumns } from './queries.ts'

/** Most points of each part; together 100. */
export const MAX = { skills: 45, values: 15, place: 20, pay: 10, level: 10 } as const
const HYBRID = 12
const PAY_NEAR = 5
const LEVEL_NEAR = 5
const LEVELS = ['entry', 'mid', 'senior', 'lead']

/** A posting with the points of each part, null where the person or the posting does not say; and what of it is covered. */
export type ScoredRow = PostingRow & {
  score: number
  possible: number
  skill_points: number | null
  value_points: number | null
  place_points: number | null
  pay_points: number | null
  level_points: number | null
}

/**
 * Postings with their points for one person, in one statement: the rules of the match stand here and nowhere else. `which`
 * narrows the postings `p`; `page` orders and limits. A part that is not known is null; the score counts it as 0.
 */
export function scoredPostings(profile: Profile, which: RawBuilder<unknown>, page: RawBuilder<unknown>) {
  const points = {
    skills: profile.skills.size === 0 ? unknown : skillPoints,
    values: profile.values.size === 0 ? unknown : valuePoints(profile.values.size),
    place: placePoints(profile),
    pay: payPoints(profile),
    level: levelPoints(profile),
  }
  const parts = Object.keys(MAX) as (keyof typeof MAX)[]
  const column = (part: keyof typeof MAX) => sql.raw(`s.${names[part]}`)
  const sum = sql.join(
    parts.map(part => sql`coalesce(${column(part)}, 0)`),
    sql` + `,
  )
  const possible = sql.join(
    parts.map(part => sql`case when ${column(part)} is null then 0 else ${sql.raw(String(MAX[part]))} end`),
    sql` + `,
  )
  return sql<ScoredRow>`
    with mine as (
      select id, kind from posting_terms where (kind = 'skill' and key = any (${[...profile.skills.keys()]}::text[]))
        or (kind = 'value' and key = any (${[...profile.values.keys()]}::text[]))),
    covered as (
      select u.number, count(*) filter (where m.kind = 'skill') as skills, count(*) filter (where m.kind = 'value') as "values"
      from posting_term_uses u join mine m on m.id = u.term_id group by u.number),
    best as (
      select s.id, ${sum} as score, ${possible} as possible, s.number, s.listed_at, s.skill_points, s.value_points,
        s.place_points, s.pay_points, s.level_points
      from (
        select p.id, p.number, p.listed_at, ${points.skills} as skill_points, ${points.values} as value_points,
          ${points.place} as place_points, ${points.pay} as pay_points, ${points.level} as level_points
        from postings p left join covered c on c.number = p.number
        where ${which}
      ) s)
    select ${postingColumns}, b.score, b.possible, b.skill_points, b.value_points, b.place_points, b.pay_points, b.level_points
    from (select * from best b ${page}) b join postings p on p.id = b.id
    order by b.score desc, b.possible desc, b.listed_at desc, b.number desc`
}

const names = {
  skills: 'skill_points',
  values: 'value_points',
  place: 'place_points',
  pay: 'pay_points',
  level: 'level_points',
} as const
const unknown = sql`null::integer`
/** The covered share of what the posting asks for, in whole points, halves up. */
const skillPoints = sql`case when p.skill_count > 0
  then (2 * ${sql.raw(String(MAX.skills))} * coalesce(c.skills, 0) + p.skill_count)::integer / (2 * p.skill_count) end`

/** The share of the person's first five values that the posting names. */
function valuePoints(count: number) {
  const n = sql.raw(String(count))
  return sql`case when p.value_count > 0
    then (2 * ${sql.raw(String(MAX.values))} * coalesce(c."values", 0) + ${n})::integer / (2 * ${n}) end`
}

/** Same city, or remote where remote is wished: all; hybrid in the same country: some. */
function placePoints({ places, modes }: Profile) {
  if (places.length === 0 && modes.size === 0) return unknown
  const rules: RawBuilder<unknown>[] = []
  if (modes.has('remote')) rules.push(sql`when p.remote = 'remote' then ${sql.raw(String(MAX.place))}`)
  for (const { key, value } of places)
    rules.push(sql`when p.city_key = ${key} and (p.country is null or p.country = coalesce(${value.country}, p.country))
      then ${sql.raw(String(MAX.place))}`)
  const countries = places.flatMap(place => place.value.country ?? [])
  if (countries.length > 0)
    rules.push(sql`when p.remote = 'hybrid' and p.country = any (${countries}::text[]) then ${sql.raw(String(HYBRID))}`)
  // Without a city to compare, only a wish for nothing but remote work tells something of a posting that is not.
  if (places.length > 0) rules.push(sql`when p.city_key is not null or p.remote = 'remote' then 0`)
  else if (modes.size === 1 && modes.has('remote')) rules.push(sql`when p.remote is not null then 0`)
  return rules.length === 0 ? unknown : sql`case ${sql.join(rules, sql` `)} end`
}

/** The best that is paid reaches the least that is wished: all; is at most a tenth below: half. Another currency says nothing. */
function payPoints({ pay }: Profile) {
  if (!pay) return unknown
  const least = yearly(pay.value.minor, pay.value.per)
  return sql`case when p.pay_currency is distinct from ${pay.value.currency} then null
    when p.pay_year >= ${least}::bigint then ${sql.raw(String(MAX.pay))}
    when p.pay_year * 10 >= ${least}::bigint * 9 then ${sql.raw(String(PAY_NEAR))} else 0 end`
}

function levelPoints({ level }: Profile) {
  if (!level) return unknown
  const at = LEVELS.indexOf(level.value)
  const near = [LEVELS[at - 1], LEVELS[at + 1]].filter(one => one !== undefined)
  return sql`case when p.level = 'unknown' then null when p.level = ${level.value} then ${sql.raw(String(MAX.level))}
    when p.level = any (${near}::text[]) then ${sql.raw(String(LEVEL_NEAR))} else 0 end`
}
