import { useInfiniteQuery } from '@tanstack/react-query'
import type { MatchPage } from '../../../catalogue/jobs/schema.ts'
import { getJson } from '../../api/client.ts'
import { Button } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { jobKeys } from './api.ts'
import { JobCard } from './job-card.tsx'
import { MatchBars, Score } from './match-bars.tsx'
import { SampleNotice } from './search-view.tsx'

/** The jobs that fit best, each with its reasons. */
export function MatchesView({ onWishes }: { onWishes: () => void }) {
  const found = useInfiniteQuery({
    queryKey: [...jobKeys.all, 'matches'],
    queryFn: ({ pageParam, signal }) =>
      getJson<MatchPage>(`/api/matches?kind=job${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`, signal),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  if (found.isPending) return <Loading label="Holding jobs against what you told us" />
  if (found.isError) return <Failed found={found} />
  const items = found.data.pages.flatMap(page => page.items)
  if (items.length === 0)
    return (
      <Empty
        title="We know too little to choose for you"
        action={
          <Button look="primary" onClick={onWishes}>
            Say what you look for
          </Button>
        }
      >
        Name a few skills and where you want to work, or add a résumé. Each match then says why it fits.
      </Empty>
    )
  return (
    <section aria-label="Matches" className="flex flex-col gap-4">
      <h2 className="sr-only">Your matches</h2>
      {items.some(match => match.listing.sample) && <SampleNotice />}
      {items.map(match => (
        <JobCard key={match.listing.id} job={match.listing} state={match.state}>
          <Score match={match} />
          <details className="mt-3">
            <summary className="inline-flex min-h-9 cursor-pointer items-center text-sm font-medium text-accent pointer-coarse:min-h-11">
              Why this fits<span className="sr-only">: {match.listing.title}</span>
            </summary>
            <div className="mt-3 max-w-xl">
              <MatchBars parts={match.parts} />
            </div>
          </details>
        </JobCard>
      ))}
      {found.hasNextPage && (
        <Button className="self-center" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
          {found.isFetchingNextPage ? 'Loading' : 'More matches'}
        </Button>
      )}
    </section>
  )
}
