import { desksOf } from '../../conversations/index.ts'
import { refuse } from '../../kernel/refusal.ts'
import type { Context } from '../../storage/index.ts'

/** Who works at the sales desk; the system has no account. Refuses `leads.not_allowed` to everybody else. */
export function requireSales(ctx: Context): { accountId: string | null } {
  const { actor } = ctx
  if (actor.kind === 'system') return { accountId: null }
  if (actor.kind === 'account' && desksOf(actor.role).includes('sales')) return { accountId: actor.accountId }
  return refuse('forbidden', 'leads.not_allowed', 'Leads are for the sales desk: agents and administrators.')
}

/** What somebody told a coach, or wrote in their resume, is none of the sales desk's. */
export const isOfSales = ({ key }: { key: string }): boolean => key !== 'skill' && !key.startsWith('work_')

export function refuseUnknownLead(): never {
  return refuse(
    'not_found',
    'leads.unknown',
    'There is no such lead. They may have been erased or joined with another.',
  )
}
