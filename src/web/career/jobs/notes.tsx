import { type SubmitEvent, useEffect, useId, useState } from 'react'
import type { PostingNote } from '../../../catalogue/jobs/schema.ts'
import { newKey } from '../../api/ids.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { keep, readKept } from '../../parts/kept.ts'
import { Trouble } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'
import { useAddNote, useChangeNote } from './api.ts'

const draftKey = (id: string) => `mosaic.job-note.${id}`

/** Notes about a job with their history. What is half typed stays in this browser until it is saved. */
export function Notes({ id, notes }: { id: string; notes: PostingNote[] }) {
  const field = useId()
  const [text, setText] = useState(() => readKept('browser', draftKey(id)) ?? '')
  const [key, setKey] = useState(newKey)
  const add = useAddNote(id)
  useEffect(() => keep('browser', draftKey(id), text || null), [id, text])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    if (!text.trim()) return
    add.mutate(
      { text, key },
      {
        onSuccess: () => {
          setText('')
          setKey(newKey())
        },
      },
    )
  }
  return (
    <section aria-label="Notes">
      <h2 className="text-xl">Notes</h2>
      <ul className="mt-3 flex flex-col gap-3 empty:hidden">
        {notes.map(note => (
          <li key={note.id} className="rounded-xl border border-line bg-surface p-4">
            <Note id={id} note={note} />
          </li>
        ))}
      </ul>
      <form onSubmit={send} className="mt-4 flex flex-col gap-2">
        <label htmlFor={field} className="text-sm font-medium">
          A new note
        </label>
        <textarea
          id={field}
          rows={3}
          maxLength={10_000}
          value={text}
          onChange={event => setText(event.target.value)}
          className={`${INPUT} py-2.5`}
        />
        <Trouble of={add} />
        <Button type="submit" className="self-start" disabled={add.isPending || !text.trim()}>
          Keep this note
        </Button>
      </form>
    </section>
  )
}

function Note({ id, note }: { id: string; note: PostingNote }) {
  const field = useId()
  const change = useChangeNote(id)
  const [editing, setEditing] = useState<string | null>(null)
  if (editing !== null)
    return (
      <form
        className="flex flex-col gap-2"
        onSubmit={event => {
          event.preventDefault()
          change.mutate({ noteId: note.id, text: editing }, { onSuccess: () => setEditing(null) })
        }}
      >
        <label htmlFor={field} className="sr-only">
          The note
        </label>
        <textarea
          id={field}
          rows={4}
          maxLength={10_000}
          value={editing}
          onChange={event => setEditing(event.target.value)}
          className={`${INPUT} py-2.5`}
        />
        <Trouble of={change} />
        <div className="flex gap-2">
          <Button type="submit" small look="primary" disabled={change.isPending || !editing.trim()}>
            Save
          </Button>
          <Button small look="quiet" onClick={() => setEditing(null)}>
            Leave it
          </Button>
        </div>
      </form>
    )
  return (
    <>
      <p className="whitespace-pre-wrap break-words">{note.text}</p>
      <div className="mt-2 flex flex-wrap items-center justify-between gap-2">
        <p className="tnum text-sm text-muted">{formatMoment(note.changedAt)}</p>
        <Button small look="quiet" onClick={() => setEditing(note.text)}>
          Edit
        </Button>
      </div>
      {note.history.length > 0 && (
        <details>
          <summary className="inline-flex min-h-9 cursor-pointer items-center text-sm text-muted pointer-coarse:min-h-11">
            Earlier wordings ({note.history.length})
          </summary>
          <ol className="mt-1 flex flex-col gap-2 border-l-2 border-line pl-3 text-sm text-soft">
            {note.history.map(old => (
              <li key={old.version} className="whitespace-pre-wrap break-words">
                {old.text}
              </li>
            ))}
          </ol>
        </details>
      )}
    </>
  )
}
