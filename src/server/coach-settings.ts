import { type CoachSettings, coachDefaults, parseCrisisLines } from '../assistant/index.ts'
import type { Config } from './config.ts'

/** The coach's settings from the configuration. Apart from its variables: this loads the assistant, which no command needs. */
export function coachSettings(config: Config): CoachSettings {
  // Dollars a million tokens are millionths of a dollar a token.
  const micro = (amount: number) => Math.round(amount * 1_000_000)
  const person = (calls: number, cost: number) => ({ calls, cost: micro(cost) })
  return {
    ...coachDefaults,
    crisisLines: parseCrisisLines(config.CRISIS_LINES) ?? {},
    price: { input: config.MODEL_PRICE_INPUT, output: config.MODEL_PRICE_OUTPUT },
    limits: {
      dayCost: micro(config.COACH_DOLLARS_PER_DAY),
      monthCost: micro(config.COACH_DOLLARS_PER_MONTH),
      minuteCalls: config.COACH_CALLS_PER_MINUTE,
      hourCalls: config.COACH_CALLS_PER_HOUR,
      dayCalls: config.COACH_CALLS_PER_DAY,
      networkCalls: config.COACH_ADDRESS_CALLS_PER_DAY,
      person: {
        visitor: person(config.COACH_VISITOR_CALLS_PER_DAY, config.COACH_VISITOR_DOLLARS_PER_DAY),
        free: person(config.COACH_FREE_CALLS_PER_DAY, config.COACH_FREE_DOLLARS_PER_DAY),
        beta: person(config.COACH_BETA_CALLS_PER_DAY, config.COACH_BETA_DOLLARS_PER_DAY),
        staff: coachDefaults.limits.person.staff,
      },
    },
  }
}
