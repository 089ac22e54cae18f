import { catalogueNames } from '../catalogue/index.ts'
import type { Greeting } from '../conversations/index.ts'
import type { Context } from '../storage/index.ts'
import type { Chip } from './chip.ts'
import { openingChips } from './chips.ts'
import { assistantDefaults } from './settings.ts'

/** The opening chips of one version of the catalogue: counted once, not for every page view. */
const counted = new WeakMap<object, Chip[]>()

/** What the desk says to an empty thread. Writes nothing. */
export async function greeting(ctx: Context, { currency } = assistantDefaults): Promise<Greeting> {
  const names = await catalogueNames(ctx)
  const chips = counted.get(names) ?? (await openingChips(ctx, currency))
  counted.set(names, chips)
  return {
    text:
      ctx.business.brand?.greeting ??
      'Hello! Tell me about the home you have in mind, in your own words: the place, the budget, how many bedrooms, when you would like to move in. I look through our catalogue and remember what matters to you.',
    chips,
  }
}
