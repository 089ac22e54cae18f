import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { useState } from 'react'
import type { Reminder, ReminderChannel, ReminderPage } from '../../../reminders/schema.ts'
import { getJson, messageOf } from '../../api/client.ts'
import type { Account } from '../../api/types.ts'
import { every } from '../../live/staff.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { type Act, ActSheet } from './act-sheet.tsx'
import { Inbound } from './inbound.tsx'
import { Line } from './line.tsx'
import { Numbers } from './numbers.tsx'
import { CHANNELS, KINDS, kindWords, STATUS } from './words.ts'

const EVERY_MS = 30_000
const FILTERS = ['status', 'channel', 'kind'] as const

/** Every message that was, will be or would have been sent, with what became of it. */
export default function Reminders({ account }: { account: Account }) {
  const { search } = usePlace()
  const navigate = useNavigate({ from: '/console/$section' })
  const [act, setAct] = useState<Act | null>(null)
  const filter = Object.fromEntries(FILTERS.flatMap(name => (search[name] ? [[name, search[name]]] : [])))
  const found = useInfiniteQuery({
    queryKey: ['staff', 'reminders', filter],
    queryFn: ({ pageParam, signal }) => {
      const query = new URLSearchParams({ ...filter, ...(pageParam && { cursor: pageParam }) })
      return getJson<ReminderPage>(`/api/staff/reminders?${query}`, signal)
    },
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    placeholderData: keepPreviousData,
    refetchInterval: every(EVERY_MS),
  })
  const rows = found.data?.pages.flatMap(page => page.items) ?? []
  // As of the last answer, so that lines do not change their list in between.
  const now = found.dataUpdatedAt
  const isFiltered = Object.keys(filter).length > 0
  const choose = (name: (typeof FILTERS)[number], value: string) =>
    void navigate({ search: before => ({ ...before, [name]: value }), replace: true })
  return (
    <div className="flex flex-col gap-10">
      <Numbers isAdmin={account.role === 'admin'} />
      <section aria-label="Reminders" className="flex flex-col gap-5">
        <div className="grid grid-cols-2 gap-3 sm:grid-cols-3 lg:max-w-3xl">
          <Choice label="Status" value={search.status} onChoose={value => choose('status', value)}>
            {Object.entries(STATUS).map(([status, { label }]) => [status, label])}
          </Choice>
          <Choice label="Channel" value={search.channel} onChoose={value => choose('channel', value)}>
            {Object.entries(CHANNELS) as [ReminderChannel, string][]}
          </Choice>
          <Choice
            label="Kind"
            className="max-sm:col-span-2"
            value={search.kind}
            onChoose={value => choose('kind', value)}
          >
            {kindsWith(search.kind)}
          </Choice>
        </div>
        {found.isPending ? (
          <Loading label="Reading the ledger" />
        ) : found.isError && rows.length === 0 ? (
          <Failed found={found} />
        ) : rows.length === 0 ? (
          <Nothing isFiltered={isFiltered} />
        ) : (
          <>
            {found.isRefetchError && <Notice tone="warn">What you see may be old: {messageOf(found.error)}</Notice>}
            <Lines title="To come" rows={rows.filter(line => isToCome(line, now))} onAct={setAct} />
            <Lines title="Past, or taken back" rows={rows.filter(line => !isToCome(line, now))} onAct={setAct} />
          </>
        )}
        {found.hasNextPage && (
          <Button
            className="self-center"
            disabled={found.isFetchingNextPage}
            onClick={() => void found.fetchNextPage()}
          >
            {found.isFetchingNextPage ? 'Loading' : 'Earlier ones'}
          </Button>
        )}
      </section>
      <Inbound every={EVERY_MS} />
      {act && <ActSheet act={act} onClose={() => setAct(null)} />}
    </div>
  )
}

/** What was taken back is not to come, whenever it was due. */
const isToCome = ({ dueAt, status }: Reminder, now: number) => Date.parse(dueAt) > now && status !== 'cancelled'

function Lines({ title, rows, onAct }: { title: string; rows: Reminder[]; onAct: (act: Act) => void }) {
  if (rows.length === 0) return null
  return (
    <section aria-label={title} className="mt-2">
      <h2 className="mb-3 text-lg">{title}</h2>
      <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
        {rows.map(line => (
          <Line key={line.id} line={line} onAct={kind => onAct({ kind, line })} />
        ))}
      </ul>
    </section>
  )
}

function kindsWith(chosen: string | undefined): [string, string][] {
  const known = Object.entries(KINDS)
  return !chosen || chosen in KINDS ? known : [...known, [chosen, kindWords(chosen)]]
}

function Choice({
  label,
  value,
  onChoose,
  className,
  children,
}: {
  label: string
  className?: string
  value: string | undefined
  onChoose: (value: string) => void
  children: [string, string][]
}) {
  return (
    <Select label={label} className={className} value={value ?? ''} onChange={event => onChoose(event.target.value)}>
      <option value="">All</option>
      {children.map(([key, text]) => (
        <option key={key} value={key}>
          {text}
        </option>
      ))}
    </Select>
  )
}

function Nothing({ isFiltered }: { isFiltered: boolean }) {
  if (!isFiltered)
    return (
      <Empty title="Nothing is planned yet">
        Once somebody books a visit or asks for a call, what they and your staff are told stands here, sent or not.
      </Empty>
    )
  return (
    <Empty
      title="Nothing fits"
      action={
        <Link to="/console/$section" params={{ section: 'reminders' }} className={buttonClass()}>
          Show all
        </Link>
      }
    >
      No reminder is of this status, channel and kind.
    </Empty>
  )
}
