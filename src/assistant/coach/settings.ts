/** What can be set about the coach; the composition root fills it from the configuration. */
export type CoachSettings = {
  /** By ISO 3166 country, where who is in danger finds help at once; `*` for everywhere else */
  crisisLines: Record<string, string[]>
  /** Millionths of a US dollar for a token that goes to the model, and for one that comes back */
  price: { input: number; output: number }
  limits: CoachLimits
  /** Waits before the second, third and fourth try, in milliseconds */
  retryAfterMs: readonly number[]
  /** All tries of one reply together */
  replyWithinMs: number
}

/** Windows slide over instants. Costs in millionths of a US dollar. */
export type CoachLimits = {
  dayCost: number
  monthCost: number
  minuteCalls: number
  hourCalls: number
  dayCalls: number
  /** Visitors' calls of one network address a day */
  networkCalls: number
  person: Record<Tier, { calls: number; cost: number }>
}

export type Tier = 'visitor' | 'free' | 'beta' | 'staff'

export const LOCAL_EMERGENCY = 'your local emergency number'

export const coachDefaults: CoachSettings = {
  crisisLines: {},
  price: { input: 0.4, output: 1.6 },
  limits: {
    dayCost: 10_000_000,
    monthCost: 100_000_000,
    minuteCalls: 60,
    hourCalls: 1_000,
    dayCalls: 10_000,
    networkCalls: 200,
    person: {
      visitor: { calls: 15, cost: 100_000 },
      free: { calls: 40, cost: 500_000 },
      beta: { calls: 150, cost: 2_000_000 },
      staff: { calls: 300, cost: 3_000_000 },
    },
  },
  retryAfterMs: [1_000, 2_000, 4_000],
  replyWithinMs: 45_000,
}
