import { useQuery } from '@tanstack/react-query'
import type { StaffContext } from '../../../assistant/coach/schema.ts'
import type { StaffThread } from '../../../conversations/schema.ts'
import { getJson, messageOf } from '../../api/client.ts'
import { conversationsKey } from './use-inbox.ts'

/** What the person shared with coaches. */
export function ContextPanel({ one }: { one: StaffThread }) {
  const context = useQuery({
    queryKey: [...conversationsKey, 'context', one.id],
    queryFn: ({ signal }) => getJson<StaffContext>(`/api/staff/conversations/${one.id}/context`, signal),
  })
  return (
    <section aria-label="Shared with coaches" className="flex flex-col gap-2.5">
      <h3 className="text-base">Shared with coaches</h3>
      {context.data && <Shared context={context.data} />}
      {context.isError && <p className="text-sm text-muted">{messageOf(context.error)}</p>}
    </section>
  )
}

function Shared({ context }: { context: StaffContext }) {
  const tones = context.tones.filter(tone => tone !== 'neutral')
  return (
    <div className="flex flex-col gap-3 text-sm">
      {tones.length > 0 && <p className="text-muted">Lately {[...new Set(tones)].join(', ')}.</p>}
      {context.timeZone && <p className="text-muted">{context.timeZone}</p>}
      {context.shared.length === 0 && <p className="text-muted">This person has shared no programme.</p>}
      {context.shared.map(one => (
        <details key={one.enrolmentId} className="rounded-lg border border-line bg-surface px-3.5 py-2.5">
          <summary className="cursor-pointer font-medium">
            {one.title}{' '}
            <span className="tnum font-normal text-muted">
              · {one.done} of {one.total}
            </span>
          </summary>
          <dl className="mt-3 flex flex-col gap-3">
            {one.confidence.before !== null && (
              <p className="tnum text-muted">
                Confidence {one.confidence.before}
                {one.confidence.after !== null && ` → ${one.confidence.after}`}
              </p>
            )}
            {one.experiments.map(experiment => (
              <p key={experiment.title} className="text-soft">
                Experiment: {experiment.title || 'without a title'} ({experiment.status})
              </p>
            ))}
            {one.answers.map(answer => (
              <div key={answer.question}>
                <dt className="text-muted">{answer.question}</dt>
                <dd className="whitespace-pre-wrap break-words">{answer.text}</dd>
              </div>
            ))}
          </dl>
        </details>
      ))}
    </div>
  )
}
