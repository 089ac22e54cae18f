import type { Readable } from 'node:stream'

export type StoredObject = { key: string; size: number; modified: Temporal.Instant }

/** A place for bytes under names of ours, outside the database. Any call may fail for want of a network, and is tried again. */
export type ObjectStore = {
  /** Names of ours begin with this. */
  prefix: string
  /** Bucket and prefix, as people read it. */
  label: string
  /** Writes the whole object, or replaces it. */
  write(key: string, bytes: Buffer): Promise<void>
  /** Writes what comes, in bounded memory. It appears whole or not at all. Gives how many bytes it has. */
  upload(key: string, bytes: Readable): Promise<number>
  /** Takes back what an `upload` of this name left that was killed. */
  abandon(key: string): Promise<void>
  /** In bytes; undefined where there is none. */
  size(key: string): Promise<number | undefined>
  /** Undefined where there is none. */
  read(key: string): Promise<Readable | undefined>
  /** What is not there is removed too. */
  remove(key: string): Promise<void>
  list(prefix: string): AsyncIterable<StoredObject>
  close(): void
}
