import { Failed, Loading } from '../../parts/notice.tsx'
import { useCoaching } from './use-coaching.ts'

/** What helps to sell, beside a conversation. `onUse` puts a card's script into the composer. */
export function CoachingPanel({
  personId,
  conversationId,
}: {
  personId: string
  conversationId?: string | null
  onUse?: (text: string) => void
}) {
  const found = useCoaching(personId, conversationId)
  if (found.isPending) return <Loading label="Reading the conversation" />
  if (!found.data) return <Failed found={found} />
  return (
    <section aria-label="Coaching" className="flex flex-col gap-3">
      <h3 className="text-base">Coaching</h3>
      <ul className="flex flex-col gap-2">
        {found.data.cards.map(card => (
          <li key={card.id} className="text-sm">
            {card.message}
          </li>
        ))}
      </ul>
    </section>
  )
}
