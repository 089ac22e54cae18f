import { sql } from 'kysely'
import { requireRole } from '../accounts/index.ts'
import { Refusal, refuse } from '../kernel/refusal.ts'
import { type Context, readVersioned, transact } from '../storage/index.ts'
import { GROUPS, type Values } from './groups.ts'
import type { House } from './live.ts'
import type { Group, SettingVersion } from './schema.ts'

/** A group as it stands: its version (0: nothing was chosen yet) and values, complete. For administrators. */
export async function readSettings(
  ctx: Context,
  house: House,
  group: Group,
): Promise<{ version: number; value: Values }> {
  requireRole(ctx, 'admin')
  return readVersioned(ctx, GROUPS[group].row, value => GROUPS[group].complete(house, value))
}

/**
 * Keeps a group as a new version, made from the version `basedOn`. The same as it is makes none. Where somebody else saved
 * meanwhile it refuses `settings.changed` with what `changed`, by whom, and the `current` values. Refuses what the group
 * refuses, each with its `field`. For administrators.
 */
export async function saveSettings(
  ctx: Context,
  house: House,
  { group, value, basedOn, restored }: { group: Group; value: Values; basedOn: number; restored?: number },
): Promise<{ version: number; value: Values }> {
  requireRole(ctx, 'admin')
  const before = await readSettings(ctx, house, group)
  if (before.version !== basedOn) await refuseChanged(ctx, house, group, basedOn)
  if (changesOf(before.value, { ...before.value, ...value }).length === 0) return before
  try {
    await transact(ctx, ctx => GROUPS[group].write(ctx, house, { ...before.value, ...value }, { basedOn, restored }))
  } catch (error) {
    if (error instanceof Refusal && error.code === 'settings.changed') await refuseChanged(ctx, house, group, basedOn)
    throw error
  }
  await house.refresh(ctx)
  return readSettings(ctx, house, group)
}

/** Brings an earlier version back, as a new one; 0 is how it came. Refuses `settings.unknown_version`, and as saving does. */
export async function restoreSettings(
  ctx: Context,
  house: House,
  { group, version, basedOn }: { group: Group; version: number; basedOn: number },
): Promise<{ version: number; value: Values }> {
  requireRole(ctx, 'admin')
  const { row, complete } = GROUPS[group]
  const found = await sql<{ value: unknown }>`
    select value from setting_versions where name = ${row} and version = ${version}`.execute(ctx.db)
  if (found.rows.length === 0 && version !== 0)
    refuse('not_found', 'settings.unknown_version', 'There is no such version of these settings.')
  const value = complete(house, found.rows[0]?.value)
  return saveSettings(ctx, house, { group, value, basedOn, ...(version > 0 && { restored: version }) })
}

const SHOWN = 50

/** The last fifty versions, newest first: who saved, when, and which fields were what before. For administrators. */
export async function listVersions(ctx: Context, house: House, group: Group): Promise<SettingVersion[]> {
  requireRole(ctx, 'admin')
  const { row, complete } = GROUPS[group]
  type Row = { version: number; value: unknown; at: Temporal.Instant; by: string | null; restored: number | null }
  const { rows } = await sql<Row>`
    select v.version, v.value, v.changed_at as at, a.name as by, v.restored
    from setting_versions v left join accounts a on a.id = v.account_id
    where v.name = ${row} order by v.version desc limit ${SHOWN + 1}`.execute(ctx.db)
  return rows.slice(0, SHOWN).map(({ version, value, at, by, restored }, index) => ({
    version,
    at: at.toString(),
    by,
    restored,
    changes: changesOf(complete(house, rows[index + 1]?.value), complete(house, value)),
  }))
}

/** Fields that differ, each with what it was and what it is. */
export function changesOf(before: Values, after: Values): SettingVersion['changes'] {
  return Object.keys(after)
    .filter(field => JSON.stringify(before[field]) !== JSON.stringify(after[field]))
    .map(field => ({ field, before: before[field] ?? null, after: after[field] ?? null }))
}

async function refuseChanged(ctx: Context, house: House, group: Group, basedOn: number): Promise<never> {
  const current = await readSettings(ctx, house, group)
  const versions = await listVersions(ctx, house, group)
  const since = versions.filter(({ version }) => version > basedOn)
  const { row, complete } = GROUPS[group]
  const base = await sql<{ value: unknown }>`
    select value from setting_versions where name = ${row} and version = ${basedOn}`.execute(ctx.db)
  return refuse('conflict', 'settings.changed', {
    message: `${since[0]?.by ?? 'Somebody else'} changed these settings meanwhile. Look at what they are now, and save again.`,
    by: since[0]?.by ?? null,
    at: since[0]?.at ?? null,
    changed: changesOf(complete(house, base.rows[0]?.value), current.value),
    current,
  })
}
