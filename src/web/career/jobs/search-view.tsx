import { useInfiniteQuery } from '@tanstack/react-query'
import { SlidersHorizontal } from 'lucide-react'
import { useState } from 'react'
import type { FoundPosting, PostingSearch } from '../../../catalogue/jobs/schema.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { formatCount } from '../../words/home.ts'
import { jobKeys } from './api.ts'
import { FILTERS, Filters, type JobFilters, SearchForm } from './filters.tsx'
import { JobCard } from './job-card.tsx'

const LABELS: Record<FoundPosting['where'], string | undefined> = {
  here: undefined,
  remote: 'Remote',
  elsewhere: 'Elsewhere',
}

/** The search: what was typed and chosen stands in the address. */
export function SearchView({ filters, onChange }: { filters: JobFilters; onChange: (next: JobFilters) => void }) {
  const [filtering, setFiltering] = useState(false)
  const query = new URLSearchParams({ kind: 'job' })
  for (const key of FILTERS) if (filters[key]) query.set(key, filters[key])
  const found = useInfiniteQuery({
    queryKey: [...jobKeys.all, 'search', query.toString()],
    queryFn: ({ pageParam, signal }) =>
      getJson<PostingSearch>(
        `/api/listings?${query}${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  const first = found.data?.pages[0]
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  const chosen = FILTERS.filter(key => !['q', 'place', 'order'].includes(key) && filters[key]).length
  return (
    <>
      <SearchForm filters={filters} onSearch={onChange} />
      <div className="mt-5 flex min-h-11 flex-wrap items-center justify-between gap-3">
        <p role="status" className="tnum text-muted">
          {first
            ? `${formatCount(first.total)}${first.total >= 1_000 ? ' or more' : ''} ${first.total === 1 ? 'job' : 'jobs'}`
            : 'Counting'}
        </p>
        <Button small className="lg:hidden" onClick={() => setFiltering(true)}>
          <SlidersHorizontal size={16} aria-hidden />
          Filters{chosen > 0 && ` (${chosen})`}
        </Button>
      </div>
      <div className="mt-3 grid gap-8 lg:grid-cols-[16rem_minmax(0,1fr)]">
        <section aria-label="Filters" className="hidden lg:block">
          <Filters filters={filters} onChange={onChange} />
        </section>
        <section aria-label="Jobs" className="flex min-w-0 flex-col gap-4">
          <h2 className="sr-only">Jobs found</h2>
          {found.isPending && <Loading label="Finding jobs" />}
          {found.isError && <Failed found={found} />}
          {first?.corrected.map(({ typed, taken }) => (
            <Notice key={typed}>
              No job has the word “{typed}”. These have “{taken}”.
            </Notice>
          ))}
          {first?.widened && items.length > 0 && (
            <Notice>There is little in {filters.place}: remote jobs and others follow, each with its label.</Notice>
          )}
          {items.some(job => job.sample) && <SampleNotice />}
          {items.map(job => {
            const label = LABELS[job.where]
            return <JobCard key={job.id} job={job} state={job.state} {...(label && { label })} />
          })}
          {first && items.length === 0 && (
            <Empty
              title="No job fits all of that"
              action={<Button onClick={() => onChange({})}>Clear the search</Button>}
            >
              Try fewer words, or fewer filters.
            </Empty>
          )}
          {found.hasNextPage && (
            <Button
              className="self-center"
              disabled={found.isFetchingNextPage}
              onClick={() => void found.fetchNextPage()}
            >
              {found.isFetchingNextPage ? 'Loading' : 'More jobs'}
            </Button>
          )}
        </section>
      </div>
      {filtering && (
        <Sheet
          title="Filters"
          onClose={() => setFiltering(false)}
          footer={
            <Button look="primary" className="w-full" onClick={() => setFiltering(false)}>
              {first ? `Show ${formatCount(first.total)} ${first.total === 1 ? 'job' : 'jobs'}` : 'Show jobs'}
            </Button>
          }
        >
          <Filters filters={filters} onChange={onChange} />
        </Sheet>
      )}
    </>
  )
}

export function SampleNotice() {
  return (
    <Notice tone="warn">
      <strong className="font-semibold">Sample data.</strong> These jobs and companies are invented for demonstration.
    </Notice>
  )
}
