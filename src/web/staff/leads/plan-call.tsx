import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useState } from 'react'
import { sendJson } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import type { StaffAppointment, Urgency } from '../../api/types.ts'
import { ContactFields, contactOf, TextArea } from '../../appointments/contact-fields.tsx'
import { fieldErrors } from '../../appointments/send.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'

const URGENCY: Record<Urgency, string> = {
  urgent: 'Within half an hour',
  high: 'Within 2 hours',
  medium: 'Within 4 hours',
  low: 'Within a day',
}

/** A call that somebody of the team shall make. The form has one key: sent again, it is one call. */
export function PlanCall({
  person,
  onClose,
}: {
  person: { id: string; name: string; phone: string; email: string }
  onClose: () => void
}) {
  const queries = useQueryClient()
  const [key] = useState(newKey)
  const [draft, setDraft] = useState({ name: person.name, phone: person.phone, email: person.email, notes: '' })
  const [urgency, setUrgency] = useState<Urgency>('medium')
  const save = useMutation({
    mutationFn: () =>
      sendJson<StaffAppointment>(
        'POST',
        '/api/staff/appointments',
        {
          kind: 'callback',
          personId: person.id,
          contact: contactOf(draft),
          urgency,
          ...(draft.notes.trim() && { notes: draft.notes.trim() }),
        },
        { 'idempotency-key': key },
      ),
    onSuccess: () => {
      onClose()
      void queries.invalidateQueries({ queryKey: ['staff'] })
    },
  })
  const errors = fieldErrors(save.error)
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    save.mutate()
  }
  return (
    <Sheet title="Plan a call" onClose={onClose}>
      <form onSubmit={submit} noValidate className="flex flex-col gap-5">
        <ContactFields phoneOnly value={draft} errors={errors} onChange={next => setDraft({ ...draft, ...next })} />
        <Select label="When" value={urgency} onChange={event => setUrgency(event.target.value as Urgency)}>
          {Object.entries(URGENCY).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <TextArea
          label="What about (optional)"
          value={draft.notes}
          maxLength={1000}
          onChange={notes => setDraft({ ...draft, notes })}
        />
        {Object.keys(errors).length === 0 && <Trouble of={save} framed />}
        <Button type="submit" look="primary" disabled={!draft.name.trim() || !draft.phone.trim() || save.isPending}>
          {save.isPending ? 'One moment' : 'Plan the call'}
        </Button>
      </form>
    </Sheet>
  )
}
