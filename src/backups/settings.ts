import { audit, requireRole } from '../accounts/index.ts'
import type { ObjectStore } from '../files/index.ts'
import { type Context, readVersioned, type SettingChange, transact, writeSetting } from '../storage/index.ts'
import { type BackupSettings, backupSettingsSchema, KEEP } from './schema.ts'

/** Backups as the root knows them: what is so unless chosen otherwise, and what the environment gives. */
export type Backups = {
  /** False for a store that keeps nothing itself. */
  possible: boolean
  defaults: BackupSettings
  /** Absolute; made when it is needed. */
  folder: string
  /** Where a backup is restored to be checked. */
  checksIn: string
  objects: ObjectStore | null
  /** Seals what is written, and opens what was sealed. */
  passphrase: string | null
}

/** As it comes: off, unless the root knows that nobody else keeps backups of this store. */
export const OFF: BackupSettings = { on: false, at: '03:00', place: 'folder', ...KEEP }

/** What was chosen, completed by what comes. An older release may have kept fewer fields. */
export function completeSettings(defaults: BackupSettings, value: unknown): BackupSettings {
  return backupSettingsSchema.parse({ ...defaults, ...(value as object | undefined) })
}

/** What holds now; `version` 0: nothing was chosen yet. */
export async function readBackupSettings(
  ctx: Context,
  backups: Backups,
): Promise<{ version: number; value: BackupSettings }> {
  return readVersioned(ctx, 'backups', value => completeSettings(backups.defaults, value))
}

/** Keeps what was chosen. Refuses `settings.changed` where somebody saved since the version `basedOn`. For administrators. */
export async function writeBackupSettings(
  ctx: Context,
  value: BackupSettings,
  change: SettingChange = {},
): Promise<void> {
  requireRole(ctx, 'admin')
  await transact(ctx, async ctx => {
    const version = await writeSetting(ctx, 'backups', backupSettingsSchema.parse(value), change)
    await audit(ctx, 'settings.changed', { kind: 'settings', id: 'backups' }, { version })
  })
}
