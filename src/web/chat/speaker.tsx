import { UsersRound } from 'lucide-react'
import { useBusiness } from '../api/business.ts'
import { useLive, usePresence } from '../live/visitor.ts'
import { useThread } from './use-thread.ts'

/** Who answers here, while it is not the assistant: that somebody will, who it is, and that they are writing. */
export function Speaker({ somebody = 'Somebody', draft }: { somebody?: string; draft: string }) {
  const { thread, state } = useThread()
  const business = useBusiness()
  const attended = state.handOff === 'human' || state.handOff === 'waiting'
  useLive(thread, state.conversationId)
  usePresence(state.conversationId, state.messages.at(-1)?.number ?? 0, attended ? draft : null)
  const name = state.speaker ?? somebody
  return (
    <div role="status" className="empty:hidden">
      {attended && (
        <p className="flex items-center gap-2.5 rounded-lg border border-tint-line bg-tint px-3.5 py-2 text-sm">
          <UsersRound size={17} aria-hidden className="shrink-0 text-accent" />
          {state.handOff === 'waiting' ? (
            `${somebody} will answer here. Until then you can go on writing.`
          ) : (
            <span>
              <strong className="font-semibold">
                {name} from {business.name}
              </strong>{' '}
              {state.typing ? 'is writing …' : 'speaks with you now; the assistant is silent.'}
            </span>
          )}
        </p>
      )}
    </div>
  )
}
