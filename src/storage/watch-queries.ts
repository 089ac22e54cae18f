import type pg from 'pg'
import { type Asked, isHear, textOf, withOneQuery } from './one-query.ts'

/** Hears of each statement as it is sent; what it gives is called once with the rows, or with what went wrong. */
export type WatchQuery = (text: string) => (rows: number | null, error?: unknown) => void

type Answer = { rowCount: number | null } | undefined

/** The same client, each of whose statements is told to `watch`, without its parameters. COPY and cursors are not statements of ours. */
export function watchedClient(Client: new () => pg.ClientBase, watch: WatchQuery): new () => pg.ClientBase {
  class WatchedClient extends withOneQuery(Client) {
    override query(asked: Asked, values?: unknown, callback?: unknown): unknown {
      const text = textOf(asked)
      if (text === undefined) return super.query(asked, values, callback)
      const ended = watch(text)
      const heard = isHear(values) ? values : callback
      if (isHear(heard)) {
        const tell = (error: Error | null | undefined, answer: Answer) => {
          ended(answer?.rowCount ?? null, error ?? undefined)
          heard(error, answer)
        }
        return isHear(values) ? super.query(asked, tell) : super.query(asked, values, tell)
      }
      const answer = super.query(asked, values) as Promise<Answer>
      answer.then(
        given => ended(given?.rowCount ?? null),
        error => ended(null, error),
      )
      return answer
    }
  }
  return WatchedClient as unknown as new () => pg.ClientBase
}
