import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useRef, useState } from 'react'
import type { StaffThread } from '../../../conversations/schema.ts'
import { sendJson } from '../../api/client.ts'
import { newId } from '../../api/ids.ts'
import { Button } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'
import { conversationsKey, useColleagues } from './use-inbox.ts'
import { REASONS, STATES } from './words.ts'

/** `@` and the beginning of a name, at the end of what is written. */
const AT = /(?:^|\s)@([\p{L}\p{M}.'-]*)$/u

/** For colleagues: never shown to the person while they write. With `@` somebody is named, who is told. */
export function Notes({ one }: { one: StaffThread }) {
  const queries = useQueryClient()
  const [text, setText] = useState('')
  const colleagues = useColleagues(one.desk).data?.items ?? []
  const begun = AT.exec(text)?.[1]?.toLowerCase()
  const offered =
    begun === undefined ? [] : colleagues.filter(({ name }) => name.toLowerCase().startsWith(begun)).slice(0, 5)
  // The same words sent again, as the answer was lost, are the same note.
  const tried = useRef({ text: '', id: '' })
  const add = useMutation({
    mutationFn: () => {
      const words = text.trim()
      if (tried.current.text !== words) tried.current = { text: words, id: newId() }
      return sendJson('POST', `/api/staff/conversations/${one.id}/notes`, {
        ...tried.current,
        mentions: colleagues.filter(({ name }) => words.includes(`@${name}`)).map(({ accountId }) => accountId),
      })
    },
    onSuccess: async () => {
      setText('')
      tried.current = { text: '', id: '' }
      await queries.invalidateQueries({ queryKey: conversationsKey })
    },
  })
  return (
    <div className="flex flex-col gap-6">
      <section aria-label="Staff notes" className="flex flex-col gap-3">
        <form
          className="flex flex-col gap-2"
          onSubmit={event => {
            event.preventDefault()
            if (text.trim() && !add.isPending) add.mutate()
          }}
        >
          <label htmlFor="staff-note" className="text-sm text-muted">
            For colleagues; the person does not see it here. With @ you tell somebody.
          </label>
          <textarea
            id="staff-note"
            rows={3}
            maxLength={4000}
            value={text}
            onChange={event => setText(event.target.value)}
            className="rounded-lg border border-edge bg-surface px-3 py-2 text-base outline-none focus:border-accent focus:ring-2 focus:ring-accent/25 sm:text-sm"
          />
          {offered.length > 0 && (
            <ul aria-label="Colleagues" className="flex flex-wrap gap-1.5">
              {offered.map(({ accountId, name }) => (
                <li key={accountId}>
                  <Button
                    small
                    onClick={() => {
                      setText(text.replace(/@[\p{L}\p{M}.'-]*$/u, `@${name} `))
                      document.getElementById('staff-note')?.focus()
                    }}
                  >
                    @{name}
                  </Button>
                </li>
              ))}
            </ul>
          )}
          <Trouble of={add} framed />
          <Button small type="submit" className="self-end" disabled={!text.trim() || add.isPending}>
            Add note
          </Button>
        </form>
        <ul className="flex flex-col gap-3 text-sm">
          {one.notes.map(note => (
            <li key={note.id} className="rounded-lg border border-line bg-surface px-3 py-2">
              <p className="text-xs text-muted">
                {note.by ?? 'Somebody'}, <span className="tnum">{formatMoment(note.createdAt)}</span>
                {note.mentions.length > 0 && ` · for ${note.mentions.join(', ')}`}
              </p>
              <p className="whitespace-pre-wrap break-words">{note.text}</p>
            </li>
          ))}
        </ul>
      </section>
      <section aria-label="What happened" className="flex flex-col gap-2">
        <h3 className="text-base">What happened</h3>
        {one.events.length === 0 && <p className="text-sm text-muted">The assistant has answered all along.</p>}
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
      </section>
    </div>
  )
}
