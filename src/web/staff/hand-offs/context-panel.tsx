import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import type { StaffContext } from '../../../assistant/coach/schema.ts'
import type { StaffThread } from '../../../conversations/schema.ts'
import { getJson, messageOf, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { formatDate, formatMoment } from '../../words/time.ts'
import { handOffsKey } from './use-hand-offs.ts'
import { REASONS, STATES } from './words.ts'

/** What is known beside a conversation: what the person shared, what staff noted, and how the hand-off went. */
export function ContextPanel({ one }: { one: StaffThread }) {
  const context = useQuery({
    queryKey: [...handOffsKey, 'context', one.id],
    queryFn: ({ signal }) => getJson<StaffContext>(`/api/staff/conversations/${one.id}/context`, signal),
  })
  return (
    <aside aria-label="Beside the conversation" className="flex flex-col gap-6">
      <Block title="Shared with coaches">
        {context.data && <Shared context={context.data} />}
        {context.isError && <p className="text-sm text-muted">{messageOf(context.error)}</p>}
      </Block>
      <Notes one={one} />
      <Block title="What happened">
        <ol className="flex flex-col gap-1.5 text-sm text-soft">
          {one.events.map(event => (
            <li key={event.number}>
              <time dateTime={event.at} className="tnum text-muted">
                {formatMoment(event.at)}
              </time>{' '}
              {STATES[event.state]}
              {event.reason && `, ${REASONS[event.reason].toLowerCase()}`}
              {event.name && ` (${event.name})`}
            </li>
          ))}
        </ol>
      </Block>
    </aside>
  )
}

function Block({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-2.5">
      <h3 className="text-base">{title}</h3>
      {children}
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

/** Never shown to the person. */
function Notes({ one }: { one: StaffThread }) {
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const add = useMutation({
    mutationFn: () => sendJson('POST', `/api/staff/conversations/${one.id}/notes`, { text: text.trim() }),
    onSuccess: async () => {
      setText('')
      await queries.invalidateQueries({ queryKey: handOffsKey })
    },
  })
  return (
    <Block title="Staff notes">
      <form
        className="flex flex-col gap-2"
        onSubmit={event => {
          event.preventDefault()
          if (text.trim()) add.mutate()
        }}
      >
        <label htmlFor="staff-note" className="text-sm text-muted">
          For colleagues; the person does not see it here
        </label>
        <textarea
          id="staff-note"
          rows={2}
          maxLength={4000}
          value={text}
          onChange={event => setText(event.target.value)}
          className="rounded-lg border border-edge bg-surface px-3 py-2 text-sm outline-none focus:border-accent focus:ring-2 focus:ring-accent/25"
        />
        <Trouble of={add} framed />
        <Button small type="submit" className="self-end" disabled={!text.trim() || add.isPending}>
          Add note
        </Button>
      </form>
      <ul className="flex flex-col gap-2.5 text-sm">
        {one.notes.map(note => (
          <li key={note.id}>
            <p className="text-xs text-muted">
              {note.by ?? 'Somebody'}, {formatDate(note.createdAt)}
            </p>
            <p className="whitespace-pre-wrap break-words">{note.text}</p>
          </li>
        ))}
      </ul>
    </Block>
  )
}
