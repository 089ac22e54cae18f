import { type SubmitEvent, useEffect, useState } from 'react'
import { Button } from '../../parts/button.tsx'
import { Field, Group, Pill, Select } from '../../parts/field.tsx'
import { levelNames, remoteNames, typeNames } from './words.ts'

export type JobFilters = Record<string, string>

/** The filters of a search as they stand in the address, and as the server takes them. */
export const FILTERS = ['q', 'place', 'remote', 'type', 'level', 'payMin', 'currency', 'postedWithin', 'order', 'state']

export function Filters({ filters, onChange }: { filters: JobFilters; onChange: (next: JobFilters) => void }) {
  const listed = (key: string) => (filters[key] ?? '').split(',').filter(Boolean)
  const choose = (key: string, value: string, on: boolean) => {
    const next = on ? [...listed(key), value] : listed(key).filter(one => one !== value)
    onChange({ ...filters, [key]: next.join(',') })
  }
  const choices = (label: string, key: string, names: Record<string, string>) => (
    <Group label={label}>
      {Object.entries(names).map(([value, name]) => (
        <Pill key={value} label={name} checked={listed(key).includes(value)} onChange={on => choose(key, value, on)} />
      ))}
    </Group>
  )
  return (
    <div className="flex flex-col gap-6">
      {choices('Where you work', 'remote', remoteNames)}
      {choices('Kind of work', 'type', typeNames)}
      {choices('Level', 'level', levelNames)}
      <Pay filters={filters} onChange={onChange} />
      <Select
        label="Posted"
        value={filters.postedWithin ?? ''}
        onChange={event => onChange({ ...filters, postedWithin: event.target.value })}
      >
        <option value="">At any time</option>
        <option value="3">In the last three days</option>
        <option value="7">In the last week</option>
        <option value="30">In the last month</option>
      </Select>
      <Select
        label="Order"
        value={filters.order ?? ''}
        onChange={event => onChange({ ...filters, order: event.target.value })}
      >
        <option value="">Best fit to the words</option>
        <option value="newest">Newest first</option>
      </Select>
    </div>
  )
}

const CURRENCIES = ['AUD', 'CAD', 'CHF', 'EUR', 'GBP', 'INR', 'SGD', 'USD']

/** The address has minor units; people type whole ones. */
function Pay({ filters, onChange }: { filters: JobFilters; onChange: (next: JobFilters) => void }) {
  const given = filters.payMin ? String(Number(filters.payMin) / 100) : ''
  const [text, setText] = useState(given)
  useEffect(() => setText(given), [given])
  const currency = filters.currency ?? ''
  const send = (amount: string, of: string) =>
    onChange({ ...filters, payMin: Number(amount) > 0 ? String(Math.round(Number(amount) * 100)) : '', currency: of })
  return (
    <div className="grid grid-cols-[minmax(0,1fr)_6.5rem] gap-2">
      <Field
        label="Least pay a year"
        type="number"
        inputMode="numeric"
        min={0}
        value={text}
        onChange={event => setText(event.target.value)}
        onBlur={() => text !== given && send(text, currency || 'EUR')}
        onKeyDown={event => event.key === 'Enter' && send(text, currency || 'EUR')}
      />
      <Select label="Currency" value={currency} onChange={event => send(text, event.target.value)}>
        <option value="">Any</option>
        {CURRENCIES.map(code => (
          <option key={code}>{code}</option>
        ))}
      </Select>
    </div>
  )
}

/** Words and place, sent together. */
export function SearchForm({ filters, onSearch }: { filters: JobFilters; onSearch: (next: JobFilters) => void }) {
  const [q, setQ] = useState(filters.q ?? '')
  const [place, setPlace] = useState(filters.place ?? '')
  useEffect(() => setQ(filters.q ?? ''), [filters.q])
  useEffect(() => setPlace(filters.place ?? ''), [filters.place])
  const send = (event: SubmitEvent) => {
    event.preventDefault()
    onSearch({ ...filters, q: q.trim(), place: place.trim() })
  }
  return (
    <search>
      <form onSubmit={send} className="grid gap-3 sm:grid-cols-[minmax(0,1fr)_14rem_auto] sm:items-end">
        <Field
          label="What"
          type="search"
          placeholder="Title, skill or company"
          value={q}
          onChange={event => setQ(event.target.value)}
        />
        <Field
          label="Where"
          placeholder="City or country"
          value={place}
          onChange={event => setPlace(event.target.value)}
        />
        <Button type="submit" look="primary">
          Search
        </Button>
      </form>
    </search>
  )
}
