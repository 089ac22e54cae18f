import fs from 'node:fs/promises'
import { sql } from 'kysely'
import { z } from 'zod'
import { type Context, transact } from '../storage/index.ts'
import { importCatalogue } from './import/import-catalogue.ts'
import { recordMarkets } from './record-markets.ts'
import { samplePath } from './sample/path.ts'
import { marketSchema } from './schema.ts'
import { bumpVersion } from './version.ts'

const fileSchema = z.object({ markets: z.array(marketSchema.omit({ zone: true })) })

/**
 * Fills an empty catalogue with the synthetic sample, every row of it marked as such. A catalogue with any listing is
 * left alone. Replicas may call it together.
 */
export async function seedSample(ctx: Context): Promise<{ seeded: boolean; listings: number }> {
  if (await hasListings(ctx)) return { seeded: false, listings: 0 }
  const bytes = await fs.readFile(samplePath)
  const { markets } = fileSchema.parse(JSON.parse(bytes.toString()))
  return transact(ctx, async inner => {
    // Takes the writers' lock: whoever was second sees the first one's rows.
    await bumpVersion(inner)
    if (await hasListings(inner)) return { seeded: false, listings: 0 }
    const { counts } = await importCatalogue(inner, { bytes, fileName: 'sample.json', source: 'sample', sample: true })
    await recordMarkets(inner, markets)
    return { seeded: true, listings: counts.added }
  })
}

async function hasListings(ctx: Context): Promise<boolean> {
  return (await sql`select from listings limit 1`.execute(ctx.db)).rows.length > 0
}
