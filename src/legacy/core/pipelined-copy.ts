import type pg from 'pg'

type Wire = { query(text: string): void; stream: { write(bytes: Buffer | string): boolean } }
type Reply = { text?: string }

/** Types of messages of the protocol. */
const COPY_DATA = 0x64
const COPY_DONE = Buffer.from([0x63, 0, 0, 0, 4])

/**
 * Statements with one COPY FROM STDIN among them, and its data, sent in one go: the server works while the next batch is made,
 * and nothing waits for its word that it is ready. After an error the server itself throws the data away.
 */
export function pipelinedCopy(client: pg.ClientBase, statements: string, data: Buffer): Promise<void> {
  return new Promise((resolve, reject) => {
    const query = {
      submit(connection: Wire) {
        connection.query(statements)
        const head = Buffer.allocUnsafe(5)
        head[0] = COPY_DATA
        head.writeUInt32BE(data.length + 4, 1)
        connection.stream.write(head)
        connection.stream.write(data)
        connection.stream.write(COPY_DONE)
        return null
      },
      // The driver tells of an error alone, and then no longer that the connection is ready.
      handleError: (error: Error) => reject(error),
      handleReadyForQuery: () => resolve(),
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

/** Neither ever stands in JSON: rows need no escapes. */
const DELIMITER = '\x02'
const QUOTE = '\x01'
export const COPY_FORMAT = `(format csv, delimiter e'\\x02', quote e'\\x01', null '')`

/** A line of such a COPY. Undefined and null are null; an empty text is one. */
export function copyLine(fields: readonly (string | number | null | undefined)[]): string {
  let line = ''
  for (let n = 0; n < fields.length; n++) {
    if (n > 0) line += DELIMITER
    const field = fields[n]
    if (field === null || field === undefined) continue
    if (typeof field === 'number') line += field
    else if (field === '' || UNSAFE.test(field)) line += QUOTE + field.replaceAll(QUOTE, QUOTE + QUOTE) + QUOTE
    else line += field
  }
  return `${line}\n`
}

const UNSAFE = /[\x01\x02\r\n]|^\\\.$/
