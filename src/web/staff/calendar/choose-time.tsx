import { useState } from 'react'
import { type Finder, SlotPicker } from '../../appointments/picker.tsx'
import { instantOf } from '../../appointments/slots.ts'
import { Field } from '../../parts/field.tsx'
import { dateIn, zoneName } from '../../words/time.ts'

/** The starts that visitors are offered, and any other: staff may agree on what is sooner or later than those. */
export function ChooseTime({
  start,
  timeZone,
  onStart,
  starts,
}: {
  start: string | null
  timeZone: string
  onStart: (start: string | null) => void
  starts?: Finder | undefined
}) {
  const [typed, setTyped] = useState({ date: '', time: '' })
  const write = (next: Partial<typeof typed>) => {
    const now = { ...typed, ...next }
    setTyped(now)
    if (now.date && now.time) onStart(instantOf(now.date, now.time, timeZone))
  }
  return (
    <div className="flex flex-col gap-5">
      <SlotPicker
        chosen={start}
        busy={null}
        {...(starts && { starts })}
        onChoose={slot => {
          setTyped({ date: '', time: '' })
          onStart(slot.start)
        }}
      />
      <details>
        <summary className="w-fit rounded text-[0.9375rem] font-medium text-soft hover:text-ink">
          A time not offered
        </summary>
        <div className="mt-3 grid gap-4 sm:grid-cols-2">
          <Field
            label="Day"
            type="date"
            min={dateIn(Date.now(), timeZone)}
            value={typed.date}
            onChange={event => write({ date: event.target.value })}
          />
          <Field
            label="Time"
            type="time"
            value={typed.time}
            hint={zoneName(timeZone)}
            onChange={event => write({ time: event.target.value })}
          />
        </div>
      </details>
    </div>
  )
}

/** A refusal stands above the times, while whoever pressed the button below may have scrolled past them. */
export const intoSight = (refusal: Element | null) => refusal?.scrollIntoView({ block: 'nearest' })
