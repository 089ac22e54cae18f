import { clsx } from 'clsx'
import type { StaffConversation } from '../../../conversations/schema.ts'
import { REASONS } from './words.ts'

/** Why a human is wanted, or should look; a crisis stands out. */
export function Reason({ one }: { one: Pick<StaffConversation, 'reason' | 'alert' | 'handOff'> }) {
  const isOpen = one.handOff === 'waiting' || one.handOff === 'human'
  const reason = isOpen ? (one.reason ?? one.alert) : one.alert
  if (!reason) return null
  return (
    <span
      className={clsx(
        'shrink-0 rounded-full border px-2 py-px text-xs font-semibold',
        reason === 'crisis'
          ? 'border-bad-line bg-bad-tint text-bad'
          : /frustrat|negative/.test(reason)
            ? 'border-warn-line bg-warn-tint text-warn'
            : 'border-line bg-sunken text-soft',
      )}
    >
      {REASONS[reason]}
    </span>
  )
}
