import { sql } from 'kysely'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from './context.ts'
import { tell } from './tell.ts'

/**
 * What was chosen in the product under a name, completed and checked by `parse`, which also gives the defaults where nothing
 * was chosen yet (it gets `undefined`).
 */
export async function readSetting<Value>(ctx: Context, name: string, parse: (value: unknown) => Value): Promise<Value> {
  const row = await ctx.db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
  return parse(row?.value)
}

/** The same with its version: 0 where nothing was chosen yet. */
export async function readVersioned<Value>(
  ctx: Context,
  name: string,
  parse: (value: unknown) => Value,
): Promise<{ version: number; value: Value }> {
  const row = await ctx.db
    .selectFrom('settings')
    .select(['value', 'version'])
    .where('name', '=', name)
    .executeTakeFirst()
  return { version: row?.version ?? 0, value: parse(row?.value) }
}

/** Which version a change was made from, and which one it brings back. */
export type SettingChange = { basedOn?: number | undefined; restored?: number | undefined }

/**
 * Keeps what was chosen, in place of what was before, as a version of its own with who chose it. The caller has checked it.
 * `basedOn` is the version that was looked at; where there is a newer one by now, it refuses `settings.changed`. `restored` is
 * the version that is brought back. Gives the new version.
 */
export async function writeSetting(
  ctx: Context,
  name: string,
  value: unknown,
  { basedOn, restored }: SettingChange = {},
): Promise<number> {
  const { actor } = ctx
  const accountId = actor.kind === 'account' ? actor.accountId : null
  const { rows } = await sql<{ version: number }>`
    with kept as (
      insert into settings as s (name, value, updated_at) values (${name}, ${JSON.stringify(value)}::jsonb, ${ctx.now()})
      on conflict (name) do update set value = excluded.value, updated_at = excluded.updated_at, version = s.version + 1
        where ${basedOn ?? null}::integer is null or s.version = ${basedOn ?? null}::integer
      returning name, version, value, updated_at)
    insert into setting_versions (name, version, value, changed_at, account_id, restored)
    select name, version, value, updated_at, ${accountId}::uuid, ${restored ?? null}::integer from kept
    returning version`.execute(ctx.db)
  const version = rows[0]?.version
  if (version === undefined || (basedOn !== undefined && version !== basedOn + 1)) refuseChanged(name)
  tell(ctx, { topic: 'settings', id: name })
  return version
}

function refuseChanged(name: string): never {
  refuse('conflict', 'settings.changed', {
    message: 'These settings were changed meanwhile. Look at what they are now, and save again.',
    name,
  })
}
