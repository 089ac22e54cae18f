import { z } from 'zod'
import { parseCrisisLines } from '../assistant/coach/schema.ts'

const wholeNumber = (low: number, high: number) => z.coerce.number().int().min(low).max(high)
const dollars = (most: number) => z.coerce.number().min(0).max(1_000_000).default(most)

/** What can be set about the coach: prices, limits of its model calls, and where who is in danger finds help. */
export const coachVariables = {
  MODEL_PRICE_INPUT: z.coerce
    .number()
    .min(0)
    .max(1_000)
    .default(0.4)
    .describe('Price of a million tokens that go to the model, in US dollars: what the coach’s limits count with.'),
  MODEL_PRICE_OUTPUT: z.coerce
    .number()
    .min(0)
    .max(1_000)
    .default(1.6)
    .describe('Price of a million tokens that come back, in US dollars.'),
  COACH_MESSAGES_PER_MINUTE: wholeNumber(1, 1_000_000)
    .default(30)
    .describe('Messages a minute from one person to the coach, per process.'),
  COACH_DOLLARS_PER_DAY: dollars(10).describe('Most that the coach’s model calls may cost in 24 hours, in US dollars.'),
  COACH_DOLLARS_PER_MONTH: dollars(100).describe('The same in 30 days.'),
  COACH_CALLS_PER_MINUTE: wholeNumber(0, 1_000_000).default(60).describe('Most model calls of the coach in a minute.'),
  COACH_CALLS_PER_HOUR: wholeNumber(0, 1_000_000).default(1_000).describe('In an hour.'),
  COACH_CALLS_PER_DAY: wholeNumber(0, 10_000_000).default(10_000).describe('In 24 hours.'),
  COACH_VISITOR_CALLS_PER_DAY: wholeNumber(0, 1_000_000).default(15).describe('For one visitor without an account.'),
  COACH_VISITOR_DOLLARS_PER_DAY: dollars(0.1).describe('For one visitor without an account, in US dollars.'),
  COACH_FREE_CALLS_PER_DAY: wholeNumber(0, 1_000_000).default(40).describe('For one member of the tier `free`.'),
  COACH_FREE_DOLLARS_PER_DAY: dollars(0.5).describe('For one member of the tier `free`, in US dollars.'),
  COACH_BETA_CALLS_PER_DAY: wholeNumber(0, 1_000_000).default(150).describe('For one member of the tier `beta`.'),
  COACH_BETA_DOLLARS_PER_DAY: dollars(2).describe('For one member of the tier `beta`, in US dollars.'),
  COACH_ADDRESS_CALLS_PER_DAY: wholeNumber(0, 1_000_000)
    .default(200)
    .describe('For all visitors of one network address together.'),
  CRISIS_LINES: z
    .string()
    .max(4_000)
    .refine(
      text => parseCrisisLines(text) !== undefined,
      'is not written as `IN=Tele-MANAS 14416, 112; GB=Samaritans 116 123`',
    )
    .default('')
    .describe(
      'Where who is in danger finds help, by country (ISO 3166; `*` for all others): `IN=Tele-MANAS 14416, 112; GB=Samaritans 116 123`. Unset: the local emergency number is named.',
    ),
} as const
