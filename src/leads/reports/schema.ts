import { z } from 'zod'
import { LocalDate } from '../../appointments/schema.ts'

/** Dates of the business's zone; `to` is the first day that is left out. A year and a day at most. */
export const spanSchema = z
  .object({ from: LocalDate, to: LocalDate })
  .refine(({ from, to }) => from < to, { path: ['to'], message: 'Give an end after the beginning.' })
  .refine(({ from, to }) => Date.parse(to) - Date.parse(from) <= 367 * 86_400_000, {
    path: ['to'],
    message: 'A report covers a year at most.',
  })
export type Span = z.infer<typeof spanSchema>

/** How far those came who first wrote within the span; each step counts who has taken it by now, whatever they left out. */
export const funnelSchema = z
  .object({
    steps: z.array(
      z.object({
        step: z.enum(['wrote', 'viewed', 'interested', 'reachable', 'visit_booked', 'visit_completed']),
        persons: z.int(),
      }),
    ),
    /** Every day of the span, also those without anybody. */
    days: z.array(z.object({ date: z.string(), leads: z.int(), visitsBooked: z.int(), visitsCompleted: z.int() })),
  })
  .meta({ id: 'FunnelReport' })
export type Funnel = z.infer<typeof funnelSchema>

/** Where those came from who first wrote within the span. */
export const sourcesSchema = z
  .object({
    sources: z.array(
      z.object({
        /** A campaign's source, else the host that led here, else the site of the widget; null: came by themselves */
        source: z.string().nullable(),
        leads: z.int(),
        reachable: z.int(),
        visitsBooked: z.int(),
        visitsCompleted: z.int(),
      }),
    ),
  })
  .meta({ id: 'SourcesReport' })
export type Sources = z.infer<typeof sourcesSchema>

/** In seconds; null where nothing was answered. */
const lengths = { median: z.number().nullable(), p95: z.number().nullable() }
export const responseTimesSchema = z
  .object({
    /** From a visitor's message to the assistant's answer */
    assistant: z.object({ answered: z.int(), ...lengths }),
    /** From asking for a person to somebody taking the conversation */
    human: z.object({ asked: z.int(), taken: z.int(), withinTwoMinutes: z.int(), ...lengths }),
  })
  .meta({ id: 'ResponseTimesReport' })
export type ResponseTimes = z.infer<typeof responseTimesSchema>

/**
 * What became of visits whose start lies in the span, by the lead's score (engagement and intent, 0 to 20) when the visit was asked
 * for: a score is worth something where the share that took place rises with it.
 */
export const calibrationSchema = z
  .object({
    bands: z.array(z.object({ from: z.number(), to: z.number(), visits: z.int(), completed: z.int() })),
    /** Visits that were booked before scores were kept with them */
    unknown: z.int(),
  })
  .meta({ id: 'CalibrationReport' })
export type Calibration = z.infer<typeof calibrationSchema>

export const unansweredSchema = z
  .object({
    /** What was asked for and stands in no row, the commonest first; ten at most */
    lacking: z.array(z.object({ what: z.string(), times: z.int() })),
    /** The newest of these messages and of those that were not understood; fifty at most */
    items: z.array(
      z.object({
        conversationId: z.uuid(),
        number: z.int(),
        text: z.string(),
        why: z.enum(['lacking', 'not_understood']),
        at: z.string(),
      }),
    ),
  })
  .meta({ id: 'UnansweredReport' })
export type Unanswered = z.infer<typeof unansweredSchema>

/** What staff made of the cards that were dealt within the span. */
export const cardsReportSchema = z
  .object({
    rules: z.array(z.object({ rule: z.string(), dealt: z.int(), done: z.int(), notUseful: z.int() })),
  })
  .meta({ id: 'CardsReport' })
export type CardsReport = z.infer<typeof cardsReportSchema>
