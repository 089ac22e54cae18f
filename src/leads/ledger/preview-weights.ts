import { sql } from 'kysely'
import { requireRole } from '../../accounts/index.ts'
import { type Context, transact } from '../../storage/index.ts'
import type { WeightsInput, WeightsPreview } from '../schema.ts'
import { hotLeads } from './hot-leads.ts'
import { saveWeights } from './weights.ts'

/** Leads that are scored for a preview: the warmest, of whom the hot list is made before and after. */
const LOOKED_AT = 100
const SHOWN = 10

type Entry = WeightsPreview['before'][number]

/**
 * What the hot list would be by other weights: they are saved and the warmest leads scored by them in a transaction that is
 * taken back. For administrators. Refuses what saving refuses.
 */
export async function previewWeights(ctx: Context, input: WeightsInput): Promise<WeightsPreview> {
  requireRole(ctx, 'admin')
  const dry = Symbol('dry run')
  let preview: WeightsPreview | undefined
  try {
    await transact(ctx, async ctx => {
      const before = await hotList(ctx)
      const version = await saveWeights(ctx, input)
      const { rows } = await sql<{ id: string }>`
        (select person_id as id from leads where temperature = 'hot' and merged_at is null
          order by intent desc, engagement desc, last_active_at desc, person_id limit ${LOOKED_AT})
        union all
        (select person_id from leads where temperature = 'warm' and merged_at is null
          order by intent desc, engagement desc, last_active_at desc, person_id limit ${LOOKED_AT})
        limit ${LOOKED_AT}`.execute(ctx.db)
      // In one order, as a rescoring takes them.
      const ids = rows.map(({ id }) => id).toSorted()
      for (const id of ids) await sql`select rescore_lead(${id}::uuid, ${version}, ${ctx.now()})`.execute(ctx.db)
      const after = await hotList(ctx)
      preview = {
        before: before.slice(0, SHOWN),
        after: after.slice(0, SHOWN),
        looked: ids.length,
        hotBefore: before.length,
        hotAfter: after.length,
      }
      throw dry
    })
  } catch (error) {
    if (error !== dry) throw error
  }
  return preview!
}

async function hotList(ctx: Context): Promise<Entry[]> {
  const { items } = await hotLeads(ctx, { limit: LOOKED_AT })
  return items.map(({ personId, name, engagement, intent }) => ({ personId, name, engagement, intent }))
}
