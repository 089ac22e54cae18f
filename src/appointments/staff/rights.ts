import { requireAccountId, requireRole } from '../../accounts/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'
import type { StaffMember } from '../schema.ts'
import { refuseStaff, requireStaff, staffOfAccount } from './queries.ts'

/**
 * The member of staff whose week the actor may see and change: their own, anybody's for an administrator and the system. Without
 * `staffId` their own. Refuses `appointments.staff_not_found` and `appointments.not_yours`.
 */
export async function requireOwnStaff(ctx: Context, staffId?: string): Promise<StaffMember> {
  requireRole(ctx, 'staff')
  const { actor } = ctx
  if (staffId !== undefined && (actor.kind === 'system' || (actor.kind === 'account' && actor.role === 'admin')))
    return requireStaff(ctx, staffId)
  const own = await staffOfAccount(ctx, requireAccountId(ctx))
  if (staffId !== undefined && own?.id !== staffId)
    refuse('forbidden', 'appointments.not_yours', 'Only an administrator may look at or change the hours of others.')
  return own ?? refuseStaff()
}
