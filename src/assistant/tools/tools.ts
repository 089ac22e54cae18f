import { z } from 'zod'
import { CallbackReason, Urgency } from '../../appointments/schema.ts'
import { factKeySchema, placeNamed, type Wish, wishSchema } from '../../catalogue/index.ts'
import { Refusal } from '../../kernel/refusal.ts'
import { aboutOwn } from '../booking/about-own.ts'
import { arrangeCallback } from '../booking/callback.ts'
import { cancelFor, changeTime, release, tellAppointments } from '../booking/change.ts'
import { arrangeVisit } from '../booking/visit.ts'
import type { Finding } from '../findings.ts'
import type { AnswerTextKey } from '../texts/defaults.ts'
import { answerTexts } from '../texts/defaults.ts'
import type { Workbench } from '../workbench.ts'
import { findAdvice, findComparison, findEmi, findFacts, findMarket } from './find-facts.ts'
import { findHomes, findMore, findNearby } from './find-homes.ts'
import { forgetFor, rememberedOf } from './memory.ts'
import { findSlots } from './slots.ts'

export type DeskTool<Input = never> = {
  description: string
  inputSchema: z.ZodType<Input>
  /** A deed of the rules: no model sees or calls it. */
  ruled?: true
  run(bench: Workbench, input: Input): Promise<Finding>
}

const name = z.string().trim().min(1).max(120)
const start = z.iso.datetime({ offset: true }).optional()
const about = z.enum(['visit', 'callback']).optional()
const code = z.string().max(20).optional()
const topicSchema = z.enum(Object.keys(answerTexts) as [AnswerTextKey, ...AnswerTextKey[]])

function define<Input>(tool: DeskTool<Input>): DeskTool {
  return tool as unknown as DeskTool
}

/** The verbs that an assistant may use, for this person only. */
export const deskTools = {
  search: define({
    description: "Search homes by the visitor's wish. Extra keys narrow it; they never widen or replace it.",
    inputSchema: z.object({ wish: wishSchema.optional() }),
    run: (bench, { wish }) => findHomes(bench, within(bench, wish)),
  }),
  more: define({
    description: 'The next homes of the list that was shown last.',
    inputSchema: z.object({}),
    run: bench => findMore(bench),
  }),
  nearby: define({
    description: 'Homes around a listing or a place, nearest first.',
    inputSchema: z.object({
      listing: name.optional(),
      place: name.optional(),
      radiusKm: z.number().positive().max(50).optional(),
      wish: wishSchema.optional(),
    }),
    run: (bench, { wish, ...input }) => findNearby(bench, { ...input, wish: within(bench, wish) }),
  }),
  facts: define({
    description: 'Facts of one listing, and its distance from places. No facts named: an overview.',
    inputSchema: z.object({
      listing: name,
      facts: z.array(factKeySchema).max(10).default([]),
      distanceTo: z.array(name).max(3).default([]),
    }),
    run: findFacts,
  }),
  compare: define({
    description: 'Two to four listings, or two to four places, side by side.',
    inputSchema: z.object({
      listings: z.array(name).max(4).optional(),
      places: z.array(name).max(4).optional(),
      withFirstShown: z.boolean().optional(),
    }),
    run: findComparison,
  }),
  market: define({
    description: 'What our rows hold on a locality: past figures with source and date, and how many homes.',
    inputSchema: z.object({ place: name }),
    run: findMarket,
  }),
  emi: define({
    description: 'A monthly instalment as an illustration, for a listing or for a price in minor units.',
    inputSchema: z.object({
      listing: name.optional(),
      priceMinor: z.int().positive().max(Number.MAX_SAFE_INTEGER).optional(),
      downPercent: z.number().min(0).max(99).optional(),
      years: z.number().min(1).max(40).optional(),
      annualPercent: z.number().min(0).max(40).optional(),
    }),
    run: findEmi,
  }),
  advice: define({
    description: "The desk's own text on a topic.",
    inputSchema: z.object({ topic: topicSchema }),
    run: findAdvice,
  }),
  remember: define({
    description: 'What is remembered about the visitor. Takes nothing: only their own words are ever remembered.',
    inputSchema: z.object({}),
    run: rememberedOf,
  }),
  forget: define({
    description: 'Erase what the visitor asked, in this very message, to be forgotten.',
    inputSchema: z.object({ what: name, confirmed: z.boolean().optional() }),
    run: forgetFor,
  }),
  slots: define({
    description: 'Free starts for a visit, by day. No date: the next ones.',
    inputSchema: z.object({
      date: z.iso.date().optional(),
      part: z.enum(['morning', 'afternoon', 'evening']).optional(),
    }),
    run: findSlots,
  }),
  book: define({
    description: 'Arranges a visit by what this message says of it.',
    ruled: true,
    inputSchema: z.object({ listing: name.optional(), agreed: z.boolean(), others: z.boolean(), picked: start }),
    run: arrangeVisit,
  }),
  callback: define({
    description: 'Arranges a call by what this message says of it.',
    ruled: true,
    inputSchema: z.object({
      listing: name.optional(),
      urgency: Urgency.optional(),
      reason: CallbackReason.optional(),
    }),
    run: arrangeCallback,
  }),
  move: define({
    description: 'Moves an appointment to the time that this message says.',
    ruled: true,
    inputSchema: z.object({
      ...{ code, about, picked: start, listing: name.optional() },
      agreed: z.boolean(),
      others: z.boolean().optional(),
    }),
    run: changeTime,
  }),
  cancel: define({
    description: 'Cancels the appointment that this message means.',
    ruled: true,
    inputSchema: z.object({
      ...{ code, about, listing: name.optional() },
      agreed: z.boolean(),
      named: z.boolean().optional(),
    }),
    run: cancelFor,
  }),
  appointments: define({
    description: 'What was agreed with this person and is still to come.',
    ruled: true,
    inputSchema: z.object({ ask: z.enum(aboutOwn).optional() }),
    run: tellAppointments,
  }),
  release: define({
    description: 'Lets go of what is being arranged.',
    ruled: true,
    inputSchema: z.object({}),
    run: release,
  }),
} satisfies Record<string, DeskTool>

export type DeskToolName = keyof typeof deskTools

/** Runs a tool by name. What is expected to fail is a finding, so that the turn goes on. */
export async function runTool(bench: Workbench, toolName: string, input: unknown): Promise<Finding> {
  const tool = Object.hasOwn(deskTools, toolName)
    ? (deskTools[toolName as DeskToolName] as DeskTool<unknown>)
    : undefined
  const parsed = tool?.inputSchema.safeParse(input)
  if (!tool || !parsed?.success || (tool.ruled && !bench.trusted))
    return { tool: 'nothing', reason: 'failed', spoken: '', near: [] }
  try {
    const finding = await tool.run(bench, parsed.data)
    if (finding.tool === 'search') bench.listed.push(...finding.page.map(home => home.name))
    return finding
  } catch (error) {
    // What a verb refuses is worded for the caller; everything else is a fault of ours.
    if (!(error instanceof Refusal) || error.kind === 'unavailable') throw error
    return { tool: 'nothing', reason: 'refused', spoken: error.message, near: [] }
  }
}

/** A model's own wish may narrow the visitor's: what they said stands over it. The plan's wish is taken as it is. */
function within(bench: Workbench, wish: Wish | undefined): Wish {
  if (bench.trusted) return wish ?? bench.wish
  const known = wish?.places?.filter(place => placeNamed(place))
  return { ...wish, ...(wish?.places ? { places: known } : {}), ...bench.wish }
}
