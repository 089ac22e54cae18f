/** A small generator with a seed (mulberry32): the same seed gives the same numbers on every machine. */
export function createRandom(seed: number) {
  let state = seed >>> 0
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4294967296
  }
  const between = (least: number, most: number) => least + Math.floor(next() * (most - least + 1))
  return {
    next,
    /** A whole number, both ends included. */
    between,
    pick: <Item>(items: readonly Item[]): Item => items[between(0, items.length - 1)]!,
    chance: (share: number) => next() < share,
    /** Some of the items, in their own order. */
    some<Item>(items: readonly Item[], count: number): Item[] {
      const marks = items.map(item => ({ item, mark: next() }))
      const last = marks.map(one => one.mark).sort((a, b) => a - b)[Math.min(count, items.length) - 1] ?? -1
      return marks.filter(one => one.mark <= last).map(one => one.item)
    },
  }
}
export type Random = ReturnType<typeof createRandom>
