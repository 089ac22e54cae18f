import type pg from 'pg'

/** What the driver's connection has beside its types. */
type Wire = {
  parsedStatements: Record<string, string>
  parse(statement: { name?: string; text: string }, more?: unknown): void
  close(what: { type: 'S'; name: string }): void
}

export type Room = {
  /** Statements of up to `longest` characters that a connection keeps, and longer ones. */
  plain: number
  long: number
  longest: number
}

/**
 * A statement and its plan take 20 to 80 KB of the connection's process, a long one, such as a search of a wish's own shape, 230 to
 * 460: counted apart, the many shapes of searches do not push out what every turn asks. Measured: docs/decisions/0008.
 */
export const ROOM: Room = { plain: 300, long: 16, longest: 2_000 }

/**
 * Lets a connection keep so many prepared statements: the one that was not used for longest is closed as another is prepared, in
 * the same sending, so that it costs no trip, and in a transaction that has failed too. Gives what hears of each use.
 */
export function keepStatements(client: pg.Client, room: Room = ROOM): (name: string, text: string) => void {
  const wire = (client as unknown as { connection: Wire }).connection
  const parse = wire.parse.bind(wire)
  // Each from the one that was not used for longest.
  const plain = new Set<string>()
  const long = new Set<string>()
  const shelf = (text: string) => (text.length > room.longest ? long : plain)
  // Called when it is the statement's turn, and only where the connection does not have it.
  wire.parse = (statement, more) => {
    const { name, text } = statement
    if (name) {
      const kept = shelf(text)
      const most = kept === long ? room.long : room.plain
      for (const oldest of kept) {
        if (kept.size < most) break
        kept.delete(oldest)
        delete wire.parsedStatements[oldest]
        wire.close({ type: 'S', name: oldest })
      }
      kept.add(name)
    }
    parse(statement, more)
  }
  return (name, text) => {
    const kept = shelf(text)
    if (kept.delete(name)) kept.add(name)
  }
}
