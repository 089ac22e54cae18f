import { sql } from 'kysely'
import { refuse } from '../../kernel/refusal.ts'
import { eraseFact, type FactInput, type FactKey, memoryIsOn, rememberFacts } from '../../people/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { Preferences, PreferencesInput } from './schema.ts'

const keys = [
  'skill',
  'work_value',
  'work_role',
  'work_place',
  'work_mode',
  'work_type',
  'work_level',
  'work_pay',
] as const
type Key = (typeof keys)[number]
type Fact = { id: string; key: Key; value: unknown }

/** What somebody wishes for in work, as remembered from wherever they said it, and whether matches are mailed. */
export async function readPreferences(ctx: Context, personId: string): Promise<Preferences> {
  const facts = await currentFacts(ctx, personId)
  const of = <Value>(key: Key) => facts.filter(fact => fact.key === key).map(fact => fact.value as Value)
  const { rows } = await sql<{ wanted: boolean; proven: boolean }>`
    select coalesce((select wanted from match_mail_wishes where person_id = ${personId}), false) as wanted,
      coalesce((select email_verified from accounts where person_id = ${personId}), false) as proven`.execute(ctx.db)
  return {
    skills: of<string>('skill'),
    values: of<string>('work_value'),
    roles: of<string>('work_role'),
    places: of<Preferences['places'][number]>('work_place'),
    modes: of<Preferences['modes'][number]>('work_mode'),
    types: of<Preferences['types'][number]>('work_type'),
    level: of<Preferences['level']>('work_level').at(-1) ?? null,
    pay: of<Preferences['pay']>('work_pay').at(-1) ?? null,
    matchMail: rows[0]!.wanted,
    emailProven: rows[0]!.proven,
  }
}

/**
 * Makes the given lists and values what is remembered, with the form as source: what is new is added, what is left out is
 * erased, and what stands already keeps the source that it came from. A list that is not given stays as it is. Refuses
 * `catalogue.memory_off` while nothing may be remembered.
 */
export async function setPreferences(ctx: Context, personId: string, input: PreferencesInput): Promise<Preferences> {
  return transact(ctx, async ctx => {
    await sql`select from persons where id = ${personId} for no key update`.execute(ctx.db)
    const wishes = wishesOf(input)
    if (wishes.length > 0 && !(await memoryIsOn(ctx, personId)))
      refuse('conflict', 'catalogue.memory_off', 'Remembering is switched off. Switch it on in your account first.')
    const facts = await currentFacts(ctx, personId)
    for (const [key, values] of wishes) await settle(ctx, personId, key, values, facts)
    if (input.matchMail !== undefined) await setMatchMail(ctx, personId, input.matchMail)
    return readPreferences(ctx, personId)
  })
}

/** Switches the daily mail on or off. */
export async function setMatchMail(ctx: Context, personId: string, wanted: boolean): Promise<void> {
  await sql`insert into match_mail_wishes (person_id, wanted, changed_at) values (${personId}, ${wanted}, ${ctx.now()})
    on conflict (person_id) do update set wanted = excluded.wanted, changed_at = excluded.changed_at
    where match_mail_wishes.wanted <> excluded.wanted`.execute(ctx.db)
}

function wishesOf(input: PreferencesInput): [Key, unknown[]][] {
  const one = (value: unknown) => (value === undefined ? undefined : value === null ? [] : [value])
  const all: [Key, unknown[] | undefined][] = [
    ['skill', input.skills],
    ['work_value', input.values],
    ['work_role', input.roles],
    ['work_place', input.places],
    ['work_mode', input.modes],
    ['work_type', input.types],
    ['work_level', one(input.level)],
    ['work_pay', one(input.pay)],
  ]
  return all.filter((wish): wish is [Key, unknown[]] => wish[1] !== undefined)
}

/** What of values counts as the same, whatever its case, spacing or order of fields. */
function same(value: unknown): string {
  if (typeof value === 'string') return value.normalize('NFKC').trim().replace(/\s+/gu, ' ').toLowerCase()
  const fields = Object.entries(value as object).filter(([, inner]) => inner !== undefined)
  return JSON.stringify(fields.toSorted(([a], [b]) => (a < b ? -1 : 1)))
}

async function settle(ctx: Context, personId: string, key: Key, values: unknown[], facts: Fact[]): Promise<void> {
  const wanted = [...new Map(values.map(value => [same(value), value]))]
  const there = facts.filter(fact => fact.key === key)
  const isWanted = new Set(wanted.map(([name]) => name))
  for (const fact of there)
    if (!isWanted.has(same(fact.value)) && !isSingle(key)) await eraseFact(ctx, { personId, factId: fact.id })
  if (isSingle(key) && wanted.length === 0)
    for (const fact of there) await eraseFact(ctx, { personId, factId: fact.id })
  const kept = there.map(fact => same(fact.value)).filter(name => isWanted.has(name))
  // Values count in their order: another order is stated anew, as a whole.
  const isSameOrder = key !== 'work_value' || wanted.slice(0, kept.length).every(([name], at) => name === kept[at])
  const added = wanted.filter(([name]) => !isSameOrder || !kept.includes(name))
  const inputs = added.map(([, value]) => ({ key: key as FactKey, value }) as FactInput)
  await rememberFacts(ctx, { personId, messageId: null, source: 'form', facts: inputs })
}

const isSingle = (key: Key) => key === 'work_level' || key === 'work_pay'

async function currentFacts(ctx: Context, personId: string): Promise<Fact[]> {
  const { rows } = await sql<Fact>`
    select id, key, value from facts
    where person_id = ${personId} and key = any (${keys}::text[]) and superseded_at is null and erased_at is null
    order by number`.execute(ctx.db)
  return rows
}
