import { useState } from 'react'
import { messageOf } from '../../api/client.ts'
import type { AppointmentEvent, AppointmentStatus, StaffAppointment } from '../../api/types.ts'
import { TextArea } from '../../appointments/contact-fields.tsx'
import { nounOf } from '../../appointments/status.ts'
import { Button } from '../../parts/button.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatWhen } from '../../words/time.ts'
import { useAccount } from '../account.ts'
import { MoveSheet } from './move.tsx'
import { pathOf, useAct } from './use-staff-appointment.ts'

const CORRECTION_MS = 24 * 3_600_000

/** What was marked wrongly may be turned round by an administrator for a day. */
function correctionOf({ status, kind }: StaffAppointment, events: AppointmentEvent[], now = Date.now()) {
  if (kind === 'callback' || (status !== 'completed' && status !== 'no_show')) return null
  const marked = events.findLast(event => event.kind === 'completed' || event.kind === 'no_show')
  if (!marked || now - Date.parse(marked.at) >= CORRECTION_MS) return null
  return status === 'completed' ? 'no_show' : 'completed'
}

/** What may be done about an appointment now; what cannot be taken back asks first. */
export function Actions({ appointment, events }: { appointment: StaffAppointment; events: AppointmentEvent[] }) {
  const { code, kind, next, status, version } = appointment
  const isAdmin = useAccount().data?.role === 'admin'
  const [sheet, setSheet] = useState<'cancel' | 'no_show' | 'move' | null>(null)
  const act = useAct()
  const isCall = kind === 'callback'
  const give = (to: AppointmentStatus, note?: string) =>
    act.mutate(
      { method: 'POST', path: pathOf(code, 'status'), body: { version, status: to, ...(note && { note }) } },
      { onSuccess: () => setSheet(null) },
    )
  const open = (which: typeof sheet) => {
    act.reset()
    setSheet(which)
  }
  const correction = isAdmin ? correctionOf(appointment, events) : null
  const canMove = !isCall && (status === 'pending' || status === 'confirmed')
  if (next.length === 0 && !canMove && !correction) return null
  return (
    <section aria-label="What to do" className="flex flex-col gap-3">
      <div className="flex flex-wrap gap-2">
        {next.includes('confirmed') && (
          <Button look="primary" disabled={act.isPending} onClick={() => give('confirmed')}>
            Confirm
          </Button>
        )}
        {next.includes('completed') && (
          <Button look={isCall ? 'plain' : 'primary'} disabled={act.isPending} onClick={() => give('completed')}>
            {isCall ? 'Done' : 'Completed'}
          </Button>
        )}
        {next.includes('no_show') && (
          <Button disabled={act.isPending} onClick={() => open('no_show')}>
            No show
          </Button>
        )}
        {correction && (
          <Button disabled={act.isPending} onClick={() => give(correction)}>
            {correction === 'completed' ? 'They did come' : 'They did not come'}
          </Button>
        )}
        {canMove && (
          <Button disabled={act.isPending} onClick={() => open('move')}>
            Move
          </Button>
        )}
        {next.includes('cancelled') && (
          <Button look="danger" disabled={act.isPending} onClick={() => open('cancel')}>
            Cancel the {nounOf(appointment)}
          </Button>
        )}
      </div>
      {act.isError && !sheet && (
        <Notice tone="bad" live>
          {messageOf(act.error)}
        </Notice>
      )}
      {sheet === 'move' && <MoveSheet appointment={appointment} onClose={() => setSheet(null)} />}
      {sheet === 'cancel' && <CancelSheet appointment={appointment} onClose={() => setSheet(null)} />}
      {sheet === 'no_show' && (
        <Sure
          title="They did not come?"
          submit="Mark as no show"
          busy={act.isPending}
          problem={act.isError ? messageOf(act.error) : null}
          label="Note for staff (optional)"
          onClose={() => setSheet(null)}
          onSubmit={note => give('no_show', note)}
        >
          It counts against completed visits.
          {isAdmin ? ' You can turn it round for 24 hours.' : ' Only an administrator can turn it round, for 24 hours.'}
        </Sure>
      )}
    </section>
  )
}

/** The reason is told to the visitor, so it goes by the same way as theirs. */
function CancelSheet({ appointment, onClose }: { appointment: StaffAppointment; onClose: () => void }) {
  const { code, version, kind, start, timeZone, contact } = appointment
  const act = useAct()
  const what = nounOf(appointment)
  return (
    <Sure
      title={`Cancel this ${what}?`}
      submit={`Cancel the ${what}`}
      keep="Keep it"
      busy={act.isPending}
      problem={act.isError ? messageOf(act.error) : null}
      label={`Why? ${contact.name ?? 'The visitor'} reads this (optional)`}
      onClose={onClose}
      onSubmit={reason =>
        act.mutate(
          {
            method: 'POST',
            path: `/api/appointments/${code}/cancel`,
            body: { version, ...(reason && { reason }) },
          },
          { onSuccess: onClose },
        )
      }
    >
      {kind === 'callback' || !start
        ? 'Nobody will call, and the promise ends.'
        : `${formatWhen(start, timeZone)} becomes free for others, and everybody concerned is told.`}{' '}
      This cannot be taken back.
    </Sure>
  )
}

function Sure({
  title,
  submit,
  keep = 'Not now',
  busy,
  problem,
  label,
  children,
  onSubmit,
  onClose,
}: {
  title: string
  submit: string
  keep?: string
  busy: boolean
  problem: string | null
  label: string
  children: React.ReactNode
  onSubmit: (text: string) => void
  onClose: () => void
}) {
  const [text, setText] = useState('')
  return (
    <Sheet
      middle
      title={title}
      onClose={onClose}
      footer={
        <div className="flex flex-wrap justify-end gap-3">
          <Button onClick={onClose}>{keep}</Button>
          <Button look="danger" disabled={busy} onClick={() => onSubmit(text.trim())}>
            {busy ? 'One moment' : submit}
          </Button>
        </div>
      }
    >
      <div className="flex flex-col gap-4">
        <p>{children}</p>
        <TextArea label={label} value={text} maxLength={500} onChange={setText} />
        {problem && (
          <p role="alert" className="text-bad">
            {problem}
          </p>
        )}
      </div>
    </Sheet>
  )
}
