import type { RowTexts } from './row-texts.ts'
import type { SourceTable } from './source.ts'
import { keyOf, type Raw } from './values.ts'

/** Tells how rows of one table are known, one after another in the order of the table. */
export class Keys {
  readonly #at: number[] | undefined
  readonly #isUnique: boolean
  readonly #seen = new Map<string, number>()

  /** `named`: the columns that tell rows apart where the source has no primary key. */
  constructor(table: SourceTable, named: readonly string[] = ['id']) {
    this.#isUnique = table.key.length > 0
    if (this.#isUnique) this.#at = table.key.map(name => table.columns.indexOf(name))
    else {
      const places = new Map(table.columns.map((name, at) => [name.toLowerCase(), at]))
      const at = named.map(name => places.get(name))
      if (at.every(place => place !== undefined)) this.#at = at
    }
  }

  /**
   * The key of a row, which is the nth of `texts`. A row without a key, or whose key is empty or stands twice, is known by its hash
   * and by how many of the same came before it.
   */
  of(values: readonly Raw[], texts: RowTexts, nth: number): string {
    const seen = this.#seen
    const found = this.#at && keyIn(this.#at, values)
    if (found !== undefined && (this.#isUnique || !seen.has(found))) {
      if (!this.#isUnique) seen.set(found, 1)
      return found
    }
    const same = `s${texts.hash(nth)}`
    const count = (seen.get(same) ?? 0) + 1
    seen.set(same, count)
    return count === 1 ? same : `${same}.${count}`
  }
}

/** Undefined where a part of the key is null. */
function keyIn(places: readonly number[], values: readonly Raw[]): string | undefined {
  const first = values[places[0]!]
  if (places.length === 1 && typeof first === 'bigint') return `i${first}`
  const parts = places.map((place): Raw => values[place]!)
  return parts.includes(null) ? undefined : keyOf(parts)
}
