import type pg from 'pg'

/** Hears of each statement as it is sent; what it gives is called once with the rows, or with what went wrong. */
export type WatchQuery = (text: string) => (rows: number | null, error?: unknown) => void

type Answer = { rowCount: number | null } | undefined

/** The same client, each of whose statements is told to `watch`, without its parameters. COPY and cursors are not statements of ours. */
export function watchedClient(Client: new () => pg.ClientBase, watch: WatchQuery): new () => pg.ClientBase {
  // biome-ignore lint/suspicious/noExplicitAny: the driver has ten overloads
  class WatchedClient extends (Client as new (...given: any[]) => pg.ClientBase) {
    // biome-ignore lint/suspicious/noExplicitAny: the driver has ten overloads
    override query(config: any, values?: any, callback?: any): any {
      const text = typeof config === 'string' ? config : typeof config?.submit === 'function' ? null : config?.text
      if (typeof text !== 'string') return super.query(config, values, callback)
      const ended = watch(text)
      const heard = typeof values === 'function' ? values : callback
      if (typeof heard === 'function') {
        const tell = (error: Error, answer: Answer) => {
          ended(answer?.rowCount ?? null, error ?? undefined)
          heard(error, answer)
        }
        return typeof values === 'function' ? super.query(config, tell) : super.query(config, values, tell)
      }
      const answer = super.query(config, values) as unknown as Promise<Answer>
      answer.then(
        given => ended(given?.rowCount ?? null),
        error => ended(null, error),
      )
      return answer
    }
  }
  return WatchedClient as unknown as new () => pg.ClientBase
}
