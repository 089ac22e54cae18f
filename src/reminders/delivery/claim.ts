import { sql } from 'kysely'
import type { Context } from '../../storage/index.ts'
import type { Row } from './row.ts'

/** The name under which one batch is held: what a batch lost is never taken for what a later one of the same worker has. */
export type Claim = { token: string; leaseSeconds: number }

type Answer = { [Column in keyof Row]: Row[Column] | null } & { stale: boolean }

/**
 * Takes up to `batch` due rows, the longest due first, passing over what others hold. Due is judged by our clock, the lease by
 * the database's. `stale`: somebody's lease ran out, see `recover`. One statement, as it is asked every second.
 */
export async function claimDue(ctx: Context, claim: Claim, batch: number): Promise<{ rows: Row[]; stale: boolean }> {
  const found = await sql<Answer>`
    with due as (
      select id from reminders where status = 'scheduled' and next_try_at <= ${ctx.now()}
      order by next_try_at, id limit ${batch} for update skip locked
    ), claimed as (
      update reminders r
      set status = 'sending', owner = ${claim.token}, lease_until = now() + make_interval(secs => ${claim.leaseSeconds})
      where r.id = any(array(select id from due))
      returning r.*
    )
    select c.id, c.subject_kind as "subjectKind", c.subject_id as "subjectId", c.subject_version as "subjectVersion", c.kind,
      c.audience, c.recipient_id as "recipientId", c.channel, c.time_zone as "timeZone", c.useful_until as "usefulUntil",
      c.quiet, c.attempts, abandoned.stale
    from (select exists (select from reminders where status = 'sending' and lease_until < now()) as stale) abandoned
    left join claimed c on true
    order by c.next_try_at, c.id`.execute(ctx.db)
  const rows = found.rows.filter(({ id }) => id !== null).map(({ stale, ...row }) => row as Row)
  return { rows, stale: found.rows[0]?.stale ?? false }
}

/** What was claimed and not started is due again at once. */
export async function giveBack(ctx: Context, claim: Claim): Promise<void> {
  await sql`
    update reminders set status = 'scheduled', owner = null, lease_until = null
    where id in (select id from reminders
      where status = 'sending' and owner = ${claim.token} and started_at is null for update skip locked)`.execute(
    ctx.db,
  )
}

/** Says that the batch is still at work, each third of its lease. Gives the function that ends it. */
export function keepLease(ctx: Context, claim: Claim): () => void {
  const extend = async () => {
    await sql`
      update reminders set lease_until = now() + make_interval(secs => ${claim.leaseSeconds})
      where id in (select id from reminders where status = 'sending' and owner = ${claim.token} for update skip locked)
    `.execute(ctx.db)
  }
  const timer = setInterval(() => {
    extend().catch(error => ctx.log.warn({ err: error }, 'the lease of reminders could not be extended'))
  }, claim.leaseSeconds * 333)
  return () => clearInterval(timer)
}
