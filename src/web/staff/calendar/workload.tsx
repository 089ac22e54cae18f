import { keepPreviousData, useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { getJson } from '../../api/client.ts'
import type { CompletionReport, Workload as Load, StaffMember } from '../../api/types.ts'
import { every } from '../../live/staff.ts'
import { formatDate, formatWeekday, plusDays } from '../../words/time.ts'
import { Scroller } from './scroller.tsx'
import { REFRESH_MS } from './use-calendar.ts'
import { SOURCES } from './words.ts'

const HEAD = 'whitespace-nowrap px-3 py-2.5 text-left text-[0.8125rem] font-medium text-muted'

/** How much everybody has in the week, and how many visits took place by where they came from. */
export function Workload({
  week,
  members,
  timeZone,
  today,
}: {
  week: string[]
  members: StaffMember[]
  timeZone: string
  today: string
}) {
  return (
    <div className="mt-6 grid gap-x-8 gap-y-10 border-t border-line pt-8 xl:grid-cols-[minmax(0,3fr)_minmax(0,2fr)]">
      <PerDay week={week} members={members} timeZone={timeZone} today={today} />
      <BySource until={plusDays(week.at(-1)!, 1)} />
    </div>
  )
}

function PerDay({ week, members, timeZone, today }: Parameters<typeof Workload>[0]) {
  const { data } = useQuery({
    queryKey: ['staff', 'workload', week[0]],
    queryFn: ({ signal }) => getJson<Load>(`/api/staff/workload?from=${week[0]}&days=7`, signal),
    refetchInterval: every(REFRESH_MS),
    placeholderData: keepPreviousData,
  })
  if (!data || data.staff.length === 0) return null
  return (
    <div className="min-w-0">
      <h2 className="mb-3 text-lg">Workload</h2>
      <Scroller label="Workload">
        <table className="tnum w-full text-sm">
          <thead className="border-b border-line">
            <tr>
              <th scope="col" className={HEAD}>
                Open visits
              </th>
              {data.days.map(day => (
                <th key={day} scope="col" className={clsx(HEAD, 'text-center', day === today && 'text-accent')}>
                  {formatWeekday(day, timeZone).split(' ').slice(0, 2).join(' ')}
                </th>
              ))}
              <th scope="col" className={clsx(HEAD, 'text-center')}>
                Calls
              </th>
            </tr>
          </thead>
          <tbody className="divide-y divide-line">
            {data.staff.map(({ id, name, perDay, openCallbacks }) => (
              <tr key={id}>
                <th scope="row" className="whitespace-nowrap px-3 py-2.5 text-left font-medium">
                  {name}
                </th>
                {perDay.map((count, index) => (
                  <td key={data.days[index]} className="px-2 py-2.5 text-center">
                    <Amount count={count} most={members.find(member => member.id === id)?.visitsPerDay ?? 5} />
                  </td>
                ))}
                <td className="px-3 py-2.5 text-center">
                  <span className={openCallbacks === 0 ? 'text-muted' : 'font-medium'}>{openCallbacks}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </Scroller>
    </div>
  )
}

function Amount({ count, most }: { count: number; most: number }) {
  return (
    <span className="inline-flex w-9 flex-col items-center gap-1">
      <span className={count === 0 ? 'text-muted' : 'font-medium'}>{count}</span>
      <Bar part={most > 0 ? count / most : 0} />
    </span>
  )
}

function Bar({ part }: { part: number }) {
  return (
    <span aria-hidden className="block h-1 w-full overflow-hidden rounded-full bg-line">
      <span className="block h-full rounded-full bg-accent" style={{ width: `${Math.min(1, part) * 100}%` }} />
    </span>
  )
}

/** Over the four weeks that end with the shown one. */
function BySource({ until }: { until: string }) {
  const from = plusDays(until, -28)
  const { data } = useQuery({
    queryKey: ['staff', 'reports', from, until],
    queryFn: ({ signal }) => getJson<CompletionReport>(`/api/staff/reports?from=${from}&to=${until}`, signal),
    placeholderData: keepPreviousData,
  })
  if (!data) return null
  const sources = data.sources.filter(source => source.completed + source.noShow + source.cancelled > 0)
  return (
    <div className="min-w-0">
      <h2 className="mb-3 text-lg">Visits that took place</h2>
      {sources.length === 0 ? (
        <p className="text-muted">
          None was completed, missed or cancelled from {formatDate(from)} to {formatDate(plusDays(until, -1))}.
        </p>
      ) : (
        <>
          <Scroller label="Visits that took place">
            <table className="tnum w-full text-sm">
              <thead className="border-b border-line">
                <tr>
                  <th scope="col" className={HEAD}>
                    Source
                  </th>
                  <th scope="col" className={HEAD}>
                    Completed
                  </th>
                  <th scope="col" className={HEAD}>
                    Missed
                  </th>
                  <th scope="col" className={HEAD}>
                    Cancelled
                  </th>
                  <th scope="col" className={HEAD}>
                    Share
                  </th>
                </tr>
              </thead>
              <tbody className="divide-y divide-line">
                {sources.map(({ source, completed, noShow, cancelled, rate }) => (
                  <tr key={source}>
                    <th scope="row" className="whitespace-nowrap px-3 py-2.5 text-left font-medium">
                      {SOURCES[source] ?? source}
                    </th>
                    <td className="px-3 py-2.5">{completed}</td>
                    <td className="px-3 py-2.5">{noShow}</td>
                    <td className="px-3 py-2.5">{cancelled}</td>
                    <td className="px-3 py-2.5">
                      <span className="flex min-w-20 flex-col gap-1">
                        {Math.round((rate ?? 0) * 100)} %
                        <Bar part={rate ?? 0} />
                      </span>
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </Scroller>
          <p className="mt-2 text-sm text-muted">
            {formatDate(from)} to {formatDate(plusDays(until, -1))}
          </p>
        </>
      )}
    </div>
  )
}
