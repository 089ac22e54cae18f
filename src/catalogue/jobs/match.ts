import { formatRate } from '../../kernel/money.ts'
import { placeKey } from './place.ts'
import type { Profile } from './profile.ts'
import { type PostingRow, toCard } from './queries.ts'
import { type JobMatch, type JobMatchPart, strengthOf } from './schema.ts'
import { MAX, type Points, sum } from './score.ts'
import { foldSkill, skillKey } from './skill-words.ts'

/** A posting with its points and the words for them: the numbers are given, and none is counted again. */
export function explain(posting: PostingRow, points: Points, profile: Profile): Omit<JobMatch, 'state'> {
  const [skill_points, value_points, place_points, pay_points, level_points] = points.map(one => (one < 0 ? null : one))
  const row = { ...posting, skill_points, value_points, place_points, pay_points, level_points } as ScoredRow
  const parts: JobMatchPart[] = [
    part('skills', row.skill_points, skills(row, profile)),
    part('values', row.value_points, values(row, profile)),
    part('place', row.place_points, place(row, profile)),
    part('pay', row.pay_points, pay(row, profile)),
    part('level', row.level_points, level(row, profile)),
  ]
  const { score, possible } = sum(points)
  return { listing: toCard(posting), score, possible, strength: strengthOf(score), parts }
}

/** null: the person or the posting does not say. */
type ScoredRow = PostingRow & Record<`${'skill' | 'value' | 'place' | 'pay' | 'level'}_points`, number | null>

type Words = { reason: string; factIds: string[] }

function part(name: JobMatchPart['name'], points: number | null, { reason, factIds }: Words): JobMatchPart {
  return {
    name,
    points: points ?? 0,
    max: MAX[name],
    known: points !== null,
    reason,
    factIds: points === null ? [] : factIds,
  }
}

function skills(row: ScoredRow, profile: Profile): Words {
  if (row.skill_points === null)
    return none(profile.skills.size === 0 ? 'We know none of your skills yet.' : 'The posting names no skills.')
  const asked = [...new Map(row.skills.map(name => [skillKey(name), name]))]
  const mine = asked.filter(([key]) => profile.skills.has(key))
  const missing = asked.filter(([key]) => !profile.skills.has(key)).map(([, name]) => name)
  const covered = mine.map(([, name]) => name)
  const reason =
    covered.length === 0
      ? `None of the ${asked.length} skills asked for: ${some(missing)}.`
      : `${covered.length} of ${asked.length} skills: ${some(covered)}${missing.length ? `; not yet ${some(missing)}` : ''}.`
  return { reason, factIds: mine.map(([key]) => profile.skills.get(key)!.factId) }
}

function values(row: ScoredRow, profile: Profile): Words {
  if (row.value_points === null)
    return none(profile.values.size === 0 ? 'We know none of your values yet.' : 'The posting names no values.')
  const theirs = new Set(row.work_values.map(foldSkill))
  const shared = [...profile.values].filter(([key]) => theirs.has(key)).map(([, one]) => one)
  const reason =
    shared.length === 0
      ? `Names none of your first ${profile.values.size} values.`
      : `${shared.length} of your first ${profile.values.size} values: ${some(shared.map(one => one.value))}.`
  return { reason, factIds: shared.map(one => one.factId) }
}

function place(row: ScoredRow, { places, modes }: Profile): Words {
  const where = row.city ?? row.place_text
  if (row.place_points === null)
    return none(
      places.length + modes.size === 0
        ? 'We do not know where you want to work.'
        : 'The posting does not say enough about its place.',
    )
  const remoteWish = modes.get('remote')
  if (row.remote === 'remote' && remoteWish) return { reason: 'Remote, as you wish.', factIds: [remoteWish] }
  const city = places.find(one => row.city !== null && one.key === placeKey(row.city))
  if (row.place_points === MAX.place && city) return { reason: `In ${row.city}, as you wish.`, factIds: [city.factId] }
  const factIds = [...places.map(one => one.factId), ...modes.values()]
  if (row.place_points > 0)
    return {
      reason: `Hybrid${where ? ` in ${where}` : ''}, in the country you wish for.`,
      factIds: places.filter(one => one.value.country === row.country).map(one => one.factId),
    }
  if (row.remote === 'remote') return { reason: 'Remote, which you did not wish for.', factIds }
  return { reason: where ? `In ${where}, not where you wish.` : 'Not remote, as you wish.', factIds }
}

function pay(row: ScoredRow, { pay }: Profile): Words {
  if (!pay) return none('We do not know what you want to earn.')
  if (row.pay_currency === null) return none('The posting does not say what it pays.')
  const offered = formatRate({ min: row.pay_min, max: row.pay_max, currency: row.pay_currency, per: row.pay_per! })
  const wished = formatRate({ min: pay.value.minor, max: null, currency: pay.value.currency, per: pay.value.per })
  if (row.pay_points === null) return none(`Pays in ${row.pay_currency}; you count in ${pay.value.currency}.`)
  const how = row.pay_points === MAX.pay ? 'reaches' : row.pay_points > 0 ? 'is at most a tenth below' : 'is below'
  return { reason: `${offered} ${how} your wish ${wished}.`, factIds: [pay.factId] }
}

function level(row: ScoredRow, { level }: Profile): Words {
  if (!level) return none('We do not know your level.')
  if (row.level_points === null) return none('The posting does not say its level.')
  const reason =
    row.level_points === MAX.level
      ? `Level ${row.level}, as yours.`
      : row.level_points > 0
        ? `Level ${row.level}, next to yours (${level.value}).`
        : `Level ${row.level}; yours is ${level.value}.`
  return { reason, factIds: [level.factId] }
}

const none = (reason: string): Words => ({ reason, factIds: [] })

const SHOWN = 4
function some(names: string[]): string {
  const more = names.length - SHOWN
  return more > 0 ? `${names.slice(0, SHOWN).join(', ')} and ${more} more` : names.join(', ')
}
