import { useMutation, useQueryClient } from '@tanstack/react-query'
import { Trash2 } from 'lucide-react'
import { type SubmitEvent, useState } from 'react'
import type { Holiday } from '../../../appointments/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { dateIn, formatWeekday } from '../../words/time.ts'
import { type Settings, TEAM } from './api.ts'

/** Days on which nobody is met. Each change is saved at once. */
export function Holidays({ settings }: { settings: Settings }) {
  const queries = useQueryClient()
  const [day, setDay] = useState('')
  const [name, setName] = useState('')
  const [faults, setFaults] = useState<{ day?: string; name?: string }>({})
  const { holidays, timeZone, ...rules } = settings
  const save = useMutation({
    mutationFn: (wanted: Holiday[]) =>
      sendJson<Settings>('PUT', '/api/admin/settings/appointments', { ...rules, holidays: wanted }),
    onSuccess: saved => {
      queries.setQueryData([...TEAM, 'settings'], saved)
    },
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    const isTwice = holidays.some(holiday => holiday.day === day)
    const found = {
      ...(!day ? { day: 'Please give a day.' } : isTwice && { day: 'This day is in the list.' }),
      ...(!name.trim() && { name: 'Please give it a name.' }),
    }
    setFaults(found)
    if (Object.keys(found).length > 0) return
    save.mutate([...holidays, { day, name: name.trim() }], {
      onSuccess: () => {
        setDay('')
        setName('')
      },
    })
  }
  const today = dateIn(Date.now(), timeZone)
  const past = holidays.filter(holiday => holiday.day < today)
  const ahead = holidays.filter(holiday => holiday.day >= today)
  return (
    <section aria-label="Holidays" className="flex min-w-0 flex-col gap-5">
      <div>
        <h2 className="text-lg">Holidays</h2>
        <p className="mt-1 text-sm text-muted">Days without visits and calls.</p>
      </div>
      <Trouble of={save} framed />
      {ahead.length === 0 ? (
        <p className="text-muted">None to come.</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {ahead.map(holiday => (
            <li key={holiday.day} className="flex items-center gap-3 py-1.5 pl-4 pr-2">
              <div className="min-w-0 flex-1">
                <p className="text-[0.9375rem]">{holiday.name}</p>
                <p className="tnum text-sm text-muted">{formatWeekday(holiday.day, timeZone)}</p>
              </div>
              <IconButton
                label={`Remove ${holiday.name}`}
                disabled={save.isPending}
                onClick={() => save.mutate(holidays.filter(one => one.day !== holiday.day))}
              >
                <Trash2 size={17} aria-hidden />
              </IconButton>
            </li>
          ))}
        </ul>
      )}
      {past.length > 0 && (
        <p className="text-sm text-muted">{past.length === 1 ? 'One is' : `${past.length} are`} over.</p>
      )}
      <form
        noValidate
        onSubmit={submit}
        className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-4 shadow-card"
      >
        <Field
          label="Day"
          type="date"
          min={today}
          value={day}
          error={faults.day}
          onChange={event => setDay(event.target.value)}
        />
        <Field
          label="Name of the holiday"
          maxLength={100}
          autoComplete="off"
          value={name}
          error={faults.name}
          onChange={event => setName(event.target.value)}
        />
        <Button type="submit" disabled={save.isPending} className="self-start">
          Add the holiday
        </Button>
      </form>
    </section>
  )
}
