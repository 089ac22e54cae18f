import { Link } from '@tanstack/react-router'
import { ArrowRight } from 'lucide-react'
import { buttonClass } from '../../parts/button.tsx'
import { Failed, Loading } from '../../parts/notice.tsx'
import { Pill, type Tone } from '../../parts/pill.tsx'
import { formatDate } from '../../words/time.ts'
import { CareerPage } from '../shell.tsx'
import { type EnrolmentLine, type Programme, useLines, usePossible } from './api.ts'
import { FromBefore } from './from-before.tsx'
import { LoadExport } from './load-export.tsx'
import { durationOf, sizeOf } from './way.ts'
import { useZone } from './zone.ts'

/** Which programmes there are, what each asks and takes, and where one stands in it. */
export default function ProgrammesPage() {
  const possible = usePossible()
  const lines = useLines()
  const zone = useZone()
  const archived = (lines.data ?? []).filter(line => line.state === 'archived')
  return (
    <CareerPage title="Programme" narrow>
      <h1 className="text-3xl">From a question to a small tested plan</h1>
      <p className="mt-3 max-w-prose text-lg leading-8 text-soft">
        Two ways through the same idea: say what is wrong, choose one thing, try it out. Take the short one when you
        want to move today, the long one when you want to understand.
      </p>
      <FromBefore />
      {possible.isPending || lines.isPending ? (
        <Loading label="Looking up the programmes" />
      ) : possible.isError || lines.isError ? (
        <div className="mt-8">
          <Failed found={possible.isError ? possible : lines} />
        </div>
      ) : (
        <ul className="mt-9 flex flex-col gap-5">
          {possible.data.map(programme => (
            <li key={programme.key}>
              <Card
                programme={programme}
                line={lines.data.find(line => line.programme === programme.key && line.state !== 'archived') ?? null}
              />
            </li>
          ))}
        </ul>
      )}
      {archived.length > 0 && (
        <section aria-labelledby="archived" className="mt-12">
          <h2 id="archived" className="text-lg">
            Earlier rounds
          </h2>
          <p className="mt-1 text-muted">Put away when you started anew. Still yours to read, print and export.</p>
          <ul className="mt-4 divide-y divide-line border-y border-line">
            {archived.map(line => (
              <li key={line.id}>
                <Link
                  to="/career/programmes/$key"
                  params={{ key: line.programme }}
                  search={{ enrolment: line.id }}
                  className="flex min-h-14 flex-wrap items-center justify-between gap-x-4 rounded-lg py-2.5 hover:bg-sunken sm:px-2"
                >
                  <span className="font-medium">{line.title}</span>
                  <span className="tnum text-sm text-muted">
                    {`Begun ${formatDate(line.createdAt, zone)}, ${line.done} of ${line.total} answered`}
                  </span>
                </Link>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="mt-10 border-t border-line pt-5">
        <LoadExport />
      </div>
    </CareerPage>
  )
}

const STATES: Record<EnrolmentLine['state'], { label: string; tone: Tone | 'plain' }> = {
  active: { label: 'Under way', tone: 'good' },
  waiting: { label: 'Experiment running', tone: 'wait' },
  paused: { label: 'Paused', tone: 'over' },
  completed: { label: 'Completed', tone: 'good' },
  archived: { label: 'Earlier round', tone: 'over' },
}
const GO: Record<EnrolmentLine['state'], string> = {
  active: 'Carry on',
  waiting: 'Carry on',
  paused: 'Take it up again',
  completed: 'Open the summary',
  archived: 'Open',
}

function Card({ programme, line }: { programme: Programme; line: EnrolmentLine | null }) {
  const begun = line !== null && (line.position !== null || line.done > 0)
  return (
    <article
      aria-label={programme.title}
      className="rounded-2xl border border-line bg-surface px-5 py-6 shadow-card sm:px-7 sm:py-7"
    >
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p className="text-sm text-muted">{`${sizeOf(programme)}, ${durationOf(programme.minutes)}`}</p>
        {begun && <Pill {...STATES[line.state]} />}
      </div>
      <h2 className="mt-2 text-2xl">{programme.title}</h2>
      <p className="mt-3 max-w-prose leading-7 text-soft">{programme.summary}</p>
      {begun && (
        <div className="mt-5">
          <svg aria-hidden="true" className="block h-1.5 w-full" preserveAspectRatio="none" viewBox="0 0 1000 6">
            <rect width={1000} height={6} rx={3} className="fill-line" />
            <rect
              width={line.total > 0 ? (1000 * line.done) / line.total : 0}
              height={6}
              rx={3}
              className="fill-accent"
            />
          </svg>
          <p className="tnum mt-2 text-sm text-muted">{`${line.done} of ${line.total} answered`}</p>
        </div>
      )}
      <div className="mt-5 flex flex-wrap gap-2.5">
        <Link
          to="/career/programmes/$key"
          params={{ key: programme.key }}
          className={buttonClass('primary')}
          aria-label={`${begun ? GO[line.state] : 'Look at it'}: ${programme.title}`}
        >
          {begun ? GO[line.state] : 'Look at it'}
          <ArrowRight size={17} aria-hidden />
        </Link>
        {begun && line.state !== 'completed' && line.done > 0 && (
          <Link
            to="/career/programmes/$key"
            params={{ key: programme.key }}
            search={{ view: 'summary' }}
            className={buttonClass('quiet')}
            aria-label={`What you have so far: ${programme.title}`}
          >
            What you have so far
          </Link>
        )}
      </div>
    </article>
  )
}
