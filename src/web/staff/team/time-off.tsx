import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import type { StaffMember, TimeOff } from '../../../appointments/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Notice, Trouble } from '../../parts/notice.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { dateIn } from '../../words/time.ts'
import { OpenLink } from '../calendar/entry.tsx'
import { TEAM } from './api.ts'
import { periodWords, readPeriod, type TypedPeriod } from './period.ts'

const BLANK: TypedPeriod = { whole: true, firstDay: '', lastDay: '', from: '', until: '' }

/** Time in which somebody is not there: what is to come, and more of it. */
export function TimeOffList({ staff, items }: { staff: StaffMember; items: TimeOff[] }) {
  const queries = useQueryClient()
  const [booked, setBooked] = useState<string[]>([])
  const refresh = () => queries.invalidateQueries({ queryKey: [...TEAM, 'availability', staff.id] })
  const remove = useMutation({
    mutationFn: (id: string) => sendJson('DELETE', `/api/staff/time-off/${id}`),
    onSettled: refresh,
  })
  return (
    <section aria-label="Time off" className="flex min-w-0 flex-col gap-5">
      <h3 className="text-lg">Time off</h3>
      <Trouble of={remove} framed />
      {booked.length > 0 && <StillBooked codes={booked} />}
      {items.length === 0 ? (
        <p className="text-muted">None to come.</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {items.map(item => {
            const words = periodWords(item, staff.timeZone)
            return (
              <li key={item.id} className="flex items-center gap-3 py-2 pl-4 pr-2">
                <div className="min-w-0 flex-1">
                  <p className="tnum text-[0.9375rem]">{words}</p>
                  {item.note && <p className="text-sm text-muted">{item.note}</p>}
                </div>
                <IconButton
                  label={`Remove time off, ${words}`}
                  disabled={remove.isPending}
                  onClick={() => remove.mutate(item.id)}
                >
                  <Trash2 size={17} aria-hidden />
                </IconButton>
              </li>
            )
          })}
        </ul>
      )}
      <AddTimeOff
        staff={staff}
        onAdded={codes => {
          setBooked(codes)
          void refresh()
        }}
      />
    </section>
  )
}

function StillBooked({ codes }: { codes: string[] }) {
  return (
    <Notice tone="warn" live>
      <p className="font-medium">
        {codes.length === 1 ? 'One appointment lies' : `${codes.length} appointments lie`} in this time and{' '}
        {codes.length === 1 ? 'stays' : 'stay'} booked. Move or hand over:
      </p>
      <ul className="mt-1 flex flex-wrap gap-x-4">
        {codes.map(code => (
          <li key={code}>
            <OpenLink
              code={code}
              className="inline-flex items-center rounded font-medium underline underline-offset-4 pointer-coarse:min-h-11"
            >
              {code}
            </OpenLink>
          </li>
        ))}
      </ul>
    </Notice>
  )
}

function AddTimeOff({ staff, onAdded }: { staff: StaffMember; onAdded: (booked: string[]) => void }) {
  const [typed, setTyped] = useState(BLANK)
  const [note, setNote] = useState('')
  const [fault, setFault] = useState<{ field: string; fault: string } | null>(null)
  const write = (change: Partial<TypedPeriod>) => {
    setTyped(now => ({ ...now, ...change }))
    setFault(null)
  }
  const add = useMutation({
    mutationFn: (period: { start: string; end: string }) =>
      sendJson<TimeOff & { booked: string[] }>('POST', '/api/staff/time-off', {
        staffId: staff.id,
        ...period,
        ...(note.trim() && { note: note.trim() }),
      }),
    onSuccess: ({ booked }) => {
      setTyped(now => ({ ...BLANK, whole: now.whole }))
      setNote('')
      onAdded(booked)
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const period = readPeriod(typed, staff.timeZone)
    if ('fault' in period) setFault(period)
    else add.mutate(period)
  }
  const today = dateIn(Date.now(), staff.timeZone)
  const at = (field: string) => (fault?.field === field ? fault.fault : null)
  return (
    <form
      noValidate
      onSubmit={submit}
      className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card"
    >
      <Toggle label="Whole days" on={typed.whole} onChange={whole => write({ whole })} />
      {typed.whole ? (
        <div className="grid gap-4 xs:grid-cols-2">
          <Field
            label="First day"
            type="date"
            min={today}
            value={typed.firstDay}
            error={at('start')}
            onChange={event => write({ firstDay: event.target.value })}
          />
          <Field
            label="Last day"
            type="date"
            min={typed.firstDay || today}
            value={typed.lastDay}
            error={at('end')}
            onChange={event => write({ lastDay: event.target.value })}
          />
        </div>
      ) : (
        <div className="grid gap-4">
          <Field
            label="From"
            type="datetime-local"
            value={typed.from}
            error={at('start')}
            onChange={event => write({ from: event.target.value })}
          />
          <Field
            label="Until"
            type="datetime-local"
            min={typed.from}
            value={typed.until}
            error={at('end')}
            onChange={event => write({ until: event.target.value })}
          />
        </div>
      )}
      <Field
        label="Note (optional)"
        value={note}
        maxLength={200}
        autoComplete="off"
        onChange={event => setNote(event.target.value)}
      />
      <Trouble of={add} framed />
      <Button type="submit" disabled={add.isPending} className="self-start">
        {add.isPending ? 'One moment' : 'Add time off'}
      </Button>
    </form>
  )
}
