/**
 * Backups by themselves: copies of the whole store that nobody has to think of.
 *
 * A *backup* is one file or object, with a row that says what it is; it is *asked* for, *running*, *made* or *failed*. It is due
 * once a day by the clock of the business, is made apart from whoever answers, in a process of low priority, and *checked*:
 * restored into a throwaway database and compared. Which ones *stay* is counted by days, weeks and months. The file itself is
 * written and read by storage/backup.
 *
 * Invariants: one is made at a time, by any number of processes; a file is there whole or not at all, closed to others; only
 * files that the table names are removed, and never the newest that was verified; a failure is seen until one succeeds. Beside
 * them lies a list of who was erased, which never loses a name.
 */
export { ERASURES, type Erasures, keepErasureList, startErasureList } from './erasures.ts'
export { listBackups, openBackup, readBackups, restoreCommand } from './list.ts'
export { lookForBackup, type Run, startBackups } from './loop.ts'
export { checkBackup, makeBackup, type Tools, type Written } from './make.ts'
export { removeOld } from './remove-old.ts'
export { backupRoutes } from './routes.ts'
export { type BackupSettings, backupSettingsSchema, KEEP, sizeWords } from './schema.ts'
export { type Backups, completeSettings, OFF, readBackupSettings, writeBackupSettings } from './settings.ts'
export { askForBackup, failBackup, takeBackup } from './take.ts'
export { backupTools } from './tools.ts'
