import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import { useBusiness } from '../../api/business.ts'
import { Field, Group, Pill, Select } from '../../parts/field.tsx'
import { zoneName } from '../../words/time.ts'
import { WEEKDAYS } from '../team/week.ts'
import { GroupForm } from './group-form.tsx'
import type { GroupState } from './use-group.ts'

const asNumber = (text: string) => (text === '' ? null : Number(text))
const clockOf = (value: unknown) => (value === '24:00' ? '00:00' : String(value ?? ''))
const endOf = (name: string, value: string) => (/closes|Until/.test(name) && value === '00:00' ? '24:00' : value)

function Clock({ state, name, label }: { state: GroupState; name: string; label: string }) {
  return (
    <Field
      label={label}
      type="time"
      value={clockOf(state.fields[name])}
      error={state.errors[name]}
      onChange={event => state.write({ [name]: endOf(name, event.target.value) })}
    />
  )
}

function Count({ state, name, label, hint }: { state: GroupState; name: string; label: string; hint: string }) {
  return (
    <Field
      label={label}
      type="number"
      inputMode="numeric"
      value={String(state.fields[name] ?? '')}
      hint={hint}
      error={state.errors[name]}
      onChange={event => state.write({ [name]: asNumber(event.target.value) })}
    />
  )
}

function Days({ state, label }: { state: GroupState; label: string }) {
  const days = (state.fields.weekdays ?? []) as number[]
  return (
    <div>
      <Group label={label}>
        {WEEKDAYS.map((name, at) => (
          <Pill
            key={name}
            label={name}
            checked={days.includes(at + 1)}
            onChange={on =>
              state.write({ weekdays: on ? [...days, at + 1].toSorted() : days.filter(day => day !== at + 1) })
            }
          />
        ))}
      </Group>
      {days.length === 0 && <p className="mt-2 text-sm text-bad">Nothing can be booked at all.</p>}
    </div>
  )
}

function Part({ label, children }: { label: string; children: ReactNode }) {
  return (
    <fieldset className="min-w-0">
      <legend className="text-sm font-semibold">{label}</legend>
      <div className="mt-3 grid grid-cols-1 items-start gap-4 xs:grid-cols-2 sm:max-w-lg">{children}</div>
    </fieldset>
  )
}

/** When visits and calls are given, how soon and how far ahead. */
export function HoursPage() {
  const { timeZone } = useBusiness()
  return (
    <GroupForm
      group="sales"
      intro={
        <>
          By the clock in {timeZone.replaceAll('_', ' ')} ({zoneName(timeZone)}). What is booked stays booked. Holidays
          are kept under{' '}
          <Link
            to="/console/$section"
            params={{ section: 'availability' }}
            search={{ view: 'business' }}
            className="underline"
          >
            Team
          </Link>
          .
        </>
      }
    >
      {state => (
        <>
          <Days state={state} label="Days of visits" />
          <Part label="Visits">
            <Clock state={state} name="opens" label="From" />
            <Clock state={state} name="closes" label="Until" />
          </Part>
          <Part label="Calls fall due">
            <Clock state={state} name="callsFrom" label="From" />
            <Clock state={state} name="callsUntil" label="Until" />
          </Part>
          <Part label="Free times">
            <Count state={state} name="stepMinutes" label="Minutes between starts" hint="From 15 to 480." />
            <Count state={state} name="noticeMinutes" label="Minutes of notice" hint="How soon a visit may begin." />
            <Count state={state} name="horizonDays" label="Days ahead" hint="How far ahead visits can be booked." />
            <Count state={state} name="holdMinutes" label="Minutes of hold" hint="How long a start is kept." />
            <Count state={state} name="visitsPerPerson" label="Visits ahead" hint="How many one visitor may have." />
          </Part>
          <Select
            label="Visits are confirmed"
            className="sm:max-w-xs"
            value={String(state.fields.confirm)}
            onChange={event => state.write({ confirm: event.target.value })}
          >
            <option value="at_once">At once</option>
            <option value="staff">By staff</option>
          </Select>
        </>
      )}
    </GroupForm>
  )
}

/** How coaching sessions are given. */
export function SessionsPage() {
  return (
    <GroupForm
      group="sessions"
      intro="By the clock of each coach, whose own hours narrow it. What is booked stays booked."
    >
      {state => {
        const allowed = state.fields.allowed as { free: number; beta: number }
        return (
          <>
            <Days state={state} label="Days of sessions" />
            <Part label="Sessions">
              <Clock state={state} name="opens" label="From" />
              <Clock state={state} name="closes" label="Until" />
            </Part>
            <Part label="Booking">
              <Count state={state} name="minutes" label="Minutes of a session" hint="From 15 to 240." />
              <Count state={state} name="noticeMinutes" label="Minutes of notice" hint="How soon one may begin." />
              <Count state={state} name="horizonDays" label="Days ahead" hint="How far ahead they can be booked." />
              <Count
                state={state}
                name="freeUntilMinutes"
                label="Moved freely until"
                hint="So many minutes before the start."
              />
              {(['free', 'beta'] as const).map(tier => (
                <Field
                  key={tier}
                  label={`Sessions of tier ${tier}`}
                  type="number"
                  value={String(allowed[tier] ?? '')}
                  error={state.errors[tier]}
                  onChange={event => state.write({ allowed: { ...allowed, [tier]: asNumber(event.target.value) } })}
                />
              ))}
            </Part>
          </>
        )
      }}
    </GroupForm>
  )
}

/** When nobody is disturbed. */
export function QuietPage() {
  return (
    <GroupForm
      group="reminders"
      intro="Visitors get no reminders then, by their own clock. Answers to what they just did are sent."
    >
      {state => (
        <Part label="Quiet hours">
          <Clock state={state} name="quietFrom" label="From" />
          <Clock state={state} name="quietUntil" label="To" />
        </Part>
      )}
    </GroupForm>
  )
}
