import { useMutation } from '@tanstack/react-query'
import { useState } from 'react'
import type { LeadNote } from '../../../leads/desk/schema.ts'
import { sendJson } from '../../api/client.ts'
import { newId } from '../../api/ids.ts'
import { TextArea } from '../../appointments/contact-fields.tsx'
import { Button } from '../../parts/button.tsx'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'
import { useFreshLeads } from './use-leads.ts'

/** Notes of the staff on a lead. One's own can be changed, and deleted with a way back. */
export function NoteBox({ personId, notes }: { personId: string; notes: readonly LeadNote[] }) {
  const fresh = useFreshLeads()
  const [text, setText] = useState('')
  // The note keeps its id until it is written: sent twice, it is one.
  const [id, setId] = useState(newId)
  const [gone, setGone] = useState<string | null>(null)
  const base = `/api/staff/leads/${personId}/notes`
  const add = useMutation({
    mutationFn: () => sendJson('POST', base, { id, text: text.trim() }),
    onSuccess: () => {
      setText('')
      setId(newId())
      return fresh()
    },
  })
  const remove = useMutation({
    mutationFn: (noteId: string) => sendJson('DELETE', `${base}/${noteId}`),
    onSuccess: (_, noteId) => {
      setGone(noteId)
      return fresh()
    },
  })
  const restore = useMutation({
    mutationFn: (noteId: string) => sendJson('POST', `${base}/${noteId}/restore`),
    onSuccess: () => {
      setGone(null)
      return fresh()
    },
  })
  return (
    <div className="flex flex-col gap-3">
      <TextArea
        label="A note for colleagues (the customer never sees it)"
        value={text}
        maxLength={4000}
        onChange={setText}
      />
      <Button small className="w-fit" disabled={!text.trim() || add.isPending} onClick={() => add.mutate()}>
        {add.isPending ? 'Saving' : 'Add note'}
      </Button>
      <Trouble of={add} />
      <Trouble of={remove} />
      <Trouble of={restore} />
      {gone && (
        <Notice
          live
          action={
            <Button small disabled={restore.isPending} onClick={() => restore.mutate(gone)}>
              Undo
            </Button>
          }
        >
          The note was deleted.
        </Notice>
      )}
      {notes.length > 0 && (
        <ul className="flex flex-col gap-3">
          {notes.map(note => (
            <Note key={note.id} note={note} base={base} onDelete={() => remove.mutate(note.id)} />
          ))}
        </ul>
      )}
    </div>
  )
}

function Note({ note, base, onDelete }: { note: LeadNote; base: string; onDelete: () => void }) {
  const fresh = useFreshLeads()
  const [typed, setTyped] = useState<string | null>(null)
  const save = useMutation({
    mutationFn: (text: string) => sendJson('PATCH', `${base}/${note.id}`, { text }),
    onSuccess: () => {
      setTyped(null)
      return fresh()
    },
  })
  return (
    <li className="rounded-lg border border-line bg-surface px-3.5 py-2.5 text-sm">
      {typed === null ? (
        <p className="whitespace-pre-line break-words">{note.text}</p>
      ) : (
        <TextArea label="The note" value={typed} maxLength={4000} onChange={setTyped} />
      )}
      <Trouble of={save} />
      <div className="mt-1 flex flex-wrap items-center gap-x-3 gap-y-1">
        <p className="text-muted">
          {note.by ?? 'Somebody'}, {formatMoment(note.at)}
          {note.editedAt && ', changed'}
        </p>
        {note.own && typed === null && (
          <>
            <Button look="quiet" small onClick={() => setTyped(note.text)}>
              Change
            </Button>
            <Button look="quiet" small onClick={onDelete}>
              Delete
            </Button>
          </>
        )}
        {typed !== null && (
          <>
            <Button small disabled={!typed.trim() || save.isPending} onClick={() => save.mutate(typed.trim())}>
              Save
            </Button>
            <Button look="quiet" small onClick={() => setTyped(null)}>
              Leave as it was
            </Button>
          </>
        )}
      </div>
    </li>
  )
}
