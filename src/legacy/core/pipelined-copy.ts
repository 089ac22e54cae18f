import type pg from 'pg'

type Wire = { query(text: string): void; stream: { write(bytes: Buffer | string): boolean } }
type Reply = { text?: string }

/** Types of messages of the protocol. */
const COPY_DATA = 0x64
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4])

/** Where a connection's bytes go while a sending of ours is under way on it, and how many such are not answered yet. */
const underWay = new WeakMap<pg.ClientBase, { wire: Wire | undefined; count: number }>()

/**
 * Statements with COPY FROM STDIN among them, and the data of each COPY in their order, sent in one go: the server works while the
 * next batch is made, and nothing waits for its word that it is ready. What follows such a sending while it is under way is on the wire
 * before that is answered, as long as nothing else was asked of the connection meanwhile. After an error the server itself throws the data
 * away; a sending that must not happen without the one before it begins with `begin`, which a failed transaction refuses.
 */
export function pipelinedCopy(client: pg.ClientBase, statements: string, data: readonly Buffer[]): Promise<void> {
  let state = underWay.get(client)
  if (!state) underWay.set(client, (state = { wire: undefined, count: 0 }))
  const own = state
  const send = (wire: Wire) => {
    wire.query(statements)
    for (const part of data) {
      const head = Buffer.allocUnsafe(5)
      head[0] = COPY_DATA
      head.writeUInt32BE(part.length + 4, 1)
      wire.stream.write(head)
      wire.stream.write(part)
      wire.stream.write(COPY_DONE)
    }
  }
  const isAhead = own.count > 0 && own.wire !== undefined
  if (isAhead) send(own.wire!)
  own.count++
  const answered = () => {
    own.count--
    if (own.count === 0) own.wire = undefined
  }
  return new Promise((resolve, reject) => {
    const query = {
      submit(connection: Wire) {
        own.wire = connection
        if (!isAhead) send(connection)
        return null
      },
      // The driver tells of an error alone, and then no longer that the connection is ready.
      handleError: (error: Error) => {
        answered()
        reject(error)
      },
      handleReadyForQuery: () => {
        answered()
        resolve()
      },
      handleCommandComplete(_reply: Reply) {},
      handleCopyInResponse() {},
      handleEmptyQuery() {},
      handleRowDescription() {},
      handleDataRow() {},
      callback() {},
    }
    client.query(query as unknown as pg.Submittable)
  })
}
