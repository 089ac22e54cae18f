import type pg from 'pg'
import { BATCH_SIZE, sizeOf } from './source.ts'
import type { Raw } from './values.ts'

type Wire = { query(text: string): void; stream: { pause(): void; resume(): void } }

/**
 * The rows of a statement as the server writes them, some megabytes at a time: until those are taken nothing more is read from the
 * connection, however long the rows are. It takes no other statement meanwhile; what is left is thrown away where the reader stops.
 */
export async function* pacedRows(client: pg.ClientBase, statement: string): AsyncGenerator<Raw[][]> {
  let rows: Raw[][] = []
  let size = 0
  let isDone = false
  let isLeft = false
  let failure: Error | undefined
  let wire: Wire | undefined
  let wake = () => {}
  const query = {
    submit(connection: Wire) {
      wire = connection
      connection.query(statement)
      return null
    },
    handleDataRow({ fields }: { fields: Raw[] }) {
      if (isLeft) return
      rows.push(fields)
      size += sizeOf(fields)
      if (size < BATCH_SIZE) return
      wire!.stream.pause()
      wake()
    },
    handleError(error: Error) {
      failure = error
      wake()
    },
    handleReadyForQuery() {
      isDone = true
      wake()
    },
    handleRowDescription() {},
    handleCommandComplete() {},
    handleEmptyQuery() {},
    callback() {},
  }
  client.query(query as unknown as pg.Submittable)
  try {
    for (;;) {
      if (size < BATCH_SIZE && !isDone && !failure)
        await new Promise<void>(resolve => {
          wake = resolve
        })
      if (failure) throw failure
      const taken = rows
      rows = []
      size = 0
      if (taken.length > 0) yield taken
      if (isDone && rows.length === 0) return
      wire!.stream.resume()
    }
  } finally {
    isLeft = true
    rows = []
    wire?.stream.resume()
  }
}
