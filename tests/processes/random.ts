/** Numbers that follow from a seed, so that a run that failed can be run again: MOSAIC_SEED=… . */
export type Random = {
  seed: number
  /** From 0 up to and without 1. */
  next(): number
  between(low: number, high: number): number
  whole(low: number, high: number): number
  pick<Item>(items: readonly Item[]): Item
  chance(share: number): boolean
  shuffled<Item>(items: readonly Item[]): Item[]
}

export function seededRandom(name: string): Random {
  const seed = Number(process.env.MOSAIC_SEED) || 1 + Math.floor(Math.random() * 2 ** 31)
  console.log(`${name}: MOSAIC_SEED=${seed}`)
  return randomFrom(seed, seed)
}

/** The numbers that follow from `begin`, which is not 0; `seed` is what is told of them. */
export function randomFrom(seed: number, begin: number): Random {
  let state = begin
  // xorshift, 32 bits: enough to scatter moments.
  const next = () => {
    state ^= state << 13
    state ^= state >>> 17
    state ^= state << 5
    return (state >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number) => low + next() * (high - low)
  const whole = (low: number, high: number) => Math.floor(between(low, high + 1))
  return {
    seed,
    next,
    between,
    whole,
    pick: items => items[whole(0, items.length - 1)]!,
    chance: share => next() < share,
    shuffled(items) {
      const list = [...items]
      for (let at = list.length - 1; at > 0; at--) {
        const other = whole(0, at)
        ;[list[at], list[other]] = [list[other]!, list[at]!]
      }
      return list
    },
  }
}
