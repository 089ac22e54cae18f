import type { Variables } from '../../server/widget/schema.ts'

/** What the script on the site says first, and what it may say later. */
export type Start = {
  variables: Variables
  token: string | null
  /** The visitor key that the site keeps for the frame, where it was asked to */
  key: string | null
  holdsKey: boolean
  /** The site's user has signed out since the frame was last there */
  reset: boolean
  source: { site: string; page: string; referrer: string; utm: Record<string, string> } | null
  shown: boolean
}
export type Later =
  | { type: 'shown'; shown: boolean }
  | { type: 'variables'; variables: Variables }
  | { type: 'identify'; token: string }
  | { type: 'reset' }

/** Never a text: the site learns that something was said, not what. */
export type Told =
  | { type: 'hello' | 'ready' | 'close' | 'identified' }
  | { type: 'unread'; count: number }
  | { type: 'message'; by: string }
  | { type: 'booked'; kind: string }
  | { type: 'height'; height: number }
  | { type: 'key'; key: string | null }
  | { type: 'problem'; code: string }

export type Bridge = {
  tell(told: Told): void
  started(heard: (start: Start) => void): void
  /** What was said before anybody heard is said now. */
  hear(heard: (said: Later) => void): void
}

/** How long the script on the site may take to answer: it is there before the frame. */
const ANSWER_MS = 4_000
const ALONE: Start = {
  variables: {},
  token: null,
  key: null,
  holdsKey: false,
  reset: false,
  source: null,
  shown: true,
}

/**
 * Speaks with the script on the site around this frame, which has shown which origin it is. What is told goes to that origin
 * alone: the browser drops it where another one stands there. What is heard counts only from there. Null outside of a frame.
 */
export function openBridge(): Bridge | null {
  if (window.parent === window) return null
  const origin = new URLSearchParams(location.search).get('origin') ?? ''
  const around = location.ancestorOrigins?.[0]
  if (URL.parse(origin)?.origin !== origin || (around !== undefined && around !== origin)) return null
  const early: Later[] = []
  let begin: ((start: Start) => void) | undefined
  let listener = (said: Later): void => void early.push(said)
  window.addEventListener('message', ({ source, origin: from, data }: MessageEvent<unknown>) => {
    if (source !== window.parent || from !== origin) return
    if (!data || typeof data !== 'object' || !('mosaic' in data)) return
    const said = data as unknown as Later | ({ type: 'start' } & Start)
    if (said.type === 'start') begin?.(said)
    else listener(said)
  })
  return {
    tell: told => window.parent.postMessage({ mosaic: 1, ...told }, origin),
    started(heard) {
      begin = heard
    },
    hear(heard) {
      listener = heard
      for (const said of early.splice(0)) heard(said)
    },
  }
}

/** Says that the frame is here and waits for what the site has to say; where nobody answers it is as if it stood alone. */
export function untilStarted(bridge: Bridge | null): Promise<Start> {
  if (!bridge) return Promise.resolve(ALONE)
  return new Promise(resolve => {
    const timer = setTimeout(resolve, ANSWER_MS, ALONE)
    bridge.started(start => {
      clearTimeout(timer)
      resolve({ ...ALONE, ...start })
    })
    bridge.tell({ type: 'hello' })
  })
}
