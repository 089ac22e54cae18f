import type { Answer } from '../server/app.ts'

const KEPT = 400
/** Names of what leads to something: an id, a code, a slug, a token, a version. */
const LEADS = /^(id|code|slug|token|short|name|place|.*(Id|Ids|Code|Slug|Version)|version|number|cursor|next)$/

/**
 * What answers have named, for the requests after them: made here, it is read, changed and deleted there. So the routes are tried in
 * sequences, as clients use them, without a plan of which leads to which.
 */
export function createLinks() {
  const byKey = new Map<string, unknown[]>()

  function note(key: string, value: unknown): void {
    const held = byKey.get(key) ?? []
    if (!held.includes(value)) held.push(value)
    if (held.length > KEPT) held.shift()
    byKey.set(key, held)
  }

  function walk(value: unknown, key: string, depth: number): void {
    if (depth > 8) return
    if (Array.isArray(value)) for (const item of value.slice(0, 20)) walk(item, key, depth + 1)
    else if (typeof value === 'object' && value !== null)
      for (const [name, item] of Object.entries(value)) walk(item, name, depth + 1)
    else if (LEADS.test(key) && (typeof value === 'string' || typeof value === 'number')) note(key, value)
  }

  return {
    learn(answer: Answer): void {
      if (answer.status < 300) walk(answer.json, '', 0)
    },

    /** Something for a parameter of this address: what has its name, else any id. */
    pick(pattern: string, number: number): string {
      const key = /:([a-z]+)/i.exec(pattern)?.[1] ?? 'id'
      const held = byKey.get(number % 5 === 0 ? 'id' : key) ?? byKey.get('id') ?? ['x']
      // The newest are the likeliest to be there still.
      return String(held[held.length - 1 - (Math.floor(number / 5) % Math.min(held.length, 40))])
    },

    /** The same body with ids that there are, now and then. */
    fill(json: unknown, number: number): unknown {
      if (typeof json !== 'object' || json === null || Array.isArray(json) || number % 2 === 0) return json
      return Object.fromEntries(
        Object.entries(json).map(([key, value], at) => {
          const held = byKey.get(key) ?? (/Id$/.test(key) ? byKey.get('id') : undefined)
          return [key, held ? held[(number + at) % held.length] : value]
        }),
      )
    },
  }
}
