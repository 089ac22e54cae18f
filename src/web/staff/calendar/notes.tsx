import { useState } from 'react'
import type { StaffAppointment } from '../../api/types.ts'
import { TextArea } from '../../appointments/contact-fields.tsx'
import { Button } from '../../parts/button.tsx'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { pathOf, useAct } from './use-staff-appointment.ts'

/**
 * Notes for staff alone. Where somebody else wrote meanwhile, theirs are shown and nothing is written over them unseen: what one
 * has typed stays in the field until it is saved or given up.
 */
export function Notes({ appointment }: { appointment: StaffAppointment }) {
  const newest = appointment.staffNotes ?? ''
  const [base, setBase] = useState(newest)
  const [text, setText] = useState(newest)
  const act = useAct()
  const isDirty = text.trim() !== base.trim()
  if (newest !== base && !isDirty && !act.isPending) {
    setBase(newest)
    setText(newest)
  }
  const isBehind = isDirty && newest !== base && !act.isPending
  const save = () =>
    act.mutate(
      {
        method: 'PATCH',
        path: pathOf(appointment.code),
        body: { version: appointment.version, staffNotes: text.trim() },
      },
      {
        onSuccess: ({ staffNotes }) => {
          setBase(staffNotes ?? '')
          setText(staffNotes ?? '')
        },
      },
    )
  return (
    <div className="flex flex-col gap-3">
      <TextArea label="Staff notes (visitors never see them)" value={text} maxLength={1000} onChange={setText} />
      {isBehind && (
        <Notice
          tone="warn"
          live
          action={
            <Button
              small
              onClick={() => {
                setBase(newest)
                setText([newest, text].filter(Boolean).join('\n'))
              }}
            >
              Put mine below
            </Button>
          }
        >
          Somebody else wrote meanwhile:
          <span className="mt-1 block whitespace-pre-line font-medium">{newest || '(they emptied the notes)'}</span>
        </Notice>
      )}
      <Trouble of={act} />
      {isDirty && (
        <div className="flex gap-2">
          <Button small look="primary" disabled={act.isPending || isBehind} onClick={save}>
            {act.isPending ? 'Saving' : 'Save notes'}
          </Button>
          <Button
            small
            look="quiet"
            onClick={() => {
              setBase(newest)
              setText(newest)
            }}
          >
            Give up
          </Button>
        </div>
      )}
      <p role="status" className="text-sm text-muted empty:hidden">
        {act.isSuccess && !isDirty && 'Saved.'}
      </p>
    </div>
  )
}
