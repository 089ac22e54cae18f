import { refuse } from '../kernel/refusal.ts'
import type { Context } from '../storage/index.ts'

/**
 * Refuses whoever may not do this: `accounts.sign_in` to visitors, `accounts.not_allowed` to accounts with fewer rights.
 * `staff` is agent, coach or admin. The system itself (the command line, jobs) may do everything.
 */
export function requireRole(ctx: Context, role: 'member' | 'staff' | 'admin'): void {
  const { actor } = ctx
  if (actor.kind === 'system') return
  if (actor.kind !== 'account') refuse('unauthenticated', 'accounts.sign_in', 'Please sign in.')
  const allowed = role === 'member' || actor.role === 'admin' || (role === 'staff' && actor.role !== 'member')
  if (!allowed)
    refuse('forbidden', 'accounts.not_allowed', 'Your account has no right to do this. Ask an administrator.')
}

/** The account that acts, or `accounts.sign_in`. */
export function requireAccountId(ctx: Context): string {
  if (ctx.actor.kind !== 'account') refuse('unauthenticated', 'accounts.sign_in', 'Please sign in.')
  return ctx.actor.accountId
}
