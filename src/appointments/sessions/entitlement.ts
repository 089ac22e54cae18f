import { sql } from 'kysely'
import { grantedSessions, returnCodeUse } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import { readSessionSettings } from '../staff/settings.ts'

export type Entitlement = { allowed: number; used: number; left: number }

/** Sessions that an account may book in all (its tier's, and those of its codes), and how many it has drawn. */
export async function readEntitlement(
  ctx: Context,
  { accountId, personId }: { accountId: string; personId: string },
): Promise<Entitlement> {
  const { allowed: byTier } = await readSessionSettings(ctx)
  const found = await sql<{ tier: 'free' | 'beta'; used: number }>`
    select tier, (select count(*) from session_uses where person_id = ${personId}::uuid and returned_at is null) as used
    from accounts where id = ${accountId}::uuid`.execute(ctx.db)
  const { tier, used } = found.rows[0] ?? { tier: 'free', used: 0 }
  const allowed = byTier[tier] + (await grantedSessions(ctx, { accountId }))
  return { allowed, used, left: Math.max(0, allowed - used) }
}

/** Refuses `appointments.no_sessions_left` with what to do. */
export function refuseNoneLeft({ allowed }: Entitlement): never {
  const had = allowed === 1 ? 'You have booked the one session' : `You have booked all ${allowed} sessions`
  refuse('conflict', 'appointments.no_sessions_left', {
    message:
      allowed === 0
        ? 'No coaching session comes with your account. A code adds sessions: enter it with your booking.'
        : `${had} that your account holds. A code adds sessions: enter it with your booking. Cancelling a session more than 24 hours before it gives it back.`,
    allowed,
  })
}

/**
 * Draws one session for an appointment that was just written, in its transaction and with the person locked: a unique key on the
 * number of the session keeps two tabs from drawing the same. Refuses `appointments.no_sessions_left`.
 */
export async function drawSession(
  ctx: Context,
  input: {
    appointmentId: string
    accountId: string
    personId: string
    /** Of the code that it was booked with, in the same transaction. */
    use?: { useId: string; grants: { sessions: number } }
  },
): Promise<void> {
  const { appointmentId, accountId, personId, use } = input
  const entitlement = await readEntitlement(ctx, { accountId, personId })
  const drawn = await sql`
    insert into session_uses (appointment_id, person_id, number, allowed, code_use_id, code_sessions, used_at)
    select ${appointmentId}::uuid, ${personId}::uuid, n, ${entitlement.allowed}::integer, ${use?.useId ?? null}::uuid,
      ${use?.grants.sessions ?? 0}::integer, ${ctx.now()}
    from generate_series(1, ${entitlement.allowed}::integer) n
    where not exists (
      select from session_uses u where u.person_id = ${personId}::uuid and u.number = n and u.returned_at is null)
      and ${entitlement.left}::integer > 0
    order by n limit 1
    on conflict do nothing returning number`.execute(ctx.db)
  if (drawn.rows.length === 0) refuseNoneLeft(entitlement)
}

/**
 * Gives a session back, in the transaction of its cancellation. The use of its code goes back too, unless another session that was
 * booked since lives on what the code granted.
 */
export async function returnSession(ctx: Context, appointmentId: string): Promise<void> {
  type Returned = { personId: string; accountId: string | null; codeUseId: string | null; codeSessions: number }
  const returned = await sql<Returned>`
    update session_uses u set returned_at = ${ctx.now()}
    where appointment_id = ${appointmentId}::uuid and returned_at is null
    returning person_id as "personId", code_use_id as "codeUseId", code_sessions as "codeSessions",
      (select id from accounts a where a.person_id = u.person_id) as "accountId"`.execute(ctx.db)
  const [use] = returned.rows
  if (!use?.codeUseId || !use.accountId) return
  const { allowed, used } = await readEntitlement(ctx, { accountId: use.accountId, personId: use.personId })
  if (used <= allowed - use.codeSessions) await returnCodeUse(ctx, use.codeUseId)
}
