import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type SubmitEvent, useId, useState } from 'react'
import type { Reminder } from '../../../reminders/schema.ts'
import { messageOf, sendJson } from '../../api/client.ts'
import { TextArea } from '../../appointments/contact-fields.tsx'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatWhen } from '../../words/time.ts'
import { channelWords, kindWords } from './words.ts'

export type Act = { kind: 'cancel' | 'resend'; line: Reminder }

/** Asks for the reason, which stays in the ledger, and does it. */
export function ActSheet({ act, onClose }: { act: Act; onClose: () => void }) {
  const id = useId()
  const queries = useQueryClient()
  const [reason, setReason] = useState('')
  const [missing, setMissing] = useState(false)
  const { kind, line } = act
  const send = useMutation({
    mutationFn: () => sendJson<Reminder>('POST', `/api/staff/reminders/${line.id}/${kind}`, { reason: reason.trim() }),
    onSuccess: onClose,
    // A refusal tells that the list is old, too.
    onSettled: () => queries.invalidateQueries({ queryKey: ['staff', 'reminders'] }),
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    setMissing(reason.trim() === '')
    if (reason.trim() !== '') send.mutate()
  }
  const isCancel = kind === 'cancel'
  return (
    <Sheet
      middle
      title={isCancel ? 'Take this reminder back' : 'Send this again'}
      onClose={onClose}
      footer={
        <div className="flex justify-end gap-3">
          <Button onClick={onClose}>Leave it</Button>
          <Button type="submit" form={id} look="primary" disabled={send.isPending}>
            {send.isPending ? 'One moment' : isCancel ? 'Take it back' : 'Send again'}
          </Button>
        </div>
      }
    >
      <form id={id} noValidate onSubmit={submit} className="flex flex-col gap-5">
        <p className="text-soft">
          <span className="font-medium text-ink">{kindWords(line.kind)}</span> to {line.recipient} {channelWords(line)},{' '}
          {isCancel ? 'planned for ' : 'due '}
          {formatWhen(line.dueAt, line.timeZone).replace(/^To/, 'to')}.{' '}
          {isCancel ? 'It will not be sent.' : 'It leaves as a new line, at once or after the quiet hours.'}
        </p>
        {(missing || send.isError) && (
          <Notice tone="bad" live>
            {missing ? 'Please say why. The reason stays in the ledger.' : messageOf(send.error)}
          </Notice>
        )}
        <TextArea label="Why?" value={reason} maxLength={500} onChange={setReason} />
      </form>
    </Sheet>
  )
}
