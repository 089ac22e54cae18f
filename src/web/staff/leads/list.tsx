import { useNavigate } from '@tanstack/react-router'
import { Search } from 'lucide-react'
import { useEffect, useId, useRef, useState } from 'react'
import { messageOf } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { INPUT } from '../../parts/field.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { KEYS, type Query, queryOf, textOf } from './address.ts'
import { BulkBar } from './bulk.tsx'
import { Filters } from './filters.tsx'
import { LeadCards, LeadTable } from './rows.tsx'
import { useLeadKeys } from './use-keys.ts'
import { useLeadList } from './use-leads.ts'
import { useWide } from './use-wide.ts'
import { Views } from './views.tsx'

/** Leads: whom to call next, found by any of what is known of them. The address is the list. */
export function LeadList() {
  const { search } = usePlace()
  const navigate = useNavigate()
  const query = queryOf(search)
  const text = textOf(query)
  const found = useLeadList(text)
  const [selected, setSelected] = useState<ReadonlySet<string>>(new Set())
  const isWide = useWide()
  const leads = found.data?.pages.flatMap(({ items }) => items) ?? []
  const go = (next: Query) => {
    const others = Object.fromEntries(
      Object.entries(search).filter(([key]) => !(KEYS as readonly string[]).includes(key)),
    )
    setSelected(new Set())
    void navigate({
      to: '/console/$section',
      params: { section: 'leads' },
      search: { ...others, ...next },
      replace: true,
      resetScroll: false,
    })
  }
  const choose = (ids: readonly string[], on: boolean) =>
    setSelected(old => {
      const next = new Set(old)
      for (const id of ids) on ? next.add(id) : next.delete(id)
      return next
    })
  useLeadKeys(id => choose([id], !selected.has(id)))
  const rows = { leads, selected, choose }
  return (
    <section aria-label="Leads" className="flex flex-col gap-4">
      <Views query={query} onGo={go} />
      <div className="flex flex-col gap-3">
        <SearchField q={query.q ?? ''} onChange={q => go({ ...query, q })} />
        <Filters query={query} onGo={go} />
      </div>
      {found.isPending ? (
        <Loading label="Looking for leads" />
      ) : found.isError && leads.length === 0 ? (
        <Failed found={found} />
      ) : leads.length === 0 ? (
        <Nobody query={query} onAll={() => go({})} />
      ) : (
        <>
          {found.isError && <Notice tone="warn">{messageOf(found.error)} This is how it was before.</Notice>}
          <div className={found.isPlaceholderData ? 'opacity-60' : undefined}>
            {isWide ? <LeadTable {...rows} /> : <LeadCards {...rows} />}
          </div>
          <More found={found} />
        </>
      )}
      {selected.size > 0 && <BulkBar ids={[...selected]} onDone={() => setSelected(new Set())} />}
    </section>
  )
}

/** What is typed is in the address a moment after the last letter; Enter does not wait. */
function SearchField({ q, onChange }: { q: string; onChange: (q: string) => void }) {
  const id = useId()
  const [text, setText] = useState(q)
  const said = useRef(q)
  if (said.current !== q) {
    said.current = q
    setText(q)
  }
  const latest = useRef(onChange)
  latest.current = onChange
  useEffect(() => {
    const wanted = text.trim()
    if (wanted === said.current) return
    const timer = setTimeout(() => {
      said.current = wanted
      latest.current(wanted)
    }, 300)
    return () => clearTimeout(timer)
  }, [text])
  return (
    <div className="relative max-w-xl">
      <Search
        size={17}
        aria-hidden
        className="pointer-events-none absolute left-3 top-1/2 -translate-y-1/2 text-muted"
      />
      <label htmlFor={id} className="sr-only">
        Find by name, phone or e-mail
      </label>
      <input
        id={id}
        type="search"
        value={text}
        maxLength={100}
        placeholder="Name, phone or e-mail"
        onChange={event => setText(event.target.value)}
        className={`${INPUT} pl-9`}
      />
    </div>
  )
}

/** The next page comes as its place is scrolled to; the button is for who does not scroll. */
function More({ found }: { found: ReturnType<typeof useLeadList> }) {
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found
  const end = useRef<HTMLDivElement>(null)
  useEffect(() => {
    if (!end.current || !hasNextPage || isFetchingNextPage) return
    const seen = new IntersectionObserver(([entry]) => entry?.isIntersecting && void fetchNextPage(), {
      rootMargin: '400px',
    })
    seen.observe(end.current)
    return () => seen.disconnect()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  return (
    <div ref={end} className="flex min-h-11 justify-center">
      {hasNextPage && (
        <Button disabled={isFetchingNextPage} onClick={() => void fetchNextPage()}>
          {isFetchingNextPage ? 'Loading' : 'More'}
        </Button>
      )}
    </div>
  )
}

function Nobody({ query, onAll }: { query: Query; onAll: () => void }) {
  const isNarrow = KEYS.some(key => key !== 'order' && query[key])
  return isNarrow ? (
    <Empty title="No lead is like this" action={<Button onClick={onAll}>Show all leads</Button>}>
      Take off a filter, or search for less of the name.
    </Empty>
  ) : (
    <Empty title="No leads yet">
      Whoever writes to the sales desk stands here from their first message, with what they look for and how warm they
      are.
    </Empty>
  )
}
