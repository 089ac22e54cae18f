/**
 * Backups: a whole store in one file, and back.
 *
 * A *backup* is a tar of compressed COPY text with a *manifest* at its end, encrypted as an age file where a passphrase is given;
 * a *restore* fills an empty store from it. The layout is in docs/backups.md, and standard tools open it.
 *
 * Invariants: a backup is one snapshot; its file appears whole or not at all and overwrites nothing; what was changed or cut off
 * is refused; a restore ends with the fingerprints of the manifest, or the store says that it is half filled.
 */
export { writeBackupFile } from './file.ts'
export { type BackupHead, type BackupManifest, type BackupTable, chunkName, type Outside } from './format.ts'
export {
  type BackupPart,
  backupFile,
  type Checked,
  checkBackup,
  checkBackupFile,
  fingerprintsOfBackup,
  type ReadOptions,
  readBackup,
} from './read.ts'
export { type Restored, type RestoreOptions, restoreBackup } from './restore.ts'
export { restoreStore } from './restore-store.ts'
export { type BackupOptions, type BackupSource, type Progress, type Written, writeBackup } from './write.ts'
