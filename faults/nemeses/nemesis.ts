import type { World } from '../world.ts'

/** What a fault has to decide by: the same numbers on every replay. */
export type Dice = { ms: number; pick: number; roll: number }

/** Breaks something, and tells how it is mended; nothing where it mends itself. */
export type Nemesis = {
  /** Milliseconds that it lasts at most. */
  longest: number
  /** Whether this world can be broken like that. */
  fits(world: Pick<World, 'store' | 'link' | 'pooler' | 'disk'>): boolean
  // biome-ignore lint/suspicious/noConfusingVoidType: most strikes have nothing to mend and return nothing.
  strike(world: World, dice: Dice): Promise<Heal | void> | Heal | void
}

export type Heal = () => Promise<void> | void

export const always = () => true

export const pickOne = <Item>(items: readonly Item[], pick: number): Item | undefined =>
  items[Math.floor(pick * items.length)]
