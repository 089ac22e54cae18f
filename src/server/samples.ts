import { seedSampleStaff } from '../appointments/index.ts'
import { seedSample, seedSamplePostings } from '../catalogue/index.ts'
import type { Context } from '../storage/index.ts'
import type { Config } from './config.ts'

/** What an empty house shows of itself: for the desks that its pages offer, and for these alone. */
export async function seedSamples(ctx: Context, desks: Config['DESKS']): Promise<void> {
  if (desks.includes('sales')) await seedSample(ctx)
  if (desks.includes('career')) await seedSamplePostings(ctx)
  await seedSampleStaff(ctx)
}
