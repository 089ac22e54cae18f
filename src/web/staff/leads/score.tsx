import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import type { Lead } from '../../../leads/desk/schema.ts'
import type { Component, Ledger, Signal } from '../../../leads/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { formatMoment } from '../../words/time.ts'
import { Block } from './block.tsx'
import { LEADS } from './use-leads.ts'
import { points } from './words.ts'

const COMPONENTS: Record<Component, string> = {
  session: 'Sessions',
  view: 'Homes looked at',
  interest: 'Interest',
  sentiment: 'Mood',
  visit: 'Visits',
  callback: 'Calls',
  detail: 'Details asked',
  contact: 'Contact given',
  return: 'Coming back',
}

/** Why the lead stands where it does: what each part gave, and every row of the ledger with what earned it. */
export function Score({ lead }: { lead: Lead }) {
  const { intent, engagement } = lead.summary
  const found = useInfiniteQuery({
    queryKey: [...LEADS, 'signals', lead.personId, intent, engagement],
    queryFn: ({ pageParam, signal }) =>
      getJson<Ledger>(
        `/api/staff/leads/${lead.personId}/signals?limit=20${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    // Without a score there is nothing to explain.
    retry: false,
  })
  const rows = found.data?.pages.flatMap(({ items }) => items) ?? []
  const sums = found.data?.pages[0]?.sums ?? []
  return (
    <Block title="Why this score">
      {found.isPending ? (
        <Loading label="Adding it up" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : rows.length === 0 ? (
        <p className="text-muted">Nothing has earned a point yet. Writing, looking at homes, asking and booking do.</p>
      ) : (
        <>
          <Sums sums={sums} intent={intent} engagement={engagement} />
          <details>
            <summary className="w-fit rounded font-medium">Every row</summary>
            <ol className="mt-3 divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
              {rows.map(row => (
                <Row key={row.id} row={row} />
              ))}
            </ol>
            {found.hasNextPage && (
              <Button
                small
                className="mt-3"
                disabled={found.isFetchingNextPage}
                onClick={() => void found.fetchNextPage()}
              >
                {found.isFetchingNextPage ? 'Loading' : 'Older rows'}
              </Button>
            )}
          </details>
        </>
      )}
    </Block>
  )
}

function Sums({ sums, intent, engagement }: { sums: Ledger['sums']; intent: number; engagement: number }) {
  const cell = 'px-3 py-2 text-right'
  const of = (sum: number, cap: number) => (cap > 0 || sum > 0 ? `${points(sum)} of ${points(cap)}` : '')
  return (
    <div className="overflow-x-auto rounded-xl border border-line bg-surface shadow-card">
      <table className="tnum w-full text-sm">
        <thead className="border-b border-line text-muted">
          <tr>
            <th scope="col" className="px-4 py-2 text-left font-medium">
              For
            </th>
            <th scope="col" className={`${cell} font-medium`}>
              Intent
            </th>
            <th scope="col" className={`${cell} pr-4 font-medium`}>
              Engagement
            </th>
          </tr>
        </thead>
        <tbody className="divide-y divide-line">
          {sums.map(sum => (
            <tr key={sum.component}>
              <th scope="row" className="px-4 py-2 text-left font-normal">
                {COMPONENTS[sum.component]}
              </th>
              <td className={cell}>{of(sum.intent, sum.intentCap)}</td>
              <td className={`${cell} pr-4`}>{of(sum.engagement, sum.engagementCap)}</td>
            </tr>
          ))}
        </tbody>
        <tfoot className="border-t border-line font-semibold">
          <tr>
            <th scope="row" className="px-4 py-2 text-left">
              Together
            </th>
            <td className={cell}>{points(intent)}</td>
            <td className={`${cell} pr-4`}>{points(engagement)}</td>
          </tr>
        </tfoot>
      </table>
    </div>
  )
}

function Row({ row }: { row: Signal }) {
  const { timeZone } = useBusiness()
  const link = 'rounded underline decoration-edge/60 underline-offset-4 hover:decoration-current'
  return (
    <li className="tnum flex flex-wrap items-baseline justify-between gap-x-4 gap-y-0.5 px-4 py-2 text-sm">
      {row.message ? (
        <Link
          to="/console/$section/$id"
          params={{ section: 'inbox', id: row.message.conversationId }}
          search={{ message: String(row.message.number) }}
          className={link}
        >
          {row.text}
        </Link>
      ) : row.appointment ? (
        <Link to="." search={old => ({ ...old, appointment: row.appointment!.code })} className={link}>
          {row.text}
        </Link>
      ) : (
        <span>{row.text}</span>
      )}
      <time dateTime={row.at} className="text-muted">
        {formatMoment(row.at, timeZone)}
      </time>
    </li>
  )
}
