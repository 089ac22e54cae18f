import { createRandom, type Random } from '../../sample/random.ts'
import type { JobLevel, JobType, PayPer, Remote } from '../schema.ts'
import { cities, type Field, fields, values } from './fields.ts'

const SEED = 20_260_401
const PER_FIELD = 10
/** Postings are spread over the weeks before the sample was added. */
const DAYS = 45
const types: JobType[] = ['full_time', 'full_time', 'full_time', 'part_time', 'contract', 'internship', 'temporary']
const levels: JobLevel[] = ['entry', 'mid', 'mid', 'senior', 'lead', 'unknown']
const remotes: Remote[] = ['onsite', 'onsite', 'hybrid', 'remote', 'remote']
/** Nobody mends a pipe from afar. */
const onSite = new Set(['warehouse', 'care', 'hospitality', 'trades'])
/** What a level earns of the pay in the middle. */
const WORTH: Record<JobLevel, number> = { entry: 0.75, mid: 1, senior: 1.3, lead: 1.55, unknown: 1 }
const typeWords: Record<JobType, string> = {
  full_time: 'full time',
  part_time: 'part time',
  contract: 'on contract',
  internship: 'as an internship',
  temporary: 'for a limited time',
}

type Given = { city?: string; remote?: Remote; type?: JobType; skill?: string }

/** What the sample promises, whatever the dice say: who looks for these finds three. */
const promised: Record<string, Given[]> = {
  administration: Array(3).fill({
    city: 'Denver',
    remote: 'onsite',
    type: 'part_time',
    skill: 'Office administration',
  }),
  'data analysis': Array(4).fill({ remote: 'remote', skill: 'Data analysis' }),
  DevOps: Array(5).fill({ skill: 'Kubernetes' }),
}

/**
 * 200 synthetic postings, ten of each line of work, as entries of a JSON import: the same seed gives the same ones on every
 * machine, dated back from `now`.
 */
export function samplePostings(now: Temporal.Instant, count = fields.length * PER_FIELD, seed = SEED): object[] {
  const random = createRandom(seed)
  return Array.from({ length: count }, (_, at) => {
    const field = fields[Math.floor(at / PER_FIELD) % fields.length]!
    const number = at % PER_FIELD
    // Every type and level is there, and each line of work has several.
    const given = at < fields.length * PER_FIELD ? (promised[field.name]?.[number] ?? {}) : {}
    return makePosting(field, at, given, random, now)
  })
}

function makePosting(field: Field, at: number, given: Given, random: Random, now: Temporal.Instant) {
  const home = cities.find(one => one.city === given.city) ?? cities[(at * 7 + random.between(0, 11)) % cities.length]!
  const chosen = random.pick(remotes)
  const remote = given.remote ?? (onSite.has(field.name) ? 'onsite' : chosen)
  const type = given.type ?? types[(at + random.between(0, 2)) % types.length]!
  const level = type === 'internship' ? 'entry' : levels[(at * 5 + random.between(0, 1)) % levels.length]!
  const title = titled(random.pick(field.titles), type, level)
  const skills = random.some(field.skills, random.between(4, 6))
  if (given.skill && !skills.includes(given.skill)) skills[0] = given.skill
  const company = random.pick(field.houses)
  const named = random.some(values, random.between(2, 4))
  const deeds = random.some(field.deeds, 3)
  const anywhere = remote === 'remote' && random.chance(0.5)
  return {
    sourceId: `sample-${String(at + 1).padStart(3, '0')}`,
    title,
    company,
    place: anywhere
      ? { text: `Remote, ${home.country}`, city: null, country: home.country }
      : { text: `${home.city}, ${home.country}`, city: home.city, country: home.country },
    remote,
    type,
    level,
    pay: random.chance(0.85) ? payOf(field, home, type, level, random) : null,
    skills,
    values: named,
    description: [
      `${company} is an invented company; this posting is part of a sample. We look for somebody in ${field.name}, ${typeWords[type]}${remote === 'remote' ? ', from wherever you work best' : ` in ${home.city}`}.`,
      `What you do:\n${deeds.map(deed => `- ${deed}`).join('\n')}`,
      `What helps: ${skills.join(', ')}. Not all of it has to be there on the first day.`,
      `What matters to us: ${named.join(', ').toLowerCase()}.`,
    ].join('\n\n'),
    url: `https://jobs.example.com/sample/${at + 1}`,
    postedAt: now
      .subtract({ hours: 24 * random.between(0, DAYS) + random.between(0, 23) })
      .round('hour')
      .toString(),
  }
}

function titled(title: string, type: JobType, level: JobLevel): string {
  if (type === 'internship') return `${title} (Internship)`
  const before = { senior: 'Senior ', lead: 'Lead ', entry: 'Junior ', mid: '', unknown: '' }[level]
  return /^(Lead|Senior|Junior|Shift|Site)/.test(title) ? title : `${before}${title}`
}

function payOf(field: Field, home: (typeof cities)[number], type: JobType, level: JobLevel, random: Random) {
  const [low, high] = field.year
  const middle = (low + (high - low) * random.next() * 0.6) * 1_000 * home.rate * WORTH[level]
  const per: PayPer =
    type === 'contract'
      ? 'day'
      : type === 'part_time' || type === 'temporary'
        ? 'hour'
        : home.country === 'IN'
          ? 'month'
          : 'year'
  const parts = { year: 1, month: 12, day: 230, hour: 1_900 }[per]
  const step = { year: 1_000, month: 500, day: 10, hour: 0.5 }[per]
  const rounded = (amount: number) => Math.round(Math.max(step, Math.round(amount / parts / step) * step) * 100)
  return { min: rounded(middle), max: rounded(middle * 1.2), currency: home.currency, per }
}
