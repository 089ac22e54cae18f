import type pg from 'pg'

/** What the driver is asked: a text, its form with values and a name, or what submits itself, as COPY and cursors do. */
export type Asked = string | { text?: unknown; values?: unknown; callback?: unknown; submit?: unknown }

export type Hear = (...answer: unknown[]) => void

export const isHear = (given: unknown): given is Hear => typeof given === 'function'

/** The text of a statement; undefined of what submits itself. */
export function textOf(asked: Asked): string | undefined {
  if (typeof asked === 'string') return asked
  return typeof asked?.submit !== 'function' && typeof asked?.text === 'string' ? asked.text : undefined
}

/** A client as it is underneath the ten overloads of its types: `query` gives a promise where nobody is there to hear. */
export type OneQuery = Omit<pg.Client, 'query'> & {
  query(asked: Asked, values?: unknown, callback?: unknown): unknown
  getStartupConf(): Record<string, string>
}

/** For classes that look at statements as they pass. */
export function withOneQuery(Client: new () => pg.ClientBase): new () => OneQuery {
  return Client as unknown as new () => OneQuery
}
