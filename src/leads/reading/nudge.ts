import type { NudgePattern, NudgePriority } from './schema.ts'

type Home = { id: string; name: string }

/** What a pattern earned, with what was counted: `homes` and `place` are what its words name. */
export type Nudge = {
  pattern: NudgePattern
  priority: NudgePriority
  listingId: string | null
  evidence: { homes?: string[]; place?: string; count?: number; interests?: number; minutes?: number }
}

/** What was done before this message; the person's, unless said otherwise. */
export type NudgeFacts = {
  /** Different listings looked at, this message's among them */
  viewed: number
  /** The last two of them that are on offer, newest first */
  lastViewed: Home[]
  /** Standing interests on offer, newest first */
  interested: Home[]
  /** In how many earlier turns of the conversation this message's listings were looked at */
  viewTurns: { listingId: string; turns: number }[]
  /** Earlier messages of the conversation that objected to the budget */
  budgetObjections: number
  /** Places named in the nine messages before, one list a message */
  places: string[][]
  sessions: number
  /** Messages of this session, this one among them */
  messages: number
  /** Since the session began */
  minutes: number
  /** A visit that is agreed or was made */
  visited: boolean
  /** Listings that a visit to come is agreed to, by their ids */
  booked: string[]
  /** Patterns that were given within a day, and how long ago */
  given: { pattern: NudgePattern; minutesAgo: number }[]
}

/** What this message did. */
export type NudgeDeeds = { viewing: Home[]; budget: boolean; places: string[] }

const APART_MINUTES = 10
const DAY_MINUTES = 24 * 60
const PRIORITIES: readonly NudgePriority[] = ['high', 'medium', 'low']

/**
 * The nudges that this message may earn, the most urgent first (sales desk, 3): none within ten minutes of another one, and no
 * pattern twice within a day. A pattern of deeds is earned by the message that completes or renews it.
 */
export function nudgesOf(facts: NudgeFacts, deeds: NudgeDeeds): Nudge[] {
  if (facts.given.some(({ minutesAgo }) => minutesAgo < APART_MINUTES)) return []
  const spent = new Set(facts.given.filter(({ minutesAgo }) => minutesAgo < DAY_MINUTES).map(({ pattern }) => pattern))
  const earned = [repeatViews, readiness, budget, location, abandoned, long]
    .flatMap(pattern => pattern(facts, deeds) ?? [])
    .filter(({ pattern }) => !spent.has(pattern))
  return PRIORITIES.flatMap(priority => earned.filter(nudge => nudge.priority === priority))
}

/** Whom a visit to this very home awaits needs none. */
function repeatViews({ viewTurns, booked }: NudgeFacts, { viewing }: NudgeDeeds): Nudge | undefined {
  const turnsOf = (home: Home) => 1 + (viewTurns.find(({ listingId }) => listingId === home.id)?.turns ?? 0)
  const [home] = viewing
    .filter(home => turnsOf(home) >= 3 && !booked.includes(home.id))
    .sort((a, b) => turnsOf(b) - turnsOf(a))
  return home && nudge('repeat_views', 'high', home, { homes: [home.name], count: turnsOf(home) })
}

function readiness({ viewed, interested, lastViewed }: NudgeFacts, { viewing }: NudgeDeeds): Nudge | undefined {
  if (viewed < 5 || viewing.length === 0) return undefined
  const homes = (list: Home[]) => list.slice(0, 2).map(({ name }) => name)
  const counted = { count: viewed, interests: interested.length }
  return interested.length >= 2
    ? nudge('decision_readiness', 'high', null, { homes: homes(interested), ...counted })
    : nudge('decision_readiness', 'medium', null, { homes: homes(lastViewed), ...counted })
}

function budget({ budgetObjections, interested, lastViewed }: NudgeFacts, deeds: NudgeDeeds): Nudge | undefined {
  if (!deeds.budget || budgetObjections < 1) return undefined
  const home = lastViewed[0] ?? interested[0] ?? null
  const homes = home ? { homes: [home.name] } : {}
  return nudge('budget_concern', 'medium', home, { ...homes, count: budgetObjections + 1 })
}

function location({ places }: NudgeFacts, deeds: NudgeDeeds): Nudge | undefined {
  const timesOf = (place: string) => 1 + places.slice(0, 9).filter(named => named.includes(place)).length
  const [place] = deeds.places.filter(place => timesOf(place) >= 3).sort((a, b) => timesOf(b) - timesOf(a))
  return place === undefined ? undefined : nudge('location_focus', 'medium', null, { place, count: timesOf(place) })
}

function abandoned({ sessions, interested, visited }: NudgeFacts): Nudge | undefined {
  const [home] = interested
  if (sessions < 2 || !home || visited) return undefined
  return nudge('abandoned_interest', 'low', home, { homes: [home.name], count: sessions })
}

function long({ messages, minutes }: NudgeFacts): Nudge | undefined {
  return messages >= 10 && minutes >= 15 ? nudge('long_session', 'low', null, { count: messages, minutes }) : undefined
}

function nudge(pattern: NudgePattern, priority: NudgePriority, home: Home | null, evidence: Nudge['evidence']): Nudge {
  return { pattern, priority, listingId: home?.id ?? null, evidence }
}
