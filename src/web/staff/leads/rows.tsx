import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import type { LeadLine } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Pill } from '../../parts/pill.tsx'
import { sentence } from '../../words/home.ts'
import { personName } from '../../words/person.ts'
import { phoneWords } from '../../words/phone.ts'
import { formatMoment, formatWhen } from '../../words/time.ts'
import { Heat } from './heat.tsx'
import { ROW } from './use-keys.ts'
import { agoWords, points, STAGES } from './words.ts'

type Rows = {
  leads: readonly LeadLine[]
  selected: ReadonlySet<string>
  choose: (ids: readonly string[], on: boolean) => void
}

/** On wide screens: a row a lead, dense enough to compare them. */
export function LeadTable({ leads, selected, choose }: Rows) {
  const ids = leads.map(({ personId }) => personId)
  const isAll = ids.every(id => selected.has(id))
  const head = 'whitespace-nowrap px-3 py-2 text-left font-medium text-muted'
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-surface shadow-card">
      <table className="tnum w-full text-sm">
        <caption className="sr-only">Leads. The keys j and k go down and up, Enter opens, x selects.</caption>
        <thead className="border-b border-line text-[0.8125rem]">
          <tr>
            <th scope="col" className="w-10 py-2 pl-4">
              <Box label="Select all that are shown" checked={isAll} onChange={on => choose(ids, on)} />
            </th>
            <th scope="col" className={head}>
              Lead
            </th>
            <th scope="col" className={head}>
              Temperature
            </th>
            <th scope="col" className={head}>
              Stage
            </th>
            <th scope="col" className={head}>
              Looks for
            </th>
            <th scope="col" className={head}>
              Next
            </th>
            <th scope="col" className={head}>
              Owner
            </th>
            <th scope="col" className={clsx(head, 'pr-4')}>
              Last active
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {leads.map(lead => (
            <tr
              key={lead.personId}
              {...{ [ROW]: lead.personId }}
              className={clsx(
                'align-top',
                selected.has(lead.personId) ? 'bg-tint' : 'focus-within:bg-sunken hover:bg-sunken',
              )}
            >
              <td className="py-2.5 pl-4">
                <Box
                  label={`Select ${personName(lead)}`}
                  checked={selected.has(lead.personId)}
                  onChange={on => choose([lead.personId], on)}
                />
              </td>
              <td className="max-w-60 px-3 py-2.5">
                <Who lead={lead} />
                <Tags tags={lead.tags} />
              </td>
              <td className="px-3 py-2.5">
                <Heat temperature={lead.temperature} computed={lead.computed} set={lead.overrideUntil !== null} />
                <Scores lead={lead} />
              </td>
              <td className="px-3 py-2.5">{STAGES[lead.stage]}</td>
              <td className="min-w-40 max-w-56 px-3 py-2.5 text-soft">
                {lead.wish ? sentence(lead.wish) : <span className="text-muted">Not said yet</span>}
              </td>
              <td className="px-3 py-2.5">
                <Next lead={lead} />
              </td>
              <td className="max-w-32 truncate px-3 py-2.5">
                {lead.owner?.name ?? <span className="text-muted">Nobody</span>}
              </td>
              <td className="whitespace-nowrap py-2.5 pl-3 pr-4 text-soft">
                <LastActive lead={lead} />
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  )
}

/** On narrow screens: a card a lead. */
export function LeadCards({ leads, selected, choose }: Rows) {
  return (
    <ul className="flex flex-col gap-2.5">
      {leads.map(lead => (
        <li
          key={lead.personId}
          {...{ [ROW]: lead.personId }}
          className={clsx(
            'tnum flex gap-3 rounded-xl border px-3.5 py-3 text-sm shadow-card',
            selected.has(lead.personId) ? 'border-tint-line bg-tint' : 'border-line bg-surface',
          )}
        >
          <Box
            label={`Select ${personName(lead)}`}
            checked={selected.has(lead.personId)}
            onChange={on => choose([lead.personId], on)}
          />
          <div className="flex min-w-0 flex-1 flex-col gap-1.5">
            <div className="flex flex-wrap items-start justify-between gap-x-3 gap-y-1">
              <Who lead={lead} />
              <Heat temperature={lead.temperature} computed={lead.computed} set={lead.overrideUntil !== null} />
            </div>
            <p className="text-soft">{lead.wish ? sentence(lead.wish) : 'Has not said what they look for'}</p>
            <Next lead={lead} />
            <p className="text-muted">
              {STAGES[lead.stage]}, {lead.owner ? `of ${lead.owner.name}` : 'nobody’s'}, <LastActive lead={lead} />
            </p>
            <Tags tags={lead.tags} />
          </div>
        </li>
      ))}
    </ul>
  )
}

function Who({ lead }: { lead: LeadLine }) {
  const name = personName(lead)
  const reached = [lead.phone && phoneWords(lead.phone), lead.email].filter(way => way && way !== name)
  return (
    <div className="min-w-0">
      <Link
        to="/console/$section/$id"
        params={{ section: 'leads', id: lead.personId }}
        className="block break-words rounded text-[0.9375rem] font-semibold hover:underline"
      >
        {name}
      </Link>
      {reached.length > 0 && <p className="break-words text-muted">{reached[0]}</p>}
    </div>
  )
}

function Scores({ lead: { intent, engagement } }: { lead: LeadLine }) {
  return (
    <p className="mt-0.5 whitespace-nowrap text-xs text-muted">
      intent {points(intent)}, engagement {points(engagement)}
    </p>
  )
}

/** What waits for somebody of the house, most pressing first. */
function Next({ lead: { waiting, openCallback, nextVisit } }: { lead: LeadLine }) {
  const { timeZone } = useBusiness()
  if (!waiting && !openCallback && !nextVisit) return null
  return (
    <div className="flex flex-col items-start gap-1">
      {waiting && <Pill label="Waiting for a human" tone="wait" />}
      {openCallback && (
        <span className="text-soft">
          Call promised for {formatWhen(openCallback.dueAt, timeZone).replace(/^To/, 'to')}
        </span>
      )}
      {nextVisit && <span className="text-soft">Visit {formatWhen(nextVisit.at, timeZone).replace(/^To/, 'to')}</span>}
    </div>
  )
}

function LastActive({ lead }: { lead: LeadLine }) {
  const { timeZone } = useBusiness()
  return (
    <time dateTime={lead.lastActiveAt} title={formatMoment(lead.lastActiveAt, timeZone)}>
      {agoWords(lead.lastActiveAt)}
    </time>
  )
}

const SHOWN = 4

function Tags({ tags }: { tags: readonly string[] }) {
  if (tags.length === 0) return null
  return (
    <ul className="mt-1 flex flex-wrap gap-1">
      {tags.slice(0, SHOWN).map(tag => (
        <li key={tag} className="max-w-40 truncate rounded bg-sunken px-1.5 py-0.5 text-xs text-soft">
          {tag}
        </li>
      ))}
      {tags.length > SHOWN && <li className="px-1 py-0.5 text-xs text-muted">and {tags.length - SHOWN} more</li>}
    </ul>
  )
}

function Box({ label, checked, onChange }: { label: string; checked: boolean; onChange: (on: boolean) => void }) {
  return (
    <input
      type="checkbox"
      aria-label={label}
      checked={checked}
      onChange={event => onChange(event.target.checked)}
      className="mt-0.5 size-4.5 shrink-0 accent-[var(--c-accent)] pointer-coarse:size-6"
    />
  )
}
