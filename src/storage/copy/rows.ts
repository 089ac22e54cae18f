import { type Readable, Transform, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import type pg from 'pg'
import { from, to } from 'pg-copy-streams'
import { Fingerprint, type Print } from './fingerprint.ts'
import { columnList, type TableShape } from './inventory.ts'

type Columns = Pick<TableShape, 'name' | 'columns'>

/** The rows of a table as the text of COPY. The client must have been made with COPY_SESSION; it is free when the stream ends. */
export function copyOut(client: pg.ClientBase, table: Columns): Readable {
  return ending(client, client.query(to(`copy ${columnList(table)} to stdout`)))
}

/**
 * Takes the text of COPY as rows of a table. The rows are there when the stream has finished, in the client's transaction.
 * `freeze` spares later work on the rows; the table must have been made or emptied in the same transaction.
 */
export function copyIn(client: pg.ClientBase, table: Columns, { freeze = false } = {}): Writable {
  return ending(client, client.query(from(`copy ${columnList(table)} from stdin${freeze ? ' with (freeze)' : ''}`)))
}

/**
 * A stream ends with its connection. By itself it may miss that: when the connection breaks before anybody listens, or after
 * the stream was given up, where an error that nobody hears would end the process.
 */
function ending<Stream extends Readable | Writable>(client: pg.ClientBase, stream: Stream): Stream {
  const give = (error: Error) => {
    // The server will not answer any more: nothing is waited for.
    stream._destroy = (error, done) => done(error)
    stream.destroy(error)
  }
  const onEnd = () => give(new Error('Connection terminated unexpectedly'))
  stream.on('error', error => {
    if ('_read' in stream) give(error)
  })
  client.once('end', onEnd)
  stream.once('close', () => client.removeListener('end', onEnd))
  if ((client as { _ended?: boolean })._ended) onEnd()
  return stream
}

/** Passes the text of COPY on and counts it. `print()` is what has come through; complete once the stream has ended. */
export function printing(onPiece: (bytes: number, rows: number) => void = () => {}): Transform & { print(): Print } {
  const fingerprint = new Fingerprint()
  const stream = new Transform({
    transform(piece: Buffer, _encoding, done) {
      const before = fingerprint.rows
      fingerprint.add(piece)
      onPiece(piece.length, fingerprint.rows - before)
      done(null, piece)
    },
  })
  return Object.assign(stream, { print: () => fingerprint.end() })
}

/** The fingerprint of a table as it is in the client's transaction. */
export async function fingerprintTable(
  client: pg.ClientBase,
  table: Columns,
  onPiece: (bytes: number, rows: number) => void = () => {},
): Promise<Print> {
  const fingerprint = new Fingerprint()
  await pipeline(copyOut(client, table), async pieces => {
    for await (const piece of pieces as AsyncIterable<Buffer>) {
      const before = fingerprint.rows
      fingerprint.add(piece)
      onPiece(piece.length, fingerprint.rows - before)
    }
  })
  return fingerprint.end()
}
