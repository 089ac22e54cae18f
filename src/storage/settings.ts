import type { Context } from './context.ts'

/**
 * What was chosen in the product under a name, completed and checked by `parse`, which also gives the defaults where nothing
 * was chosen yet (it gets `undefined`).
 */
export async function readSetting<Value>(ctx: Context, name: string, parse: (value: unknown) => Value): Promise<Value> {
  const row = await ctx.db.selectFrom('settings').select('value').where('name', '=', name).executeTakeFirst()
  return parse(row?.value)
}

/** Keeps what was chosen, in place of what was before. The caller has checked it. */
export async function writeSetting(ctx: Context, name: string, value: unknown): Promise<void> {
  const row = { value: JSON.stringify(value), updated_at: ctx.now() }
  await ctx.db
    .insertInto('settings')
    .values({ name, ...row })
    .onConflict(conflict => conflict.column('name').doUpdateSet(row))
    .execute()
}
