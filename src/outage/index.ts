/**
 * Outage: what visitors say, wish and send while the store is away, kept on this server's disk and done when it is back.
 *
 * An *entry* is one intent of somebody, received at an instant and sealed. A *journal* is a folder of append-only *segments*: one
 * of each process, and those that processes left which are gone, which are *adopted*. The *spool* is all of them. Entries are
 * *brought* into the store, where those of all replicas come together, and *done* there by the verbs of their domains, a *lane*
 * (one speaker) in the order received. What a verb refuses waits for *review* by staff.
 *
 * Invariants: what was answered with 202 is on the disk, flushed; nothing of what was refused is; an entry is done once, by
 * its own id and those of the client, wherever a process dies; nobody acts for a session that did not live when it spoke; what
 * comes after the return goes behind what waits of the same speaker; of an erased person nothing is written.
 */
export { outagePart } from './person-part.ts'
export { GATHER_SECONDS } from './replay.ts'
export { outageRoutes } from './routes.ts'
export { type EntryKind, type KeptAnswer, keptSchema, type OutageFacts, type Speaker } from './schema.ts'
export { createSpool, type Intent, laneOf, type Spool } from './spool.ts'
export { catchUp, startOutage } from './start-outage.ts'
export type { OutageVerbs, Told } from './verbs.ts'
