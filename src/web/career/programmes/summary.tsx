import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft, Download, Pencil, Printer } from 'lucide-react'
import { Button, buttonClass } from '../../parts/button.tsx'
import { Failed, Loading, Notice } from '../../parts/notice.tsx'
import { useAccount } from '../../staff/account.ts'
import { type Enrolment, of, type Programme, type Summary, useSummary } from './api.ts'
import { Experiments } from './experiments.tsx'
import { useZone } from './zone.ts'
import './print.css'

const LONG = { day: 'numeric', month: 'long', year: 'numeric' } as const

/** Everything that was written, each question with its own answer, as one would print and keep it. */
export function SummaryPage({
  enrolment,
  onGo,
}: {
  programme: Programme
  enrolment: Enrolment
  /** Null where it can only be read */
  onGo: ((prompt: string) => void) | null
}) {
  const found = useSummary(enrolment.id)
  return (
    <div className="sheet-of-paper mx-auto max-w-3xl">
      {found.isPending ? (
        <Loading label="Putting your answers together" />
      ) : found.isError && !found.data ? (
        <>
          <h1 className="mb-4 text-2xl">{enrolment.title}</h1>
          <Failed found={found} />
        </>
      ) : (
        <Whole summary={found.data} enrolment={enrolment} onGo={onGo} />
      )}
    </div>
  )
}

function Whole({
  summary,
  enrolment,
  onGo,
}: {
  summary: Summary
  enrolment: Enrolment
  onGo: ((prompt: string) => void) | null
}) {
  const zone = useZone()
  const account = useAccount().data
  const name = summary.name ?? account?.name ?? null
  const last = enrolment.answers
    .map(answer => answer.savedAt)
    .sort()
    .at(-1)
  const written = new Intl.DateTimeFormat('en-IN', { ...LONG, timeZone: zone }).format(
    new Date(enrolment.completedAt ?? last ?? enrolment.createdAt),
  )
  const archived = enrolment.state === 'archived'
  return (
    <>
      <nav aria-label="This summary" className="mb-8 flex flex-wrap items-center gap-2 print:hidden">
        <Link
          to="/career/programmes/$key"
          params={{ key: enrolment.programme }}
          search={archived ? {} : { view: 'welcome' }}
          className={clsx(buttonClass('quiet', true), '-ml-3')}
        >
          <ArrowLeft size={16} aria-hidden />
          {archived ? 'To the present round' : 'Overview'}
        </Link>
        <span className="ml-auto flex flex-wrap gap-2">
          <a className={buttonClass('plain', true)} href={of(enrolment.id, '/export?format=md')} download>
            <Download size={16} aria-hidden />
            Text
          </a>
          <a className={buttonClass('plain', true)} href={of(enrolment.id, '/export?format=json')} download>
            <Download size={16} aria-hidden />
            Data
          </a>
          <Button small look="primary" onClick={() => print()}>
            <Printer size={16} aria-hidden />
            Print
          </Button>
        </span>
      </nav>
      {archived && (
        <div className="mb-6 print:hidden">
          <Notice>This is an earlier round. It is kept to be read; it cannot be changed.</Notice>
        </div>
      )}
      <header className="border-b-2 border-accent pb-6">
        <h1 className="text-3xl sm:text-4xl">{summary.title}</h1>
        <p className="tnum mt-3 text-lg text-soft">{[name, written].filter(Boolean).join(' · ')}</p>
        <Figures summary={summary} />
      </header>
      {summary.steps.map(step => (
        <section key={step.number} aria-label={step.title} className="mt-9">
          {summary.steps.length > 1 && (
            <h2 className="mb-4 text-xl">
              <span className="tnum mr-2 text-muted">{step.number}</span>
              {step.title}
            </h2>
          )}
          <ol className="flex flex-col gap-7">
            {step.cards.map((card, index) => (
              <li key={card.prompt}>
                <Card
                  card={card}
                  level={summary.steps.length > 1 ? 'h3' : 'h2'}
                  number={summary.steps.length > 1 ? card.prompt : String(index + 1)}
                  onGo={onGo}
                />
              </li>
            ))}
          </ol>
        </section>
      ))}
      {summary.experiments.length > 0 && <Experiments experiments={summary.experiments} />}
      {summary.notes.length > 0 && (
        <section aria-labelledby="notes" className="mt-12">
          <h2 id="notes" className="text-xl">
            Earlier notes
          </h2>
          <p className="mt-1 text-muted">Brought along from before, where no question here had room for it.</p>
          <ul className="mt-4 flex flex-col gap-6">
            {summary.notes.map(({ id, label, text }) => (
              <li key={id} className="keep-together">
                {label && <h3 className="text-base text-muted">{label}</h3>}
                <p className="mt-1.5 whitespace-pre-wrap break-words text-lg leading-8">{text}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {summary.earlier.length > 0 && (
        <section aria-labelledby="earlier" className="mt-12">
          <h2 id="earlier" className="text-xl">
            Earlier questions
          </h2>
          <p className="mt-1 text-muted">Asked in an earlier version of this programme.</p>
          <ul className="mt-4 flex flex-col gap-6">
            {summary.earlier.map(({ question, text, version }) => (
              <li key={`${version} ${question}`} className="keep-together">
                <h3 className="text-base text-muted">{question}</h3>
                <p className="mt-1.5 whitespace-pre-wrap text-lg leading-8">{text}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
    </>
  )
}

function Card({
  card,
  number,
  level: Heading,
  onGo,
}: {
  card: Summary['steps'][number]['cards'][number]
  number: string
  level: 'h2' | 'h3'
  onGo: ((prompt: string) => void) | null
}) {
  const { text, value, state, answered } = card
  const blank = !text?.trim() && value === null
  return (
    <article
      aria-label={`Question ${number}`}
      className={clsx(
        'grid grid-cols-[2.25rem_minmax(0,1fr)] sm:grid-cols-[2.75rem_minmax(0,1fr)]',
        (text?.length ?? 0) < 1200 && 'keep-together',
      )}
    >
      <p aria-hidden className="tnum leading-6 text-accent">
        {number}
      </p>
      <div>
        <div className="flex items-start justify-between gap-3">
          <Heading className="text-pretty text-base font-medium leading-6 text-muted">{card.question}</Heading>
          {onGo && (
            <button
              type="button"
              aria-label={`${blank ? 'Answer' : 'Edit'} question ${number}`}
              onClick={() => onGo(card.prompt)}
              className="-my-2 inline-flex size-10 shrink-0 items-center justify-center rounded-lg text-muted hover:bg-sunken hover:text-ink pointer-coarse:size-11 print:hidden"
            >
              <Pencil size={16} aria-hidden />
            </button>
          )}
        </div>
        {value !== null && <p className="tnum mt-1.5 text-2xl font-semibold">{`${value} of 10`}</p>}
        {text?.trim() ? (
          <p className="mt-1.5 whitespace-pre-wrap text-lg leading-8 text-ink">{text.trim()}</p>
        ) : (
          value === null && (
            <p className="mt-1.5 text-muted">{state === 'skipped' ? 'Skipped, still open' : 'Not answered yet'}</p>
          )
        )}
        {state === 'draft' && !blank && (
          <p className="mt-1 text-sm text-muted print:hidden">{answered ? 'Answered, being edited' : 'A draft'}</p>
        )}
      </div>
    </article>
  )
}

function Figures({ summary: { progress, steps } }: { summary: Summary }) {
  const { prompts, confidence, actions, experiments } = progress
  const figures: [string, string][] = [
    ['Answered', `${prompts.done} of ${prompts.total}`],
    ...(steps.length > 1
      ? ([['Steps done', `${progress.steps.done} of ${progress.steps.total}`]] as [string, string][])
      : []),
    ...(confidence.before !== null
      ? ([
          [
            'Confidence',
            confidence.after === null ? `${confidence.before}` : `${confidence.before} → ${confidence.after}`,
          ],
        ] as [string, string][])
      : []),
    ...(experiments.started > 0
      ? ([['Experiments', `${experiments.reviewed} of ${experiments.started} reviewed`]] as [string, string][])
      : []),
    ...(actions.of > 0 ? ([['Actions kept', `${actions.kept} of ${actions.of}`]] as [string, string][]) : []),
  ]
  return (
    <dl className="mt-5 flex flex-wrap gap-x-8 gap-y-3">
      {figures.map(([label, value]) => (
        <div key={label}>
          <dt className="text-sm text-muted">{label}</dt>
          <dd className="tnum text-lg font-semibold">{value}</dd>
        </div>
      ))}
    </dl>
  )
}
