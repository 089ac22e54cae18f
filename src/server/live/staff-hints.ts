import type { Change, Role } from '../../storage/index.ts'
import type { Changed } from './schema.ts'

/** What happens within this time goes together: a page asks anew once for all of it. */
const TOGETHER_MS = 250
/** Of more rows than this it is said that several changed. */
const NAMED = 20

type Topic = Exclude<Change['topic'], 'conversation' | 'presence' | 'turn'>

/** Whether a role hears of a change that is none of a conversation: agents of the sales desk, coaches of the career desk. */
export function hears(role: Role, { topic, desk }: Pick<Change, 'desk'> & { topic: Topic }): boolean {
  if (role === 'admin') return true
  if (role === 'member') return false
  if (desk) return desk === (role === 'agent' ? 'sales' : 'career')
  return topic === 'settings' || topic === 'catalogue' || role === 'agent'
}

/** Collects what staff are told by role, and tells it at once the first time and then at most every so often. */
export function createStaffHints(tell: (role: Role, events: readonly Changed[]) => void) {
  const waiting = new Map<Role, Map<Changed['topic'], Set<string> | null>>()
  let timer: NodeJS.Timeout | undefined
  let last = 0

  function flush() {
    timer = undefined
    last = performance.now()
    for (const [role, topics] of waiting) {
      const events = [...topics].flatMap(([topic, ids]): Changed[] =>
        ids === null ? [{ topic, id: null }] : [...ids].map(id => ({ topic, id })),
      )
      tell(role, events)
    }
    waiting.clear()
  }

  return {
    add(role: Role, topic: Changed['topic'], id: string | null) {
      const topics = waiting.get(role) ?? new Map<Changed['topic'], Set<string> | null>()
      waiting.set(role, topics)
      const ids = topics.has(topic) ? topics.get(topic)! : new Set<string>()
      if (id !== null) ids?.add(id)
      topics.set(topic, id === null || !ids || ids.size > NAMED ? null : ids)
      timer ??= setTimeout(flush, Math.max(0, last + TOGETHER_MS - performance.now()))
    },
    close: () => clearTimeout(timer),
  }
}
