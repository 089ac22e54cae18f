import { Link, useParams } from '@tanstack/react-router'
import { ExternalLink } from 'lucide-react'
import { Problem } from '../../api/client.ts'
import { buttonClass } from '../../parts/button.tsx'
import { Empty, Failed, Loading, Notice } from '../../parts/notice.tsx'
import { formatDate, formatMoment } from '../../words/time.ts'
import { CareerPage } from '../shell.tsx'
import { useJob, useMatch, useOwnWork } from './api.ts'
import { MatchBars, Score } from './match-bars.tsx'
import { Notes } from './notes.tsx'
import { SampleNotice } from './search-view.tsx'
import { StateBar } from './state-bar.tsx'
import { stateText, terms } from './words.ts'

/** One job: the whole posting, how it fits, what you did about it and wrote. */
export default function CareerJobsOne() {
  const { id } = useParams({ from: '/career/jobs/$id' })
  const job = useJob(id)
  if (job.isPending)
    return (
      <CareerPage title="Job">
        <Loading label="Opening the job" />
      </CareerPage>
    )
  if (job.isError)
    return (
      <CareerPage title="Job">
        <h1 className="text-2xl sm:text-3xl">Job</h1>
        {job.error instanceof Problem && [400, 404].includes(job.error.status) ? (
          <Empty
            title="There is no such job"
            action={
              <Link to="/career/jobs" className={buttonClass('primary')}>
                Search jobs
              </Link>
            }
          >
            The link may be cut off.
          </Empty>
        ) : (
          <Failed found={job} />
        )}
      </CareerPage>
    )
  const posting = job.data
  return (
    <CareerPage title={posting.title}>
      <p className="mb-3 text-sm">
        <Link to="/career/jobs" className="text-accent underline underline-offset-2">
          All jobs
        </Link>
      </p>
      <h1 className="text-2xl sm:text-3xl">{posting.title}</h1>
      <p className="mt-1 text-lg text-soft">{posting.company}</p>
      <p className="tnum mt-2 text-muted">
        {terms(posting).join(' · ')}
        {posting.postedAt && ` · posted ${formatDate(posting.postedAt)}`}
      </p>
      <div className="mt-6 flex flex-col gap-3 empty:hidden">
        {posting.closedAt && (
          <Notice tone="warn">
            Closed on {formatDate(posting.closedAt)}. What you did and wrote about it stays here.
          </Notice>
        )}
        {posting.sample && <SampleNotice />}
      </div>
      <div className="mt-7 grid gap-x-12 gap-y-10 lg:grid-cols-[minmax(0,1fr)_22rem]">
        <div className="flex min-w-0 flex-col gap-8">
          <section aria-label="The posting">
            <h2 className="sr-only">The posting</h2>
            <p className="max-w-prose whitespace-pre-wrap break-words leading-relaxed">
              {posting.description || 'This posting has no description.'}
            </p>
            {posting.url && (
              <p className="mt-6">
                <a
                  href={posting.url}
                  target="_blank"
                  rel="noreferrer noopener nofollow"
                  className={buttonClass('primary')}
                >
                  Open where it was posted
                  <ExternalLink size={16} aria-hidden />
                </a>
              </p>
            )}
          </section>
          <Words title="Skills" words={posting.skills} />
          <Words title="What matters there" words={posting.values} />
        </div>
        <div className="flex min-w-0 flex-col gap-9">
          <Fit id={id} />
          <Own id={id} title={posting.title} />
        </div>
      </div>
    </CareerPage>
  )
}

function Words({ title, words }: { title: string; words: string[] }) {
  if (words.length === 0) return null
  return (
    <section aria-label={title}>
      <h2 className="text-xl">{title}</h2>
      <ul className="mt-3 flex flex-wrap gap-1.5">
        {words.map(word => (
          <li key={word} className="rounded-full bg-sunken px-3 py-1 text-sm text-soft">
            {word}
          </li>
        ))}
      </ul>
    </section>
  )
}

function Fit({ id }: { id: string }) {
  const match = useMatch(id)
  return (
    <section aria-label="How it fits">
      <h2 className="mb-3 text-xl">How it fits</h2>
      {match.isPending && <Loading label="Comparing" />}
      {match.isError && <Failed found={match} />}
      {match.data === null && (
        <p className="text-muted">
          Once we know some of your skills and wishes, the reasons stand here.{' '}
          <Link to="/career/jobs" search={{ wishes: 'open' }} className="text-accent underline underline-offset-2">
            Say what you look for
          </Link>
        </p>
      )}
      {match.data && (
        <>
          <Score match={match.data} />
          <div className="mt-4">
            <MatchBars parts={match.data.parts} />
          </div>
        </>
      )}
    </section>
  )
}

function Own({ id, title }: { id: string; title: string }) {
  const own = useOwnWork(id)
  if (own.isPending) return <Loading label="Looking up your notes" />
  if (own.isError) return <Failed found={own} />
  const { current, states, notes } = own.data
  return (
    <>
      <section aria-label="Your application">
        <h2 className="mb-3 text-xl">Your application</h2>
        <StateBar id={id} title={title} state={current} />
        {states.length > 1 && (
          <ol className="mt-4 flex flex-col gap-1.5 border-l-2 border-line pl-3 text-sm">
            {states.map(state => (
              <li key={state.id} className={state.undone ? 'text-muted line-through' : 'text-soft'}>
                {stateText(state)} · {formatMoment(state.at)}
                {state.undone && <span className="sr-only">, taken back</span>}
              </li>
            ))}
          </ol>
        )}
      </section>
      <Notes id={id} notes={notes} />
    </>
  )
}
