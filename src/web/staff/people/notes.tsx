import { useMutation, useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { messageOf, Problem, sendJson } from '../../api/client.ts'
import { TextArea } from '../../appointments/contact-fields.tsx'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { formatWhen } from '../../words/time.ts'
import { type Note, PEOPLE, type PersonWhole } from './api.ts'

/** Notes of coaches. Where somebody else saved meanwhile, theirs are shown beside what one has typed. */
export function CoachNotes({ personId, newest, timeZone }: { personId: string; newest: Note; timeZone: string }) {
  const queries = useQueryClient()
  const [base, setBase] = useState(newest)
  const [typed, setTyped] = useState<string | null>(null)
  const text = typed ?? base.text
  const isDirty = typed !== null && typed.trim() !== base.text
  if (newest.number > base.number && !isDirty) {
    setBase(newest)
    setTyped(null)
  }
  const put = (note: Note) => {
    setBase(note)
    queries.setQueryData<PersonWhole>([...PEOPLE, 'one', personId], whole => whole && { ...whole, notes: note })
  }
  const save = useMutation({
    mutationFn: (body: { text: string; basedOn: number }) =>
      sendJson<Note>('PUT', `/api/staff/people/${personId}/notes`, body),
    onSuccess: note => {
      put(note)
      setTyped(null)
    },
  })
  const other =
    save.error instanceof Problem && save.error.code === 'appointments.notes_changed'
      ? (save.error.more.current as Note)
      : null
  return (
    <div className="flex flex-col gap-3">
      <TextArea
        label="Notes of coaches (they never see them)"
        value={text}
        maxLength={10_000}
        onChange={next => {
          setTyped(next)
          if (!other) save.reset()
        }}
      />
      {other ? (
        <Notice
          tone="warn"
          live
          action={
            <Button
              small
              onClick={() => {
                put(other)
                save.reset()
              }}
            >
              Write mine over theirs
            </Button>
          }
        >
          {other.by ?? 'Somebody'} wrote meanwhile: “{other.text}”. What you wrote is still here.
        </Notice>
      ) : (
        save.isError && (
          <Notice tone="bad" live>
            {messageOf(save.error)}
          </Notice>
        )
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button
          look="primary"
          small
          disabled={!isDirty || save.isPending || other !== null}
          onClick={() => save.mutate({ text: text.trim(), basedOn: base.number })}
        >
          {save.isPending ? 'Saving' : 'Save notes'}
        </Button>
        <p role="status" className="text-sm text-muted">
          {isDirty
            ? 'Not saved yet.'
            : base.at
              ? `Saved ${formatWhen(base.at, timeZone).replace(/^To/, 'to')}${base.by ? ` by ${base.by}` : ''}.`
              : ''}
        </p>
      </div>
    </div>
  )
}
