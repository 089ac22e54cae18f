import type { Context } from './context.ts'

/**
 * What lower domains announce and higher ones act on within the same transaction. A domain adds its events by
 * augmenting this interface: `declare module '../storage/index.ts' { interface Events { 'listing.viewed': {…} } }`.
 */
// biome-ignore lint/suspicious/noEmptyInterface: domains augment it
export interface Events {}

export type Announce = <Name extends keyof Events>(ctx: Context, name: Name, event: Events[Name]) => Promise<void>

type Handler = (ctx: Context, event: never) => Promise<void>

/** In-process subscriptions, made once by the composition root. Handlers run in order and share the caller's fate. */
export function createEvents() {
  const handlers = new Map<PropertyKey, Handler[]>()
  const announce: Announce = async (ctx, name, event) => {
    for (const handler of handlers.get(name) ?? []) await handler(ctx, event as never)
  }
  function subscribe<Name extends keyof Events>(
    name: Name,
    handler: (ctx: Context, event: Events[Name]) => Promise<void>,
  ) {
    handlers.set(name, [...(handlers.get(name) ?? []), handler as Handler])
  }
  return { announce, subscribe }
}
