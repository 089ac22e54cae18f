import { useQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { UsageReport } from '../../../assistant/coach/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson } from '../../api/client.ts'
import { Failed, Loading, Notice } from '../../parts/notice.tsx'
import { formatCount, sentence } from '../../words/home.ts'
import { DayBars } from './day-bars.tsx'
import { Spent } from './spent.tsx'
import { Table } from './table.tsx'
import { everyDay, formatCost } from './words.ts'

const TIERS: Record<string, string> = { visitor: 'Visitor', free: 'Free', beta: 'Beta', staff: 'Staff' }

/** What the model cost, against what it may; who asked it most, and nothing of what was said. */
export default function Usage() {
  const { timeZone } = useBusiness()
  const found = useQuery({
    queryKey: ['admin', 'usage'],
    queryFn: ({ signal }) => getJson<UsageReport>('/api/admin/usage', signal),
    refetchInterval: 30_000,
  })
  if (found.isPending) return <Loading label="Adding up" />
  if (found.isError) return <Failed found={found} />
  const { model, limits, windows, tiers, days, persons } = found.data
  const of = (name: UsageReport['windows'][number]['name']) =>
    windows.find(window => window.name === name) ?? { calls: 0, cost: 0, unsettled: 0 }
  const [day, month] = [of('day'), of('month')]
  return (
    <section aria-label="Usage" className="flex max-w-4xl flex-col gap-9">
      {model === null ? (
        <Notice>
          <p className="font-medium">No model: nothing is spent.</p>
          <p className="mt-0.5">
            Rules and the library answer, and no message goes to anybody else. The limits below hold once a model is set
            up.
          </p>
        </Notice>
      ) : (
        <p className="text-muted">
          {model} answers beside the rules. What is not accounted for yet counts in full
          {day.unsettled > 0 && `: ${day.unsettled} at present`}.
        </p>
      )}
      <dl className="grid gap-px overflow-hidden rounded-xl border border-line bg-line shadow-card sm:grid-cols-2">
        <Spent label="Spent in 24 hours" used={day.cost} limit={limits.dayCost} format={formatCost} />
        <Spent label="Spent in 30 days" used={month.cost} limit={limits.monthCost} format={formatCost} />
      </dl>
      <dl className="-mt-6 grid grid-cols-1 gap-px overflow-hidden rounded-xl border border-line bg-line shadow-card xs:grid-cols-3">
        <Spent label="Calls in a minute" used={of('minute').calls} limit={limits.minuteCalls} format={formatCount} />
        <Spent label="In an hour" used={of('hour').calls} limit={limits.hourCalls} format={formatCount} />
        <Spent label="In 24 hours" used={day.calls} limit={limits.dayCalls} format={formatCount} />
      </dl>
      {days.length > 0 && (
        <Part title="By day">
          <DayBars days={everyDay(days, timeZone, Date.now())} />
        </Part>
      )}
      {persons.length > 0 && (
        <Part title="Who used most in 24 hours">
          <Table
            caption="Who used most in the last 24 hours"
            head={['Who', 'Limits', 'Calls', 'Spent']}
            rows={persons.map(({ personId, name, tier, calls, cost }) => ({
              key: personId,
              cells: [
                name ? (
                  <Link
                    key="who"
                    to="/console/$section"
                    params={{ section: 'accounts' }}
                    search={{ q: name }}
                    className="underline"
                  >
                    {name}
                  </Link>
                ) : (
                  'A visitor'
                ),
                TIERS[tier] ?? sentence(tier),
                formatCount(calls),
                formatCost(cost),
              ],
            }))}
          />
        </Part>
      )}
      <Part title="Limits of one person in 24 hours">
        <Table
          caption="Limits of one person in 24 hours, and what all of them used together"
          head={['Who', 'Calls', 'Spending', 'All together']}
          rows={(['visitor', 'free', 'beta', 'staff'] as const).map(tier => {
            const used = tiers.find(one => one.tier === tier)
            return {
              key: tier,
              cells: [
                TIERS[tier],
                formatCount(limits.person[tier].calls),
                formatCost(limits.person[tier].cost),
                used ? `${formatCount(used.calls)} calls, ${formatCost(used.cost)}` : '–',
              ],
            }
          })}
        />
        <p className="text-sm text-muted">
          Visitors of one network address: {formatCount(limits.networkCalls)} calls together. Who has reached a limit is
          answered from the library.
        </p>
      </Part>
    </section>
  )
}

function Part({ title, children }: { title: string; children: ReactNode }) {
  return (
    <section aria-label={title} className="flex flex-col gap-3">
      <h2 className="text-lg">{title}</h2>
      {children}
    </section>
  )
}
