import { keepPreviousData, useInfiniteQuery, useQuery } from '@tanstack/react-query'
import { Link, useNavigate } from '@tanstack/react-router'
import { Download } from 'lucide-react'
import type { AuditChoices, AuditLine } from '../../../server/audit/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { getJson } from '../../api/client.ts'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Field, Select } from '../../parts/field.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { dateIn, formatTime, formatWeekday } from '../../words/time.ts'
import { usePlace } from '../place.ts'

type Page = { items: AuditLine[]; cursor: string | null }
const FILTERS = ['who', 'action', 'kind', 'from', 'to', 'person', 'subject'] as const

/** Who read and changed what, newest first. */
export default function Audit() {
  const { timeZone } = useBusiness()
  const { search } = usePlace()
  const navigate = useNavigate({ from: '/console/$section' })
  const filter = Object.fromEntries(FILTERS.flatMap(name => (search[name] ? [[name, search[name]]] : [])))
  const query = new URLSearchParams(filter).toString()
  const found = useInfiniteQuery({
    queryKey: ['admin', 'audit', filter],
    queryFn: ({ pageParam, signal }) =>
      getJson<Page>(
        `/api/admin/audit?${new URLSearchParams({ ...filter, ...(pageParam && { cursor: pageParam }) })}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
    placeholderData: keepPreviousData,
    staleTime: 10_000,
  })
  const choices = useQuery({
    queryKey: ['admin', 'audit', 'choices'],
    queryFn: ({ signal }) => getJson<AuditChoices>('/api/admin/audit/choices', signal),
    staleTime: 60_000,
  })
  const choose = (change: Record<string, string>) =>
    void navigate({ search: before => ({ ...before, ...change }), replace: true, resetScroll: false })
  const lines = found.data?.pages.flatMap(page => page.items) ?? []
  const isFiltered = Object.keys(filter).length > 0
  const select = (name: 'who' | 'action' | 'kind', label: string, every: string, options: [string, string][]) => (
    <Select label={label} value={search[name] ?? ''} onChange={event => choose({ [name]: event.target.value })}>
      <option value="">{every}</option>
      {options.map(([value, text]) => (
        <option key={value} value={value}>
          {text}
        </option>
      ))}
    </Select>
  )
  const date = (name: 'from' | 'to', label: string) => (
    <Field
      label={label}
      type="date"
      value={search[name] ?? ''}
      onChange={event => choose({ [name]: event.target.value })}
    />
  )
  return (
    <section aria-label="Audit log" className="flex max-w-5xl flex-col gap-6">
      <div className="grid grid-cols-2 gap-3 md:grid-cols-3 xl:grid-cols-5">
        {select('who', 'Who', 'Everybody', choices.data?.who.map(({ id, name }) => [id, name]) ?? [])}
        {select(
          'action',
          'What',
          'Everything',
          choices.data?.actions.map(({ action, label }) => [action, label]) ?? [],
        )}
        {select('kind', 'Reads and changes', 'Both', [
          ['reads', 'Reads alone'],
          ['changes', 'Changes alone'],
        ])}
        {date('from', 'From')}
        {date('to', 'Until')}
      </div>
      <div className="flex flex-wrap items-center gap-3">
        <a className={buttonClass('plain', true)} href={`/api/admin/audit.csv${query && `?${query}`}`} download>
          <Download size={16} aria-hidden />
          Download as CSV
        </a>
        {isFiltered && (
          <Button small look="quiet" onClick={() => choose(Object.fromEntries(FILTERS.map(name => [name, ''])))}>
            {search.person || search.subject ? 'Everything, not this one alone' : 'Show everything'}
          </Button>
        )}
      </div>
      {found.isPending ? (
        <Loading label="Reading the log" />
      ) : found.isError ? (
        <Failed found={found} />
      ) : lines.length === 0 ? (
        <Empty title="Nothing of that kind">
          {isFiltered ? 'Nobody did that in this time. Widen the days, or show everything.' : 'Nothing happened yet.'}
        </Empty>
      ) : (
        <>
          <Days lines={lines} timeZone={timeZone} />
          {found.hasNextPage && (
            <Button
              className="self-center"
              disabled={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {found.isFetchingNextPage ? 'One moment' : 'Older lines'}
            </Button>
          )}
        </>
      )}
    </section>
  )
}

function Days({ lines, timeZone }: { lines: AuditLine[]; timeZone: string }) {
  const days: { day: string; name: string; lines: AuditLine[] }[] = []
  const today = dateIn(Date.now(), timeZone)
  for (const line of lines) {
    const day = dateIn(line.at, timeZone)
    const last = days.at(-1)
    if (last?.day === day) last.lines.push(line)
    else days.push({ day, name: day === today ? 'Today' : formatWeekday(day, timeZone, 'long'), lines: [line] })
  }
  return (
    <div className="flex flex-col gap-6">
      {days.map(({ day, name, lines }) => (
        <section key={day} aria-label={name} className="flex flex-col gap-2">
          <h2 className="text-sm font-semibold text-muted">{name}</h2>
          <ol className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
            {lines.map(line => (
              <Line key={line.number} line={line} timeZone={timeZone} />
            ))}
          </ol>
        </section>
      ))}
    </div>
  )
}

function Line({ line: { at, who, did, subject, detail }, timeZone }: { line: AuditLine; timeZone: string }) {
  const facts = Object.entries(detail).flatMap(([name, value]) =>
    value === null || typeof value === 'object' || /^[0-9a-f-]{36}$/.test(String(value)) ? [] : [`${name}: ${value}`],
  )
  const [path, query] = subject.path?.split('?') ?? []
  return (
    <li className="flex gap-4 px-4 py-3 text-[0.9375rem]">
      <time dateTime={at} className="w-16 shrink-0 pt-px text-sm tabular-nums text-muted">
        {formatTime(at, timeZone)}
      </time>
      <p className="min-w-0 break-words">
        <span className="font-medium">{who.name}</span> {did[0]}{' '}
        {subject.label &&
          (path ? (
            <Link to={path} search={Object.fromEntries(new URLSearchParams(query))} className="underline">
              {subject.label}
            </Link>
          ) : (
            subject.label
          ))}{' '}
        {did[1]}
        {facts.length > 0 && <span className="block text-sm text-muted">{facts.slice(0, 4).join(' · ')}</span>}
      </p>
    </li>
  )
}
