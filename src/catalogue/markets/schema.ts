import { z } from 'zod'
import { line } from '../../kernel/input.ts'
import { marketSchema } from '../schema.ts'

const day = z.iso.date()
const percent = z.number().min(-100).max(1_000).nullable()
const perSqft = z.int().positive().max(1_000_000_000).nullable()
const words = z.array(line(120)).max(20)

/** Figures about a locality as staff give them, in minor units of its currency and in percent. What is not known is null. */
export const marketFigureInputSchema = z.strictObject({
  place: line(120),
  pricePerSqft: z.strictObject({ min: perSqft, average: perSqft, max: perSqft }),
  growth1y: percent,
  growth5y: percent,
  rentalYield: percent,
  trend: marketSchema.shape.trend,
  infrastructure: words.default([]),
  attractions: words.default([]),
  /** Where the figures stand: a report, a registry, an own count */
  source: line(200),
  /** YYYY-MM-DD, the day that they describe */
  asOf: day,
})
export type MarketFigureInput = z.infer<typeof marketFigureInputSchema>

/** Figures with who recorded them; `inUse`: the ones that pages and answers show of the place. */
export const marketFigureSchema = marketSchema
  .extend({ inUse: z.boolean(), recordedAt: z.string().nullable(), by: z.string().nullable() })
  .meta({ id: 'MarketFigure' })
export type MarketFigure = z.infer<typeof marketFigureSchema>

export const marketFiguresSchema = z.object({
  items: z.array(marketFigureSchema),
  /** Every place that figures can be recorded of */
  places: z.array(z.string()),
  currency: z.string(),
})
export type MarketFigures = z.infer<typeof marketFiguresSchema>

export const marketImportInputSchema = z.strictObject({
  /** The file's text: commas, semicolons or tabs, with a heading */
  csv: z.string().min(1).max(1_000_000),
  dryRun: z.boolean().default(false),
})
export const marketImportReportSchema = z.object({
  dryRun: z.boolean(),
  counts: z.object({ read: z.int(), added: z.int(), unchanged: z.int(), refused: z.int() }),
  rows: z.array(
    z.object({
      row: z.int(),
      column: z.string().nullable(),
      code: z.string(),
      message: z.string(),
      content: z.record(z.string(), z.string()),
    }),
  ),
})
export type MarketImportReport = z.infer<typeof marketImportReportSchema>
