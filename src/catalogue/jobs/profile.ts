import { createHash } from 'node:crypto'
import { sql } from 'kysely'
import type { FactKey, FactValue } from '../../people/index.ts'
import type { Context } from '../../storage/index.ts'
import { placeKey } from './place.ts'
import type { JobLevel, PayPer, Remote } from './schema.ts'
import { foldSkill, skillKey } from './skill-words.ts'

type Known<Value> = { value: Value; factId: string }

/** What of a person's facts matching reads, in the order in which they were stated. */
export type Profile = {
  /** By what all names of a skill have in common */
  skills: Map<string, Known<string>>
  /** The first five, by their folded words */
  values: Map<string, Known<string>>
  places: (Known<{ city: string; country: string | null }> & { key: string })[]
  modes: Map<Remote, string>
  level: Known<Exclude<JobLevel, 'unknown'>> | null
  pay: Known<{ minor: number; currency: string; per: PayPer }> | null
  /** Changes whenever a fact that matching reads does */
  version: string
}

const keys = ['skill', 'work_value', 'work_place', 'work_mode', 'work_level', 'work_pay'] as const satisfies FactKey[]
const FIRST_VALUES = 5

/** What matching reads of somebody: their current facts. A city without a country gets the one that its postings name. */
export async function readProfile(ctx: Context, personId: string): Promise<Profile> {
  const { rows } = await sql<{ id: string; key: (typeof keys)[number]; value: unknown }>`
    select id, key, value from facts
    where person_id = ${personId} and key = any (${keys}::text[]) and superseded_at is null and erased_at is null
    order by number`.execute(ctx.db)
  const of = <Key extends FactKey>(key: Key): Known<FactValue<Key>>[] =>
    rows.filter(row => row.key === key).map(row => ({ value: row.value as FactValue<Key>, factId: row.id }))
  const profile: Profile = {
    skills: byKey(of('skill'), skillKey),
    values: byKey(of('work_value').slice(0, FIRST_VALUES), foldSkill),
    places: of('work_place').map(({ value, factId }) => ({
      value: { city: value.city, country: value.country ?? null },
      factId,
      key: placeKey(value.city),
    })),
    modes: new Map(of('work_mode').map(({ value, factId }) => [value, factId])),
    level: of('work_level').at(-1) ?? null,
    pay: of('work_pay').at(-1) ?? null,
    version: createHash('sha256')
      .update(rows.map(row => row.id).join())
      .digest('hex')
      .slice(0, 32),
  }
  await findCountries(ctx, profile.places)
  return profile
}

function byKey(list: Known<string>[], keyOf: (text: string) => string): Map<string, Known<string>> {
  const found = new Map<string, Known<string>>()
  for (const one of list) {
    const key = keyOf(one.value)
    if (key && !found.has(key)) found.set(key, one)
  }
  return found
}

async function findCountries(ctx: Context, places: Profile['places']): Promise<void> {
  const without = places.filter(place => place.value.country === null)
  if (without.length === 0) return
  const { rows } = await sql<{ city_key: string; country: string }>`
    select wanted.city_key, found.country from unnest(${without.map(place => place.key)}::text[]) as wanted (city_key),
      lateral (select country from postings p where p.city_key = wanted.city_key and country is not null and closed_at is null
        order by listed_at desc limit 1) found`.execute(ctx.db)
  for (const place of without) place.value.country = rows.find(row => row.city_key === place.key)?.country ?? null
}

/** Whether anything is known that a posting could be held against. */
export function isEmptyProfile(profile: Profile): boolean {
  const { skills, values, places, modes, level, pay } = profile
  return skills.size + values.size + places.length + modes.size === 0 && !level && !pay
}
