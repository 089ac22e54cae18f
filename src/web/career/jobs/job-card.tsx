import { Link } from '@tanstack/react-router'
import type { ReactNode } from 'react'
import type { OwnState, PostingCard } from '../../../catalogue/jobs/schema.ts'
import { formatDate } from '../../words/time.ts'
import { StateBar } from './state-bar.tsx'
import { terms } from './words.ts'

const SHOWN = 6

/** One job in a list: what it is, on which terms, and what you did about it. */
export function JobCard({
  job,
  state,
  label,
  children,
}: {
  job: PostingCard
  state: OwnState | null
  label?: string
  children?: ReactNode
}) {
  return (
    <article className="rounded-xl border border-line bg-surface p-5 shadow-card">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0">
          <h3 className="text-lg font-semibold">
            <Link to="/career/jobs/$id" params={{ id: job.id }} className="hover:underline">
              {job.title}
            </Link>
          </h3>
          <p className="text-soft">{job.company}</p>
        </div>
        {label && <span className="rounded-full bg-sunken px-3 py-1 text-sm text-soft">{label}</span>}
      </div>
      <p className="tnum mt-2 text-sm text-muted">
        {terms(job).join(' · ')}
        {job.postedAt && ` · posted ${formatDate(job.postedAt)}`}
        {job.closedAt && ` · closed ${formatDate(job.closedAt)}`}
      </p>
      {job.skills.length > 0 && (
        <ul aria-label="Skills" className="mt-3 flex flex-wrap gap-1.5">
          {job.skills.slice(0, SHOWN).map(skill => (
            <li key={skill} className="rounded-full bg-sunken px-2.5 py-0.5 text-sm text-soft">
              {skill}
            </li>
          ))}
          {job.skills.length > SHOWN && (
            <li className="px-1 py-0.5 text-sm text-muted">and {job.skills.length - SHOWN} more</li>
          )}
        </ul>
      )}
      {children && <div className="mt-4">{children}</div>}
      <div className="mt-4">
        <StateBar id={job.id} title={job.title} state={state} short />
      </div>
    </article>
  )
}
