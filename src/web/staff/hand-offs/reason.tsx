import { clsx } from 'clsx'
import type { StaffConversation } from '../../../conversations/schema.ts'
import { REASONS } from './words.ts'

/** Why a human is wanted; a crisis stands out. */
export function Reason({ reason }: { reason: StaffConversation['reason'] }) {
  if (!reason) return null
  return (
    <span
      className={clsx(
        'rounded-full border px-2.5 py-0.5 text-xs font-semibold',
        reason === 'crisis' ? 'border-bad-line bg-bad-tint text-bad' : 'border-line bg-sunken text-soft',
      )}
    >
      {REASONS[reason]}
    </span>
  )
}
