import type { ReactNode } from 'react'
import type { Coaching } from '../../../leads/coaching/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Failed, Loading } from '../../parts/notice.tsx'
import { sentence } from '../../words/home.ts'
import { wishChips } from '../../words/wish.ts'
import { Cards } from './card.tsx'
import { Beside, MarketFigures, UrgencyList } from './home-figures.tsx'
import { Mood, StagePath } from './stage-and-mood.tsx'
import { useCoaching } from './use-coaching.ts'
import { OBJECTIONS } from './words.ts'

/** What helps to sell, beside a conversation. `onUse` puts a card's script into the composer. */
export function CoachingPanel({
  personId,
  conversationId,
  onUse,
}: {
  personId: string
  conversationId?: string | null
  onUse?: (text: string) => void
}) {
  const found = useCoaching(personId, conversationId)
  if (found.isPending) return <Loading label="Reading the conversation" />
  if (!found.data) return <Failed found={found} />
  const { stage, sentiment, cards, focus, market, urgency, alternatives, questions } = found.data
  return (
    <section aria-label="Coaching" className="flex min-w-0 flex-col gap-5">
      <h3 className="sr-only">Coaching</h3>
      <div className="flex flex-col gap-3">
        <StagePath stage={stage} />
        <Mood sentiment={sentiment} />
        <Objections objections={found.data.objections} />
      </div>
      <Part title="Say next">
        <Cards personId={personId} cards={cards} onUse={onUse} />
      </Part>
      <Part title="Looks for">
        <WishWords coaching={found.data} />
      </Part>
      {questions.length > 0 && (
        <Part title="Not known yet">
          <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm text-soft">
            {questions.map(question => (
              <li key={question.key}>{question.text}</li>
            ))}
          </ol>
        </Part>
      )}
      {focus && urgency.length > 0 && (
        <Part title={`Does not wait: ${focus.name}`}>
          <UrgencyList urgency={urgency} />
        </Part>
      )}
      {market && (
        <Part title={focus ? `${focus.name} in ${market.place}` : market.place}>
          <MarketFigures market={market} />
        </Part>
      )}
      {alternatives && <Beside comparison={alternatives} />}
    </section>
  )
}

export function Part({
  title,
  heading: Heading = 'h4',
  children,
}: {
  title: string
  heading?: 'h3' | 'h4'
  children: ReactNode
}) {
  return (
    <section aria-label={title} className="flex min-w-0 flex-col gap-2">
      <Heading className="text-sm font-semibold">{title}</Heading>
      {children}
    </section>
  )
}

function Objections({ objections }: { objections: Coaching['objections'] }) {
  if (objections.length === 0) return null
  return (
    <p className="text-sm">
      <span className="text-muted">In the way</span>{' '}
      {objections.map(one => `${OBJECTIONS[one.kind]}${one.count > 1 ? ` (${one.count} times)` : ''}`).join(', ')}
    </p>
  )
}

function WishWords({ coaching: { wish, persona } }: { coaching: Coaching }) {
  const { currency } = useBusiness()
  const chips = wishChips(wish, currency)
  return (
    <div className="flex flex-col gap-1.5 text-sm">
      {persona && <p className="text-muted">Buys as: {sentence(persona).toLowerCase()}</p>}
      {chips.length === 0 ? (
        <p className="text-muted">No wish is known yet.</p>
      ) : (
        <ul className="flex flex-wrap gap-1.5">
          {chips.map(chip => (
            <li key={chip.id} className="rounded-full bg-sunken px-2.5 py-0.5 text-soft">
              {chip.label}
            </li>
          ))}
        </ul>
      )}
    </div>
  )
}
