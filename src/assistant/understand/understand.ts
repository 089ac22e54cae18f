import type { UnderstandContext, Understanding } from './schema.ts'

/** Reads one message. Pure and synchronous: no store, no network, no clock but `context.now`. */
export function understand(_text: string, context: UnderstandContext = {}): Understanding {
  return {
    intent: 'other',
    filters: { ...context.filters },
    sentiment: 'neutral',
    frustration: 0,
    needsClarification: false,
  }
}
