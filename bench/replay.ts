import { AsyncLocalStorage } from 'node:async_hooks'
import pg from 'pg'
import { connectionOf } from './mosaic.ts'

export type Statement = { text: string; values: unknown[] }

const callerOf = new AsyncLocalStorage<number>()

/** Whatever `work` asks of the database is the caller's of this number. */
export function as<Result>(caller: number, work: () => Promise<Result>): Promise<Result> {
  return callerOf.run(caller, work)
}

/** The statements of each caller in order, as the driver saw them. */
export async function record(callers: number, work: () => Promise<unknown>): Promise<Statement[][]> {
  const statements: Statement[][] = Array.from({ length: callers }, () => [])
  const query = pg.Client.prototype.query as (...args: unknown[]) => unknown
  pg.Client.prototype.query = function (this: pg.Client, ...args: unknown[]) {
    const caller = callerOf.getStore()
    const [config, values] = args as [string | { text: string; values?: unknown[] }, unknown[] | undefined]
    if (caller !== undefined)
      statements[caller]!.push(
        typeof config === 'string'
          ? { text: config, values: values ?? [] }
          : { text: config.text, values: config.values ?? values ?? [] },
      )
    return query.apply(this, args)
  } as typeof pg.Client.prototype.query
  try {
    await work()
  } finally {
    pg.Client.prototype.query = query as typeof pg.Client.prototype.query
  }
  return statements
}

/** Runs the statements again bare, each caller's on a connection of its own, all callers at once. Gives the seconds. */
export async function replay(url: string, statements: Statement[][]): Promise<number> {
  const names = new Map<string, string>()
  for (const { text } of statements.flat()) if (!names.has(text)) names.set(text, `s${names.size}`)
  const clients = await Promise.all(
    statements.map(async () => {
      const client = new pg.Client(connectionOf(url))
      await client.connect()
      return client
    }),
  )
  const began = performance.now()
  await Promise.all(
    clients.map(async (client, caller) => {
      for (const { text, values } of statements[caller]!)
        await client.query({
          name: names.get(text)!,
          text,
          values,
        })
    }),
  )
  const seconds = (performance.now() - began) / 1000
  await Promise.all(clients.map(client => client.end()))
  return seconds
}
