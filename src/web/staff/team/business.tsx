import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { type SubmitEvent, useId, useState } from 'react'
import type { AppointmentSettings } from '../../../appointments/schema.ts'
import type { ReminderSettings } from '../../../reminders/schema.ts'
import { getJson, messageOf, Problem, sendJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Field, Group, Pill } from '../../parts/field.tsx'
import { Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { zoneName } from '../../words/time.ts'
import { type Settings, TEAM, useSettings } from './api.ts'
import { Holidays } from './holidays.tsx'
import { WEEKDAYS } from './week.ts'

const QUIET = ['admin', 'settings', 'reminders']

/** The rules of the house: when visits and calls are given, how soon and how far ahead, and when nobody is disturbed. */
export function BusinessSettings() {
  const found = useSettings()
  const quiet = useQuery({
    queryKey: QUIET,
    queryFn: ({ signal }) => getJson<Required<ReminderSettings>>('/api/admin/settings/reminders', signal),
  })
  const error = found.error ?? quiet.error
  if (error)
    return (
      <Notice tone="bad" live>
        {messageOf(error)}
      </Notice>
    )
  if (!found.data || !quiet.data) return <Loading label="Reading the settings" />
  return (
    <div className="grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_24rem]">
      <Rules settings={found.data} quiet={quiet.data} />
      <Holidays settings={found.data} />
    </div>
  )
}

const NUMBERS = {
  stepMinutes: [15, 480],
  noticeMinutes: [0, 20_160],
  visitsPerPerson: [1, 1_000],
  horizonDays: [1, 365],
  holdMinutes: [1, 120],
} as const
type Numbers = keyof typeof NUMBERS
type Fields = Omit<Required<AppointmentSettings>, Numbers> & Record<Numbers, string> & Required<ReminderSettings>

function Rules({ settings, quiet }: { settings: Settings; quiet: Required<ReminderSettings> }) {
  const queries = useQueryClient()
  const [fields, setFields] = useState<Fields>(() => fieldsOf(settings, quiet))
  const [errors, setErrors] = useState<Record<string, string>>({})
  const save = useMutation({
    mutationFn: async () => {
      const { quietFrom, quietUntil } = fields
      if (quietFrom !== quiet.quietFrom || quietUntil !== quiet.quietUntil)
        queries.setQueryData(
          QUIET,
          await sendJson<ReminderSettings>('PUT', '/api/admin/settings/reminders', { quietFrom, quietUntil }),
        )
      return sendJson<Settings>('PUT', '/api/admin/settings/appointments', settingsOf(fields))
    },
    onSuccess: saved => {
      queries.setQueryData([...TEAM, 'settings'], saved)
    },
    onError: error => {
      if (error instanceof Problem && typeof error.more.field === 'string')
        setErrors({ [error.more.field]: error.message })
    },
  })
  const write = (change: Partial<Fields>) => {
    setFields(now => ({ ...now, ...change }))
    save.reset()
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const faults = faultsOf(fields)
    setErrors(faults)
    if (Object.keys(faults).length === 0) save.mutate()
  }
  const clock = (name: 'opens' | 'closes' | 'callsFrom' | 'callsUntil' | 'quietFrom' | 'quietUntil', label: string) => (
    <Field
      label={label}
      type="time"
      value={fields[name] === '24:00' ? '00:00' : fields[name]}
      error={errors[name]}
      onChange={event => write({ [name]: event.target.value })}
    />
  )
  const number = (name: Numbers, label: string, hint: string) => (
    <Field
      label={label}
      type="number"
      min={NUMBERS[name][0]}
      max={NUMBERS[name][1]}
      value={fields[name]}
      hint={hint}
      error={errors[name]}
      onChange={event => write({ [name]: event.target.value })}
    />
  )
  const isFaulty = Object.keys(errors).length > 0
  return (
    <form noValidate onSubmit={submit} className="flex min-w-0 flex-col gap-8">
      <p className="text-muted">
        All times by the clock in {settings.timeZone.replaceAll('_', ' ')} ({zoneName(settings.timeZone)}). What is
        booked stays booked.
      </p>
      <div>
        <Group label="Days of visits">
          {WEEKDAYS.map((name, at) => (
            <Pill
              key={name}
              label={name}
              checked={fields.weekdays.includes(at + 1)}
              onChange={on =>
                write({
                  weekdays: on
                    ? [...fields.weekdays, at + 1].toSorted()
                    : fields.weekdays.filter(weekday => weekday !== at + 1),
                })
              }
            />
          ))}
        </Group>
        {fields.weekdays.length === 0 && <p className="mt-2 text-sm text-bad">No visits can be booked at all.</p>}
      </div>
      <Pair label="Visits">
        {clock('opens', 'From')}
        {clock('closes', 'Until')}
      </Pair>
      <Pair label="Free times">
        {number('stepMinutes', 'Minutes between starts', 'From 15 to 480.')}
        {number('noticeMinutes', 'Minutes of notice', 'How soon a visit may begin.')}
        {number('horizonDays', 'Days ahead', 'How far ahead visits can be booked.')}
        {number('holdMinutes', 'Minutes of hold', 'How long a start is kept while somebody books.')}
        {number('visitsPerPerson', 'Visits ahead', 'How many one visitor may have booked.')}
      </Pair>
      <Confirm value={fields.confirm} onChange={confirm => write({ confirm })} />
      <Pair label="Calls" hint="Callbacks fall due within these hours.">
        {clock('callsFrom', 'From')}
        {clock('callsUntil', 'Until')}
      </Pair>
      <Pair
        label="Quiet hours"
        hint="Visitors get no reminders then, by their own clock. Answers to what they just did are sent."
      >
        {clock('quietFrom', 'From')}
        {clock('quietUntil', 'Until')}
      </Pair>
      <Trouble of={save} framed />
      <div className="flex flex-wrap items-center gap-3">
        <Button type="submit" look="primary" disabled={save.isPending}>
          {save.isPending ? 'One moment' : 'Save settings'}
        </Button>
        <p role="status" className={clsx('text-sm', isFaulty ? 'text-bad' : 'text-muted')}>
          {save.isSuccess ? 'Saved.' : isFaulty ? 'Please look at what is marked.' : ''}
        </p>
      </div>
    </form>
  )
}

function Pair({ label, hint, children }: { label: string; hint?: string; children: React.ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-semibold">{label}</legend>
      {hint && <p className="mt-1 max-w-prose text-sm text-muted">{hint}</p>}
      <div className="mt-3 grid grid-cols-2 items-start gap-4 sm:max-w-lg">{children}</div>
    </fieldset>
  )
}

const CONFIRM = {
  at_once: ['At once', 'What somebody books is theirs.'],
  staff: ['By staff', 'A booking waits until one of you confirms it; the time is kept meanwhile.'],
} as const

function Confirm({ value, onChange }: { value: Fields['confirm']; onChange: (value: Fields['confirm']) => void }) {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className="mb-3 text-sm font-semibold">Visits are confirmed</legend>
      <div className="grid gap-3 sm:max-w-lg sm:grid-cols-2">
        {(Object.keys(CONFIRM) as Fields['confirm'][]).map(way => (
          <label
            key={way}
            className={clsx(
              'flex cursor-pointer gap-3 rounded-lg border px-3.5 py-3',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
              value === way ? 'border-accent bg-tint' : 'border-edge/60 bg-surface hover:border-edge',
            )}
          >
            <input
              type="radio"
              name={name}
              className="mt-1 size-4 shrink-0 accent-[var(--c-accent)]"
              checked={value === way}
              onChange={() => onChange(way)}
            />
            <span>
              <span className="block font-medium">{CONFIRM[way][0]}</span>
              <span className="block text-sm text-muted">{CONFIRM[way][1]}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}

function fieldsOf(settings: Settings, quiet: Required<ReminderSettings>): Fields {
  const { holidays: _, timeZone: __, ...rules } = settings
  const numbers = Object.fromEntries((Object.keys(NUMBERS) as Numbers[]).map(name => [name, String(rules[name])]))
  return { ...rules, ...quiet, ...(numbers as Record<Numbers, string>) }
}

const endOfDay = (clock: string) => (clock === '00:00' ? '24:00' : clock)

function settingsOf(fields: Fields): AppointmentSettings {
  const { quietFrom: _, quietUntil: __, ...rules } = fields
  return {
    ...rules,
    closes: endOfDay(rules.closes),
    callsUntil: endOfDay(rules.callsUntil),
    stepMinutes: Number(rules.stepMinutes),
    noticeMinutes: Number(rules.noticeMinutes),
    visitsPerPerson: Number(rules.visitsPerPerson),
    horizonDays: Number(rules.horizonDays),
    holdMinutes: Number(rules.holdMinutes),
  }
}

function faultsOf(fields: Fields): Record<string, string> {
  const faults: Record<string, string> = {}
  for (const [name, [low, high]] of Object.entries(NUMBERS) as [Numbers, readonly [number, number]][]) {
    const text = fields[name].trim()
    if (!/^\d+$/.test(text) || Number(text) < low || Number(text) > high)
      faults[name] = `From ${low} to ${high.toLocaleString('en-IN')}.`
  }
  for (const name of ['opens', 'closes', 'callsFrom', 'callsUntil', 'quietFrom', 'quietUntil'] as const)
    if (!fields[name]) faults[name] = 'Please give a time.'
  if (!faults.closes && fields.opens >= endOfDay(fields.closes)) faults.closes = 'Must be later than it begins.'
  if (!faults.callsUntil && fields.callsFrom >= endOfDay(fields.callsUntil))
    faults.callsUntil = 'Must be later than they begin.'
  return faults
}
