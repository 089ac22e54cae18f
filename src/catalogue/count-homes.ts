import type { Context } from '../storage/index.ts'
import { countListings } from './counts.ts'
import { resolveWish } from './criteria.ts'
import { readAtlas } from './names.ts'
import { rejectedBy } from './rejections.ts'
import type { Wish } from './schema.ts'

/** How many listings meet every key of a wish, without those that the person rejected: the `total` of a search. */
export async function countHomes(ctx: Context, { wish, personId }: { wish: Wish; personId?: string }): Promise<number> {
  const atlas = await readAtlas(ctx)
  const { searchable, criteria } = resolveWish(wish, atlas)
  if (!searchable) return 0
  const rejected = personId ? await rejectedBy(ctx, personId) : []
  return (await countListings(ctx, atlas.at, criteria, rejected)).total
}
