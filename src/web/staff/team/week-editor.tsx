import { clsx } from 'clsx'
import { Copy, Plus, X } from 'lucide-react'
import { useId, useState } from 'react'
import { Button, IconButton } from '../../parts/button.tsx'
import { INPUT, Pill } from '../../parts/field.tsx'
import { copyDay, faultOf, nextSpan, type Span, WEEKDAYS, type Week } from './week.ts'

type Usual = { opens: string; closes: string }

/** The hours of a week: any number a day, copied from one day to others. What is wrong stands beside its day. */
export function WeekEditor({
  week,
  usual,
  onChange,
  narrow = false,
}: {
  week: Week
  usual: Usual | null
  onChange: (week: Week) => void
  /** in a sheet */
  narrow?: boolean
}) {
  const [copying, setCopying] = useState<number | null>(null)
  const put = (day: number, spans: Span[]) => onChange(week.map((was, at) => (at === day ? spans : was)))
  return (
    <ul className="flex flex-col divide-y divide-line border-y border-line">
      {week.map((spans, day) => (
        <li key={WEEKDAYS[day]} className="py-3">
          <Day
            name={WEEKDAYS[day]!}
            spans={spans}
            narrow={narrow}
            onChange={next => put(day, next)}
            onAdd={() => put(day, [...spans, nextSpan(spans, usual ?? { opens: '09:00', closes: '18:00' })])}
            onCopy={() => setCopying(copying === day ? null : day)}
            isCopying={copying === day}
          />
          {copying === day && (
            <CopyTo
              from={day}
              onCancel={() => setCopying(null)}
              onCopy={to => {
                onChange(copyDay(week, day, to))
                setCopying(null)
              }}
            />
          )}
        </li>
      ))}
    </ul>
  )
}

function Day({
  name,
  spans,
  narrow,
  isCopying,
  onChange,
  onAdd,
  onCopy,
}: {
  name: string
  spans: Span[]
  narrow: boolean
  isCopying: boolean
  onChange: (spans: Span[]) => void
  onAdd: () => void
  onCopy: () => void
}) {
  const id = useId()
  const fault = faultOf(spans)
  const set = (span: Span, change: Partial<Span>) =>
    onChange(spans.map(one => (one.id === span.id ? { ...one, ...change } : one)))
  const time = (span: Span, at: number, which: 'opens' | 'closes') => (
    <input
      type="time"
      value={span[which]}
      aria-label={`${name}, ${which === 'opens' ? 'from' : 'until'}${spans.length > 1 ? ` (${at + 1})` : ''}`}
      aria-invalid={fault ? true : undefined}
      aria-describedby={fault ? id : undefined}
      onChange={event => set(span, { [which]: event.target.value })}
      // The picker of its own would leave no room for “PM”.
      className={clsx(INPUT, 'tnum min-w-0 px-2.5 [&::-webkit-calendar-picker-indicator]:hidden')}
    />
  )
  return (
    <fieldset className={clsx('grid min-w-0 gap-x-4 gap-y-2', !narrow && 'sm:grid-cols-[7.5rem_minmax(0,1fr)_auto]')}>
      <legend className="sr-only">{name}</legend>
      <div
        aria-hidden
        className={clsx('flex items-center justify-between self-start font-medium', !narrow && 'sm:min-h-11')}
      >
        <span>{name}</span>
        {spans.length === 0 && (
          <span className={clsx('text-sm font-normal text-muted', !narrow && 'sm:hidden')}>Off</span>
        )}
      </div>
      <div className="flex min-w-0 flex-col gap-2">
        {spans.length === 0 && (
          <p className={clsx('flex min-h-11 items-center text-muted', narrow ? 'sr-only' : 'max-sm:sr-only')}>Off</p>
        )}
        {spans.map((span, at) => (
          <div
            key={span.id}
            className="grid max-w-sm grid-cols-[minmax(0,1fr)_auto_minmax(0,1fr)_auto] items-center gap-2"
          >
            {time(span, at, 'opens')}
            <span aria-hidden className="text-muted">
              –
            </span>
            {time(span, at, 'closes')}
            <IconButton
              label={`Remove ${name}${span.opens && `, ${span.opens}–${span.closes}`}`}
              onClick={() => onChange(spans.filter(one => one.id !== span.id))}
            >
              <X size={17} aria-hidden />
            </IconButton>
          </div>
        ))}
        {fault && (
          <p id={id} role="alert" className="text-sm text-bad">
            {fault}
          </p>
        )}
      </div>
      <div className={clsx('flex items-start gap-1', narrow ? '-ml-3' : 'max-sm:-ml-3 sm:pt-1')}>
        <Button small look="quiet" onClick={onAdd} aria-label={`Add hours on ${name}`}>
          <Plus size={16} aria-hidden />
          Add hours
        </Button>
        <Button small look="quiet" onClick={onCopy} aria-expanded={isCopying} aria-label={`Copy ${name} to other days`}>
          <Copy size={15} aria-hidden />
          Copy
        </Button>
      </div>
    </fieldset>
  )
}

function CopyTo({ from, onCopy, onCancel }: { from: number; onCopy: (to: number[]) => void; onCancel: () => void }) {
  const [to, setTo] = useState<number[]>([])
  return (
    <fieldset className="mt-3 rounded-lg bg-sunken p-3">
      <legend className="sr-only">Copy {WEEKDAYS[from]} to</legend>
      <p aria-hidden className="mb-2 text-sm font-medium">
        Copy to
      </p>
      <div className="flex flex-wrap gap-2">
        {WEEKDAYS.map((name, day) =>
          day === from ? null : (
            <Pill
              key={name}
              label={name}
              checked={to.includes(day)}
              onChange={on => setTo(on ? [...to, day] : to.filter(one => one !== day))}
            />
          ),
        )}
      </div>
      <div className="mt-3 flex gap-2">
        <Button small look="primary" disabled={to.length === 0} onClick={() => onCopy(to)}>
          Copy
        </Button>
        <Button small look="quiet" onClick={onCancel}>
          Cancel
        </Button>
      </div>
    </fieldset>
  )
}
