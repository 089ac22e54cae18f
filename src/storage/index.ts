/**
 * Storage: one PostgreSQL, embedded or on a server, behind one handle.
 *
 * A *store* is an opened database; the *engine* is the private server that Mosaic brings. Verbs get a `Context` and speak
 * SQL through `ctx.db`; `transact` opens or reuses a transaction. Nobody outside this folder asks which store it is.
 *
 * Invariants: a configured database is never silently replaced; the root handle is not used inside a transaction; a
 * migration runs once, whoever starts first.
 */
export type { Actor, Business, Context, Database, Role } from './context.ts'
export { type DatabaseAddress, parseDatabaseUrl } from './database-url.ts'
export { dataFolder, detectStore, type StoreChoice } from './detect.ts'
export { type Announce, createEvents, type Events } from './events.ts'
export { type FilesystemFacts, readFilesystemFacts } from './filesystem.ts'
export { openWire, type Wire, type WireMode } from './listen.ts'
export { type MigrateOptions, type Migration, migrate, readMigrations } from './migrate.ts'
export { type OpenOptions, openStore, type Store } from './open.ts'
export type { Replica, ReplicaFacts } from './replica.ts'
export { ownSecret } from './secrets.ts'
export { readSetting, readVersioned, type SettingChange, writeSetting } from './settings.ts'
export type { Tables } from './tables.generated.ts'
export { type Change, tell } from './tell.ts'
export { decideTls, type TlsMode, type TlsSettings } from './tls.ts'
export { inTransaction, transact } from './transact.ts'
export { asUnavailable } from './unavailable.ts'
export { survival, type Verdict } from './verdict.ts'
export type { WatchQuery } from './watch-queries.ts'
