import { Link, useNavigate, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { Button } from '../../parts/button.tsx'
import { CareerPage } from '../shell.tsx'
import type { JobFilters } from './filters.tsx'
import { MatchesView } from './matches-view.tsx'
import { PreferencesSheet } from './preferences.tsx'
import { SearchView } from './search-view.tsx'
import { Unsubscribe } from './unsubscribe.tsx'

const TAB = 'inline-flex min-h-11 items-center border-b-2 px-4 font-medium -mb-px'

/** Jobs to search and jobs that fit; which of both, every filter and the open panel stand in the address. */
export default function CareerJobsPage() {
  const search: JobFilters = useSearch({ from: '/career/jobs' })
  const navigate = useNavigate({ from: '/career/jobs' })
  const { view, wishes, unsubscribe, ...filters } = search
  const go = (next: JobFilters) =>
    void navigate({ to: '/career/jobs', search: next, replace: true, resetScroll: false })
  const tab = (name: string, label: string) => (
    <Link
      to="/career/jobs"
      search={{ ...filters, ...(name && { view: name }) }}
      aria-current={(view ?? '') === name ? 'page' : undefined}
      className={clsx(
        TAB,
        (view ?? '') === name ? 'border-accent text-ink' : 'border-transparent text-muted hover:text-ink',
      )}
    >
      {label}
    </Link>
  )
  return (
    <CareerPage title="Jobs">
      <div className="flex flex-wrap items-end justify-between gap-3">
        <h1 className="text-2xl sm:text-3xl">Jobs</h1>
        <Button onClick={() => go({ ...search, wishes: 'open' })}>What I look for</Button>
      </div>
      {unsubscribe && <Unsubscribe token={unsubscribe} />}
      <nav aria-label="Jobs" className="mb-6 mt-5 flex border-b border-line">
        {tab('', 'Search')}
        {tab('matches', 'For you')}
      </nav>
      {view === 'matches' ? (
        <MatchesView onWishes={() => go({ ...search, wishes: 'open' })} />
      ) : (
        <SearchView filters={filters} onChange={go} />
      )}
      {wishes === 'open' && (
        <PreferencesSheet
          onClose={() => {
            const { wishes: _, ...rest } = search
            go(rest)
          }}
        />
      )}
    </CareerPage>
  )
}
