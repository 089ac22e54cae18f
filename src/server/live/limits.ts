import { refuse } from '../../kernel/refusal.ts'

/** Open streams at once. A browser has at most three (HTTP/1) or one for each window that is seen. */
const EACH = { reader: 12, address: 200, all: 5_000 }

/** Counts open streams by who reads them, by address and in all. */
export function createPlaces(limits = EACH) {
  const taken = new Map<string, number>()
  let all = 0
  return {
    get all() {
      return all
    },
    /**
     * Takes a place; gives what gives it back. Refuses `live.too_many` (429) to a reader or address that holds too many, and
     * `live.full` (503): the page then looks by itself.
     */
    take(reader: string, address: string): () => void {
      if (all >= limits.all)
        refuse('unavailable', 'live.full', {
          message: 'Too many pages are open just now. This one looks for news by itself.',
          retryAfterSeconds: 30,
        })
      const keys: [string, number][] = [
        [`reader ${reader}`, limits.reader],
        [`address ${address}`, limits.address],
      ]
      for (const [key, limit] of keys)
        if ((taken.get(key) ?? 0) >= limit)
          refuse('limit', 'live.too_many', {
            message: 'Too many pages are open at once. This one looks for news by itself.',
            retryAfterSeconds: 30,
          })
      all++
      for (const [key] of keys) taken.set(key, (taken.get(key) ?? 0) + 1)
      let given = false
      return () => {
        if (given) return
        given = true
        all--
        for (const [key] of keys) {
          const left = taken.get(key)! - 1
          if (left > 0) taken.set(key, left)
          else taken.delete(key)
        }
      }
    },
  }
}
