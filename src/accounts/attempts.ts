import { sql } from 'kysely'
import { hashSecret } from '../kernel/ids.ts'
import { networkOf } from '../kernel/network.ts'
import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

/** Failures allowed for one key within a window; the last of them locks the key (career desk specification, section 1). */
const RULES = {
  email: { failures: 10, window: { minutes: 15 } },
  address: { failures: 50, window: { hours: 1 } },
} as const
const LOCK = { minutes: 15 }

/** Counts an account made from a network address. Refuses `accounts.too_many_accounts` beyond so many a minute. */
export async function countRegistration(ctx: Context, address: string, perMinute: number): Promise<void> {
  const wait = await counted(ctx, `register ${addressKey(address)}`, { failures: perMinute, window: { minutes: 1 } })
  if (wait)
    refuse('limit', 'accounts.too_many_accounts', {
      message: 'Several accounts were made from here just now. Please wait a minute.',
      retryAfterSeconds: wait,
    })
}

export type Attempt = { email: string; address?: string }

/**
 * Counts an attempt before its password is looked at, so that a hundred at once are not all let through, and refuses
 * `accounts.locked` (with the seconds to wait) once there were too many. What turns out right is taken back by
 * `forgetFailures`. Known and unknown e-mails count alike.
 */
export async function countAttempt(ctx: Context, { email, address }: Attempt): Promise<void> {
  if (address) await count(ctx, addressKey(address), RULES.address)
  await count(ctx, emailKey(email), RULES.email)
}

/** The attempt was right: the e-mail starts anew, the address gets this one back. */
export async function forgetFailures(ctx: Context, email: string, address?: string): Promise<void> {
  await sql`delete from account_attempts
    where key = ${emailKey(email)} or window_ends_at < ${ctx.now().subtract({ hours: 24 })}`.execute(ctx.db)
  if (address)
    await sql`update account_attempts set count = count - 1 where key = ${addressKey(address)} and count > 0`.execute(
      ctx.db,
    )
}

async function count(ctx: Context, key: string, rule: (typeof RULES)[keyof typeof RULES]): Promise<void> {
  const wait = await counted(ctx, key, { ...rule, lock: LOCK })
  if (wait)
    refuse('limit', 'accounts.locked', {
      message: 'Too many attempts. Wait a quarter of an hour, or set a new password with a reset link.',
      retryAfterSeconds: wait,
    })
}

/** Counts a ticket that somebody shows, right or wrong: ten an hour. Refuses `legacy.too_many_tickets`. */
export async function countTicket(ctx: Context, personId: string): Promise<void> {
  const wait = await counted(ctx, `ticket:${personId}`, { failures: 10, window: { hours: 1 } })
  if (wait)
    refuse('limit', 'legacy.too_many_tickets', {
      message: 'Too many tickets were shown. Please wait an hour.',
      retryAfterSeconds: wait,
    })
}

type Rule = { failures: number; window: Temporal.DurationLike; lock?: Temporal.DurationLike }

/** Counts one; beyond the rule, gives the seconds until the window ends or the lock opens. */
async function counted(ctx: Context, key: string, rule: Rule): Promise<number | undefined> {
  const now = ctx.now()
  const { rows } = await sql<{ count: number; window_ends_at: Temporal.Instant }>`
    insert into account_attempts as held (key, count, window_ends_at)
    values (${key}, 1, ${now.add(rule.window)})
    on conflict (key) do update set
      count = case when held.window_ends_at <= ${now} then 1 else least(held.count, ${rule.failures}) + 1 end,
      window_ends_at = case
        when held.window_ends_at <= ${now} then ${now.add(rule.window)}
        when held.count + 1 = ${rule.failures} and ${rule.lock !== undefined} then ${now.add(rule.lock ?? { seconds: 0 })}
        else held.window_ends_at
      end
    returning count, window_ends_at`.execute(ctx.db)
  const [held] = rows
  if (!held || held.count <= rule.failures) return undefined
  return Math.max(1, Math.ceil(now.until(held.window_ends_at).total('seconds')))
}

/** Hashed: a mistyped password in the e-mail's field does not rest in a table. */
function emailKey(email: string): string {
  return `email:${hashSecret(email.trim().toLowerCase())}`
}

function addressKey(address: string): string {
  return `address:${networkOf(address)}`
}
