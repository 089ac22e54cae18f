/**
 * What this browser keeps for its pages: `browser` until it is taken away, `tab` until the tab is closed. Storage may be full or
 * forbidden; then a page goes on without it, and what is typed lasts as long as the page.
 */
export type Where = 'browser' | 'tab'

const storageOf = (where: Where) => (where === 'browser' ? localStorage : sessionStorage)

export function readKept(where: Where, key: string): string | null {
  try {
    return storageOf(where).getItem(key)
  } catch {
    return null
  }
}

/** What `keep` was given of an object; null where there is none, or something else. */
export function readKeptObject<T extends object>(where: Where, key: string): Partial<T> | null {
  try {
    const kept: unknown = JSON.parse(readKept(where, key) ?? 'null')
    return kept && typeof kept === 'object' ? (kept as Partial<T>) : null
  } catch {
    return null
  }
}

/** Null takes it away. */
export function keep(where: Where, key: string, value: string | object | null): void {
  try {
    if (value === null) storageOf(where).removeItem(key)
    else storageOf(where).setItem(key, typeof value === 'string' ? value : JSON.stringify(value))
  } catch {
    // Said above.
  }
}

export function keptKeys(where: Where): string[] {
  try {
    return Object.keys(storageOf(where))
  } catch {
    return []
  }
}
