import type { ObjectStore } from './objects/store.ts'
import type { FileLimits } from './schema.ts'

/** What files are kept by: how much is taken, and the object store where there is one. */
export type Files = {
  limits: FileLimits
  /** Null: bytes are kept in the database. */
  objects: ObjectStore | null
}
