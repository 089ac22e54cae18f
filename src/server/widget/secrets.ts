import { sql } from 'kysely'
import { audit, requireAccountId } from '../../accounts/index.ts'
import { newId, newSecret } from '../../kernel/ids.ts'
import { refuse } from '../../kernel/refusal.ts'
import { seal, unseal } from '../../kernel/seal.ts'
import { type Context, tell, transact } from '../../storage/index.ts'
import type { WidgetSecret } from './schema.ts'

/** How long the one before goes on: a site's servers get the new one in this time. */
const OVERLAP = { hours: 7 * 24 }

type Row = { id: string; sealed: string; hint: string; madeAt: Temporal.Instant; endsAt: Temporal.Instant | null }

const purposeOf = (id: string) => `widget secret ${id}`

/** Those that still prove something, the newest first. */
async function living(ctx: Context): Promise<Row[]> {
  const found = await sql<Row>`
    select id, sealed, hint, made_at as "madeAt", ends_at as "endsAt" from widget_secrets
    where ends_at is null or ends_at > ${ctx.now()} order by id desc limit 20`.execute(ctx.db)
  return found.rows
}

/** The secrets themselves, for checking a signature. `house` is what they were sealed with. */
export async function openSecrets(ctx: Context, house: string): Promise<string[]> {
  const rows = await living(ctx)
  return rows.map(({ id, sealed }) => unseal(sealed, house, purposeOf(id))).filter(secret => secret !== undefined)
}

export async function listSecrets(ctx: Context, house: string): Promise<WidgetSecret[]> {
  return (await living(ctx)).map(({ id, sealed, hint, madeAt, endsAt }) => ({
    id,
    hint,
    madeAt: madeAt.toString(),
    endsAt: endsAt?.toString() ?? null,
    opens: unseal(sealed, house, purposeOf(id)) !== undefined,
  }))
}

/** Makes a secret, which is shown this once. The one before it goes on for seven days. */
export function makeSecret(ctx: Context, house: string): Promise<{ id: string; secret: string }> {
  return transact(ctx, async ctx => {
    // Two who make one at the same time: the second's replaces the first's, as if made one after the other.
    await sql`select pg_advisory_xact_lock(hashtext('widget_secrets'))`.execute(ctx.db)
    const id = newId()
    const secret = newSecret()
    await sql`update widget_secrets set ends_at = ${ctx.now().add(OVERLAP)} where ends_at is null`.execute(ctx.db)
    await sql`
      insert into widget_secrets (id, sealed, hint, made_at, made_by)
      values (${id}, ${seal(secret, house, purposeOf(id))}, ${secret.slice(-4)}, ${ctx.now()}, ${requireAccountId(ctx)})
    `.execute(ctx.db)
    await audit(ctx, 'widget.secret_made', { kind: 'widget_secret', id })
    tell(ctx, { topic: 'settings', id: 'widget' })
    return { id, secret }
  })
}

/** Ends a secret at once: it leaked, or nobody uses it any more. Refuses `widget.unknown_secret`. */
export function endSecret(ctx: Context, { id }: { id: string }): Promise<void> {
  return transact(ctx, async ctx => {
    const ended = await sql`
      update widget_secrets set ends_at = ${ctx.now()}
      where id = ${id}::uuid and (ends_at is null or ends_at > ${ctx.now()}) returning id`.execute(ctx.db)
    if (ended.rows.length === 0)
      refuse('not_found', 'widget.unknown_secret', 'There is no such secret, or it has ended.')
    await audit(ctx, 'widget.secret_ended', { kind: 'widget_secret', id })
    tell(ctx, { topic: 'settings', id: 'widget' })
  })
}
