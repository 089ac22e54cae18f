import { z } from 'zod'
import { type Context, readSetting } from '../../storage/index.ts'

/** What can be set about coaching; the numbers are those of the sales desk's requirements, section 3. */
const coachingSettingsSchema = z.object({
  cardsPerTurn: z.int().min(1).max(10).default(3),
  restMinutes: z.int().min(1).max(1_440).default(30),
  silenceSeconds: z.int().min(30).max(3_600).default(120),
  budgetUpsellPercent: z.int().min(1).max(100).default(20),
  configurationUpsellPercent: z.int().min(1).max(100).default(10),
  stockDays: z.int().min(1).max(365).default(14),
  visitDays: z.int().min(1).max(90).default(7),
  visitsForDemand: z.int().min(2).max(1_000).default(3),
  /** How long a price change that has come is still worth telling */
  priceChangeDays: z.int().min(1).max(365).default(30),
})
export type CoachingSettings = z.infer<typeof coachingSettingsSchema>

export const coachingDefaults: CoachingSettings = coachingSettingsSchema.parse({})

/** As chosen in the product under `coaching`; what does not fit there gives way to the defaults. */
export function readCoachingSettings(ctx: Context): Promise<CoachingSettings> {
  return readSetting(ctx, 'coaching', value => coachingSettingsSchema.safeParse(value ?? {}).data ?? coachingDefaults)
}
