import { carryBy, getJson, Problem, sendJson } from '../api/client.ts'
import { keep, readKept } from '../parts/kept.ts'
import type { Bridge, Start } from './bridge.ts'

const PATH = '/api/widget/visitor'
const KEPT = 'mosaic.frame.key'

/** Whether this conversation is found again after a reload. */
export type Visitor = {
  lasts: boolean
  identify(token: string): Promise<boolean>
  reset(): Promise<void>
  /** Is waited for before a message leaves */
  beforeWords(work: () => Promise<unknown>): void
}

/**
 * Who sits before this frame. By cookie where the browser keeps one for us (on https one for this site alone); else by a key that
 * rests in the frame's own storage; else in the site's, where the site has offered it; else for as long as this page is there.
 */
export async function knowVisitor(bridge: Bridge | null, start: Start): Promise<Visitor> {
  let key = start.reset ? null : (readKept('browser', KEPT) ?? start.key)
  let lasts = true
  let first: (() => Promise<unknown>) | undefined

  carryBy({
    async before(method, path): Promise<Record<string, string>> {
      if (method === 'POST' && /\/messages$/.test(path)) await first?.().catch(() => undefined)
      return key === null ? {} : { authorization: `Visitor ${key}` }
    },
    refused(problem) {
      // Erased, or joined with somebody: a reload begins anew.
      if (problem.code !== 'people.ended') return
      hold(null)
      location.reload()
    },
  })

  function hold(next: string | null) {
    key = next
    keep('browser', KEPT, next)
    const isKept = readKept('browser', KEPT) === next
    if (!isKept && start.holdsKey) bridge?.tell({ type: 'key', key: next })
    lasts = isKept || start.holdsKey
  }
  const isKnown = async () => (await getJson<{ known: boolean; account: boolean }>(PATH)).known

  async function introduce() {
    if (await isKnown()) return
    if (key !== null) hold(null)
    await sendJson('POST', PATH, {})
    if (await isKnown()) return
    const made = await sendJson<{ key: string }>('POST', PATH, { keep: 'key' })
    hold(made.key)
  }

  async function reset() {
    hold(null)
    if (start.holdsKey) bridge?.tell({ type: 'key', key: null })
    await sendJson('DELETE', PATH)
  }

  if (start.reset) await reset()
  await introduce()

  return {
    get lasts() {
      return lasts
    },
    async identify(token) {
      try {
        const body = { token, keep: key === null ? 'cookie' : 'key' }
        const given = await sendJson<{ key: string | null }>('POST', '/api/widget/identity', body)
        if (given.key) hold(given.key)
        bridge?.tell({ type: 'identified' })
        return true
      } catch (error) {
        if (!(error instanceof Problem)) throw error
        bridge?.tell({ type: 'problem', code: error.code })
        return false
      }
    },
    async reset() {
      await reset()
      location.reload()
    },
    beforeWords(work) {
      first = work
    },
  }
}
