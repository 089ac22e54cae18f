import type { Facts } from '../../kernel/watch.ts'

/** A span of a trace, as far as the rest of the room needs to know one. */
export type Span = {
  readonly traceId: string
  /** Whether anybody keeps it: what is below one that nobody keeps is not kept either */
  readonly kept: boolean
  add(facts: Facts): void
  /** `error`: its code or its class, never its words. */
  end(error?: string): void
}

/** Makes spans; there where traces are on. */
export type Spans = {
  begin(name: string, facts: Facts, above: Span | undefined, kind?: 'server' | 'client', traceparent?: string): Span
  /** One that is over: a statement. */
  record(name: string, facts: Facts, above: Span | undefined, ms: number, error?: string): void
  close(): Promise<void>
}

/** What may be said of an error: PostgreSQL's code, a refusal's, a class; its words may quote what somebody said. */
export function errorName(error: unknown): string {
  const { code, name } = (error ?? {}) as { code?: unknown; name?: unknown }
  if (typeof code === 'string' && /^[\w.]{1,60}$/.test(code)) return code
  return typeof name === 'string' && /^\w{1,60}$/.test(name) ? name : 'Error'
}
