import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Check, Minus } from 'lucide-react'
import { Fragment } from 'react'
import type { ReminderStatistics } from '../../../reminders/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson } from '../../api/client.ts'
import { every } from '../../live/staff.ts'
import { formatCount } from '../../words/home.ts'
import { dateIn, plusDays } from '../../words/time.ts'
import { CHANNEL_SETTINGS, countsOf } from './words.ts'

/** How reminders fare: of the past seven days, and everything that is planned. And which channels leave the house. */
export function Numbers({ isAdmin }: { isAdmin: boolean }) {
  const { timeZone } = useBusiness()
  const found = useQuery({
    queryKey: ['staff', 'reminders', 'statistics', timeZone],
    queryFn: ({ signal }) => {
      const day = (ahead: number) => plusDays(dateIn(Date.now(), timeZone), ahead)
      const query = new URLSearchParams({ from: day(-6), to: day(1000) })
      return getJson<ReminderStatistics>(`/api/staff/reminders/statistics?${query}`, signal)
    },
    refetchInterval: every(30_000),
  })
  if (!found.data) return null
  const { rows, sentWithin60s, channels } = found.data
  const counts = countsOf(rows)
  return (
    <section aria-label="How reminders fare" className="flex flex-col gap-5">
      <div>
        <h2 className="mb-3 text-lg">Past seven days and what is planned</h2>
        <dl className="grid grid-cols-2 gap-px overflow-hidden rounded-xl border border-line bg-line shadow-card xs:grid-cols-3 lg:grid-cols-6">
          <Figure label="Planned" value={formatCount(counts.planned)} />
          <Figure label="Sent" value={formatCount(counts.sent)} />
          <Figure
            label="Within a minute"
            value={sentWithin60s === null ? '–' : `${Math.floor(sentWithin60s * 100)}%`}
            hint="Share of what was sent that left within 60 seconds of its time"
          />
          <Figure
            label="Failed"
            value={formatCount(counts.failed + counts.unknown)}
            bad={counts.failed + counts.unknown > 0}
          />
          <Figure label="Not sent" value={formatCount(counts.notSent)} />
          <Figure label="Taken back" value={formatCount(counts.cancelled)} />
        </dl>
      </div>
      <Channels on={channels} isAdmin={isAdmin} />
    </section>
  )
}

function Figure({ label, value, hint, bad = false }: { label: string; value: string; hint?: string; bad?: boolean }) {
  return (
    <div className="flex flex-col-reverse justify-end bg-surface px-4 py-3.5" title={hint}>
      <dt className="text-sm text-muted">
        {label}
        {hint && <span className="sr-only">: {hint}</span>}
      </dt>
      <dd className={clsx('tnum text-2xl font-semibold', bad && 'text-bad')}>{value}</dd>
    </div>
  )
}

function Channels({ on, isAdmin }: { on: ReminderStatistics['channels']; isAdmin: boolean }) {
  const all = Object.entries(CHANNEL_SETTINGS) as [keyof typeof on, (typeof CHANNEL_SETTINGS)[keyof typeof on]][]
  return (
    <ul aria-label="Channels" className="grid gap-x-8 gap-y-3 sm:grid-cols-2 lg:grid-cols-4">
      {all.map(([key, { label, settings }]) => (
        <li key={key} className="flex min-w-0 gap-2.5 text-sm">
          {on[key] ? (
            <Check size={17} aria-hidden className="mt-0.5 shrink-0 text-accent" />
          ) : (
            <Minus size={17} aria-hidden className="mt-0.5 shrink-0 text-muted" />
          )}
          <div className="min-w-0">
            <p className="font-medium">
              {label} {key === 'push' ? 'are' : 'is'} {on[key] ? 'on' : 'off'}
            </p>
            {!on[key] && !isAdmin && <p className="text-muted">An administrator can set it up.</p>}
            {!on[key] && isAdmin && (
              <p className="text-muted">
                Set{' '}
                {settings.map((name, at) => (
                  <span key={name}>
                    {at > 0 && (at === settings.length - 1 ? ' and ' : ', ')}
                    <SettingName name={name} />
                  </span>
                ))}
              </p>
            )}
          </div>
        </li>
      ))}
    </ul>
  )
}

/** Breaks between its words where the line is too short for it. */
function SettingName({ name }: { name: string }) {
  const [first, ...rest] = name.split('_')
  return (
    <code className="text-[0.8125rem]">
      {first}
      {rest.map(word => (
        <Fragment key={word}>
          _<wbr />
          {word}
        </Fragment>
      ))}
    </code>
  )
}
