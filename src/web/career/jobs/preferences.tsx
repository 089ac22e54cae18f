import { Link } from '@tanstack/react-router'
import { type SubmitEvent, useState } from 'react'
import type { Preferences, PreferencesInput } from '../../../catalogue/jobs/schema.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Field, Group, Pill, Select } from '../../parts/field.tsx'
import { Empty, Failed, Loading, Notice, Trouble } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { Toggle } from '../../parts/toggle.tsx'
import { useAccount } from '../../staff/account.ts'
import { usePreferences, useSetPreferences } from './api.ts'
import { levelNames, remoteNames, typeNames } from './words.ts'

/** What somebody looks for: read from what they told us, and changed here. */
export function PreferencesSheet({ onClose }: { onClose: () => void }) {
  const account = useAccount()
  const preferences = usePreferences(Boolean(account.data))
  if (account.data && preferences.data) return <Form preferences={preferences.data} onClose={onClose} />
  return (
    <Sheet title="What I look for" onClose={onClose}>
      {preferences.isError ? (
        <Failed found={preferences} />
      ) : account.isPending || account.data ? (
        <Loading label="Reading what you told us" />
      ) : (
        <Empty
          title="Wishes belong to an account"
          action={
            <>
              <Link to="/register" className={buttonClass('primary')}>
                Create an account
              </Link>
              <Link to="/sign-in" search={{ back: '/career/jobs?wishes=open' }} className={buttonClass()}>
                Sign in
              </Link>
            </>
          }
        >
          Then your matches are yours on every device.
        </Empty>
      )}
    </Sheet>
  )
}

const lines = (text: string) => [
  ...new Set(
    text
      .split(/[,\n]/)
      .map(word => word.trim())
      .filter(Boolean),
  ),
]
const FORM = 'job-wishes'

function Form({ preferences, onClose }: { preferences: Preferences; onClose: () => void }) {
  const set = useSetPreferences()
  const [skills, setSkills] = useState(preferences.skills.join(', '))
  const [values, setValues] = useState(preferences.values.join(', '))
  const [places, setPlaces] = useState(preferences.places.map(place => place.city).join(', '))
  const [modes, setModes] = useState(preferences.modes)
  const [types, setTypes] = useState(preferences.types)
  const [level, setLevel] = useState(preferences.level ?? '')
  const [amount, setAmount] = useState(preferences.pay ? String(preferences.pay.minor / 100) : '')
  const [currency, setCurrency] = useState(preferences.pay?.currency ?? 'EUR')
  const [per, setPer] = useState(preferences.pay?.per ?? 'year')
  const [mail, setMail] = useState(preferences.matchMail)
  const toggled = <Item,>(list: Item[], item: Item, on: boolean) =>
    on ? [...list, item] : list.filter(one => one !== item)
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    const known = new Map(preferences.places.map(place => [place.city.toLowerCase(), place]))
    const input: PreferencesInput = {
      skills: lines(skills),
      values: lines(values),
      places: lines(places).map(city => known.get(city.toLowerCase()) ?? { city }),
      ...{ modes, types, matchMail: mail },
      level: (level || null) as PreferencesInput['level'],
      pay: Number(amount) > 0 ? { minor: Math.round(Number(amount) * 100), currency, per } : null,
    }
    set.mutate(input, { onSuccess: onClose })
  }
  return (
    <Sheet
      title="What I look for"
      onClose={onClose}
      footer={
        <Button type="submit" form={FORM} look="primary" className="w-full" disabled={set.isPending}>
          {set.isPending ? 'Saving' : 'Save'}
        </Button>
      }
    >
      <form id={FORM} onSubmit={send} className="flex flex-col gap-6">
        <Field
          label="Skills"
          hint="Divided by commas. Those of your résumé are here too."
          value={skills}
          onChange={event => setSkills(event.target.value)}
        />
        <Field
          label="What matters to you"
          hint="The first five count, such as learning, family time, purpose."
          value={values}
          onChange={event => setValues(event.target.value)}
        />
        <Field
          label="Cities"
          placeholder="Denver, Berlin"
          value={places}
          onChange={event => setPlaces(event.target.value)}
        />
        <Group label="Where you work">
          {Object.entries(remoteNames).map(([mode, name]) => (
            <Pill
              key={mode}
              label={name}
              checked={modes.includes(mode as (typeof modes)[number])}
              onChange={on => setModes(toggled(modes, mode as (typeof modes)[number], on))}
            />
          ))}
        </Group>
        <Group label="Kind of work">
          {Object.entries(typeNames).map(([type, name]) => (
            <Pill
              key={type}
              label={name}
              checked={types.includes(type as (typeof types)[number])}
              onChange={on => setTypes(toggled(types, type as (typeof types)[number], on))}
            />
          ))}
        </Group>
        <Select label="Level" value={level} onChange={event => setLevel(event.target.value as typeof level)}>
          <option value="">Not said</option>
          {Object.entries(levelNames).map(([value, name]) => (
            <option key={value} value={value}>
              {name}
            </option>
          ))}
        </Select>
        <div className="grid grid-cols-[minmax(0,1fr)_5.5rem_6.5rem] gap-2">
          <Field
            label="Least pay"
            type="number"
            min={0}
            step="any"
            inputMode="decimal"
            value={amount}
            onChange={event => setAmount(event.target.value)}
          />
          <Field
            label="Currency"
            pattern="[A-Z]{3}"
            maxLength={3}
            value={currency}
            onChange={event => setCurrency(event.target.value.toUpperCase())}
          />
          <Select label="For a" value={per} onChange={event => setPer(event.target.value as typeof per)}>
            {['year', 'month', 'day', 'hour'].map(one => (
              <option key={one}>{one}</option>
            ))}
          </Select>
        </div>
        <Toggle
          label="A mail each morning"
          hint="At eight by your clock, with up to five new jobs that fit. None fit: no mail."
          on={mail}
          onChange={setMail}
        />
        {mail && !preferences.emailProven && (
          <Notice tone="warn">Your e-mail address is not confirmed yet. Mails begin once it is.</Notice>
        )}
        <Trouble of={set} framed />
      </form>
    </Sheet>
  )
}
