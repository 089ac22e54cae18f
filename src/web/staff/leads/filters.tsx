import { clsx } from 'clsx'
import { SlidersHorizontal, X } from 'lucide-react'
import { useState } from 'react'
import type { LeadCounts } from '../../../leads/desk/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Group, INPUT, Pill, Select } from '../../parts/field.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatCount } from '../../words/home.ts'
import { useTeam } from '../calendar/use-calendar.ts'
import { chipsOf, DAYS, listOf, ORDERS, type Query, textOf } from './address.ts'
import { useLeadCounts, useLeadTags } from './use-leads.ts'
import { STAGES, TEMPERATURES } from './words.ts'

type Props = { query: Query; onGo: (next: Query) => void }

const number = (count: LeadCounts['all'] | undefined) =>
  count ? `${formatCount(count.count)}${count.more ? '+' : ''}` : ''

/** How warm, with how many there are; what else narrows the list as chips; and everything that can. */
export function Filters({ query, onGo }: Props) {
  const [open, setOpen] = useState(false)
  const team = useTeam()
  const { temperature: _, order: __, ...rest } = query
  const counts = useLeadCounts(textOf(rest)).data
  const chips = chipsOf(query, id => team.data?.items.find(member => member.id === id)?.name ?? 'a colleague')
  const chosen = listOf(query.temperature)
  const warmth = (wanted: string | undefined) => {
    const { temperature: _, ...others } = query
    onGo(wanted ? { ...others, temperature: wanted } : others)
  }
  return (
    <>
      <div className="flex flex-wrap items-center gap-x-2 gap-y-2.5">
        <fieldset className="flex flex-wrap gap-1.5">
          <legend className="sr-only">How warm</legend>
          <Choice label="All" count={number(counts?.all)} on={chosen.length === 0} onClick={() => warmth(undefined)} />
          {(['hot', 'warm', 'cold'] as const).map(one => (
            <Choice
              key={one}
              label={TEMPERATURES[one]}
              count={number(counts?.[one])}
              on={chosen.includes(one)}
              onClick={() => warmth(chosen.length === 1 && chosen[0] === one ? undefined : one)}
            />
          ))}
        </fieldset>
        <Button small onClick={() => setOpen(true)}>
          <SlidersHorizontal size={15} aria-hidden />
          Filters
        </Button>
        <select
          aria-label="Order"
          value={query.order ?? 'hot'}
          onChange={event => onGo({ ...query, order: event.target.value === 'hot' ? '' : event.target.value })}
          className={`${INPUT} min-h-9! w-auto! text-sm pointer-coarse:min-h-11!`}
        >
          {Object.entries(ORDERS).map(([order, label]) => (
            <option key={order} value={order}>
              {label}
            </option>
          ))}
        </select>
      </div>
      {chips.length > 0 && (
        <ul aria-label="Filters" className="flex flex-wrap gap-1.5">
          {chips.map(({ key, label, rest }) => (
            <li key={key}>
              <button
                type="button"
                onClick={() => onGo(rest)}
                className="inline-flex min-h-8 items-center gap-1.5 rounded-full border border-tint-line bg-tint pl-3 pr-2 text-sm text-accent hover:border-accent pointer-coarse:min-h-11"
              >
                {label}
                <X size={14} aria-hidden />
                <span className="sr-only">, take off</span>
              </button>
            </li>
          ))}
        </ul>
      )}
      {open && <FilterSheet query={query} onGo={onGo} onClose={() => setOpen(false)} />}
    </>
  )
}

function Choice({ label, count, on, onClick }: { label: string; count: string; on: boolean; onClick: () => void }) {
  return (
    <button
      type="button"
      aria-pressed={on}
      onClick={onClick}
      className={clsx(
        'inline-flex min-h-9 items-center gap-1.5 rounded-full border px-3.5 text-sm pointer-coarse:min-h-11',
        on
          ? 'border-accent bg-accent text-on-accent'
          : 'border-edge/60 bg-surface text-soft hover:border-edge hover:text-ink',
      )}
    >
      {label}
      {count && <span className={clsx('tnum text-xs', on ? 'opacity-90' : 'text-muted')}>{count}</span>}
    </button>
  )
}

function FilterSheet({ query, onGo, onClose }: Props & { onClose: () => void }) {
  const team = useTeam()
  const tags = useLeadTags()
  const set = (key: keyof Query, value: string) => onGo({ ...query, [key]: value })
  const toggle = (value: string, on: boolean) => {
    const stages = listOf(query.stage).filter(one => one !== value)
    set('stage', [...stages, ...(on ? [value] : [])].join(','))
  }
  return (
    <Sheet
      title="Filters"
      onClose={onClose}
      footer={
        <div className="flex gap-3">
          <Button
            className="flex-1"
            onClick={() => onGo({ ...(query.q && { q: query.q }), ...(query.order && { order: query.order }) })}
          >
            Clear all
          </Button>
          <Button look="primary" className="flex-1" onClick={onClose}>
            Show leads
          </Button>
        </div>
      }
    >
      <div className="flex flex-col gap-6">
        <Group label="Stage">
          {Object.entries(STAGES).map(([stage, label]) => (
            <Pill
              key={stage}
              label={label}
              checked={listOf(query.stage).includes(stage)}
              onChange={on => toggle(stage, on)}
            />
          ))}
        </Group>
        <Group label="What waits">
          <Pill
            label="Waiting for a human"
            checked={query.waiting === 'human'}
            onChange={on => set('waiting', on ? 'human' : '')}
          />
          <Pill
            label="Call to make"
            checked={query.callback === 'open'}
            onChange={on => set('callback', on ? 'open' : '')}
          />
          <Pill
            label="Visit coming up"
            checked={query.visit === 'upcoming'}
            onChange={on => set('visit', on ? 'upcoming' : '')}
          />
        </Group>
        <Group label="Last active">
          {Object.entries(DAYS).map(([days, label]) => (
            <Pill key={days} label={label} checked={query.days === days} onChange={on => set('days', on ? days : '')} />
          ))}
        </Group>
        <Select label="Owner" value={query.owner ?? ''} onChange={event => set('owner', event.target.value)}>
          <option value="">Whoever</option>
          <option value="me">Me</option>
          <option value="nobody">Nobody</option>
          <option value="somebody">Somebody</option>
          {team.data?.items
            .filter(({ role }) => role === 'agent')
            .map(({ id, name }) => (
              <option key={id} value={id}>
                {name}
              </option>
            ))}
        </Select>
        <Select label="Tag" value={query.tag ?? ''} onChange={event => set('tag', event.target.value)}>
          <option value="">Any or none</option>
          {query.tag && !tags.data?.items.some(({ tag }) => tag === query.tag) && (
            <option value={query.tag}>{query.tag}</option>
          )}
          {tags.data?.items.map(({ tag }) => (
            <option key={tag} value={tag}>
              {tag}
            </option>
          ))}
        </Select>
      </div>
    </Sheet>
  )
}
