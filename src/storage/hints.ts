import type { Change } from './tell.ts'

/** A notification holds less than 8000 bytes. */
const PAYLOAD_BYTES = 7_000
/** What waits to be told beyond this is told as "anything may have changed". */
const WAITING = 1_000

/** A place in this list is what is sent: new ones come last. */
export const TOPICS = [
  'conversation',
  'lead',
  'appointment',
  'reminder',
  'catalogue',
  'settings',
  'presence',
  'turn',
] as const satisfies readonly Change['topic'][]

/** What is still to be told: one of each row, with its highest number. */
export function createHints() {
  let all = false
  const waiting = new Map<string, Change>()
  return {
    get isEmpty() {
      return !all && waiting.size === 0
    },
    add(change: Change) {
      const key = `${change.topic} ${change.id}`
      const known = waiting.get(key)
      const number = Math.max(known?.number ?? 0, change.number ?? 0)
      waiting.set(key, { ...known, ...change, ...(number > 0 && { number }) })
      if (waiting.size > WAITING) this.addAll()
    },
    /** Anything may have changed. */
    addAll() {
      waiting.clear()
      all = true
    },
    /** Everything so far; `null` stands for anything. */
    take(): readonly Change[] | null {
      const taken = all ? null : [...waiting.values()]
      waiting.clear()
      all = false
      return taken
    },
  }
}

type Line = [topic: number, id: string, number: number, desk: string]

/** Payloads for `pg_notify`, each with who says it, so that nobody hears themselves. */
export function encode(from: string, changes: readonly Change[] | null): string[] {
  if (!changes) return [JSON.stringify({ from, all: 1 })]
  const payloads: string[] = []
  let lines: Line[] = []
  let bytes = 0
  const flush = () => {
    if (lines.length > 0) payloads.push(JSON.stringify({ from, lines }))
    lines = []
    bytes = 0
  }
  for (const { topic, id, number = 0, desk = '' } of changes) {
    const line: Line = [TOPICS.indexOf(topic), id, number, desk]
    const size = Buffer.byteLength(JSON.stringify(line)) + 1
    // No row of ours has such an id.
    if (size > PAYLOAD_BYTES) continue
    if (bytes + size > PAYLOAD_BYTES) flush()
    lines.push(line)
    bytes += size
  }
  flush()
  return payloads
}

/** What a payload says, `changes: null` for anything; undefined for what none of ours wrote. */
export function decode(payload: string): { from: string; changes: Change[] | null } | undefined {
  try {
    const { from, all, lines } = JSON.parse(payload) as { from?: unknown; all?: unknown; lines?: unknown }
    if (typeof from !== 'string') return undefined
    if (all) return { from, changes: null }
    if (!Array.isArray(lines)) return undefined
    return { from, changes: (lines as Line[]).flatMap(toChange) }
  } catch {
    return undefined
  }
}

/** A newer release may know topics that this one does not. */
function toChange([at, id, number, desk]: Line): Change[] {
  const topic = TOPICS[at]
  if (!topic || typeof id !== 'string') return []
  return [{ topic, id, ...(number > 0 && { number }), ...((desk === 'sales' || desk === 'career') && { desk }) }]
}
