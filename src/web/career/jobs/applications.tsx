import { useInfiniteQuery } from '@tanstack/react-query'
import { Link } from '@tanstack/react-router'
import { useEffect } from 'react'
import type { PostingSearch } from '../../../catalogue/jobs/schema.ts'
import { getJson } from '../../api/client.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { CareerPage } from '../shell.tsx'
import { jobKeys } from './api.ts'
import { JobCard } from './job-card.tsx'
import { stateNames, states } from './words.ts'

/** Every job that you did something about, by what became of it; also those that are closed. */
export default function CareerJobsApplications() {
  const found = useInfiniteQuery({
    queryKey: [...jobKeys.all, 'own'],
    queryFn: ({ pageParam, signal }) =>
      getJson<PostingSearch>(
        `/api/listings?kind=job&state=any&limit=100${pageParam && `&cursor=${encodeURIComponent(pageParam)}`}`,
        signal,
      ),
    initialPageParam: '',
    getNextPageParam: last => last.cursor,
  })
  const { hasNextPage, isFetchingNextPage, fetchNextPage } = found
  useEffect(() => {
    if (hasNextPage && !isFetchingNextPage) void fetchNextPage()
  }, [hasNextPage, isFetchingNextPage, fetchNextPage])
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  return (
    <CareerPage title="Applications">
      <h1 className="text-2xl sm:text-3xl">Applications</h1>
      {found.isPending && <Loading label="Looking up your applications" />}
      {found.isError && <Failed found={found} />}
      {found.data && items.length === 0 && (
        <Empty
          title="Nothing here yet"
          action={
            <Link to="/career/jobs" className={buttonClass('primary')}>
              Search jobs
            </Link>
          }
        >
          Jobs that you save or apply to stand here, with your notes, also after they are closed.
        </Empty>
      )}
      <div className="mt-7 flex flex-col gap-10">
        {states.toReversed().map(state => {
          const some = items.filter(item => item.state?.state === state)
          if (some.length === 0) return null
          return (
            <section key={state} aria-label={stateNames[state]}>
              <h2 className="tnum mb-3 text-xl">
                {stateNames[state]} <span className="text-base font-normal text-muted">{some.length}</span>
              </h2>
              <div className="grid gap-4 lg:grid-cols-2">
                {some.map(job => (
                  <JobCard key={job.id} job={job} state={job.state}>
                    {job.state?.note && <p className="whitespace-pre-wrap text-sm text-soft">{job.state.note}</p>}
                    <Link
                      to="/career/jobs/$id"
                      params={{ id: job.id }}
                      className="inline-flex min-h-9 items-center text-sm font-medium text-accent underline underline-offset-2 pointer-coarse:min-h-11"
                    >
                      Notes<span className="sr-only"> about {job.title}</span>
                    </Link>
                  </JobCard>
                ))}
              </div>
            </section>
          )
        })}
      </div>
    </CareerPage>
  )
}
