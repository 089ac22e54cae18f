import { Link, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { buttonClass } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { dateIn } from '../../words/time.ts'
import { CareerPage } from '../shell.tsx'
import { type Enrolment, type EnrolmentLine, useEnrolment, useLines, useProgramme } from './api.ts'
import { ConfidencePlot, DonePlot, ExperimentsPlot } from './progress-plots.tsx'
import { useZone } from './zone.ts'

/** How it goes, counted from what was written and done: nothing here is a mark, and opening it changes nothing. */
export default function ProgressPage() {
  const { enrolment: asked } = useSearch({ from: '/career/progress' })
  const lines = useLines()
  const begun = (lines.data ?? []).filter(line => line.state !== 'archived' || line.id === asked)
  const chosen = begun.find(line => line.id === asked) ?? begun.toSorted((a, b) => b.done - a.done)[0] ?? null
  const found = useEnrolment(chosen?.id ?? null)
  return (
    <CareerPage title="Progress" narrow>
      <h1 className="text-3xl">Progress</h1>
      {lines.isPending || (chosen && found.isPending) ? (
        <Loading label="Counting" />
      ) : lines.isError ? (
        <Failed found={lines} />
      ) : !chosen ? (
        <Empty
          title="Nothing to count yet"
          action={
            <Link to="/career/programmes" className={buttonClass('primary')}>
              See the programmes
            </Link>
          }
        >
          Once you have answered the first question of a programme, you see here how far you are, how your confidence
          moves, and what your experiments do.
        </Empty>
      ) : found.isError && !found.data ? (
        <Failed found={found} />
      ) : (
        found.data && <Whole enrolment={found.data} all={begun} />
      )}
    </CareerPage>
  )
}

function Whole({ enrolment, all }: { enrolment: Enrolment; all: EnrolmentLine[] }) {
  const zone = useZone()
  const programme = useProgramme(enrolment.programme, enrolment.version)
  const { progress } = enrolment
  const today = dateIn(Date.now(), zone)
  const single = progress.steps.total === 1
  const touched = progress.prompts.done + progress.prompts.skipped > 0
  const { confidence, experiments, done } = progress.timeline
  const rates = programme.data?.steps.some(step => step.prompts.some(({ kind }) => kind === 'rating')) ?? false
  const plansExperiments = programme.data?.steps.some(step => step.prompts.some(({ form }) => form !== null)) ?? false
  return (
    <>
      {all.length > 1 ? (
        <nav aria-label="Programmes" className="mt-4 flex flex-wrap gap-2">
          {all.map(line => (
            <Link
              key={line.id}
              to="/career/progress"
              search={{ enrolment: line.id }}
              aria-current={line.id === enrolment.id ? 'page' : undefined}
              className={clsx(
                'inline-flex min-h-10 items-center rounded-full border px-4 text-sm pointer-coarse:min-h-11',
                line.id === enrolment.id
                  ? 'border-accent bg-accent text-on-accent'
                  : 'border-edge/60 bg-surface text-soft hover:text-ink',
              )}
            >
              {line.title}
            </Link>
          ))}
        </nav>
      ) : (
        <p className="mt-2 text-muted">{enrolment.title}</p>
      )}
      <Figures progress={progress} single={single} />
      {!touched && (
        <Empty
          title="Nothing answered yet"
          action={
            <Link to="/career/programmes/$key" params={{ key: enrolment.programme }} className={buttonClass('primary')}>
              Go to the first question
            </Link>
          }
        >
          The plots begin with your first answer.
        </Empty>
      )}
      <div className="mt-8 flex flex-col gap-5">
        {done.length > 0 && <DonePlot progress={progress} single={single} today={today} />}
        {confidence.length > 0 ? (
          <ConfidencePlot progress={progress} zone={zone} />
        ) : (
          touched &&
          rates && (
            <Later title="Confidence, before and after">
              The first number comes with step 4, the second with your first reflection on an experiment.
            </Later>
          )
        )}
        {experiments.some(one => one.startOn || one.reviewOn) ? (
          <ExperimentsPlot progress={progress} today={today} />
        ) : (
          touched &&
          plansExperiments && (
            <Later title="Experiments over time">
              They appear here once you have described one in step 6, with a day on which it starts or is reviewed.
            </Later>
          )
        )}
      </div>
    </>
  )
}

function Later({ title, children }: { title: string; children: string }) {
  return (
    <section aria-label={title} className="rounded-2xl border border-dashed border-edge/60 px-4 py-5 sm:px-6">
      <h2 className="text-lg">{title}</h2>
      <p className="mt-1 text-muted">{children}</p>
    </section>
  )
}

function Figures({ progress, single }: { progress: Enrolment['progress']; single: boolean }) {
  const { prompts, steps, confidence, experiments, actions, quietDays } = progress
  const figures: { label: string; value: string; more?: string }[] = [
    { label: single ? 'Questions answered' : 'Prompts answered', value: `${prompts.done} of ${prompts.total}` },
    ...(single ? [] : [{ label: 'Steps done', value: `${steps.done} of ${steps.total}` }]),
    ...(confidence.before === null && confidence.after === null
      ? []
      : [
          {
            label: 'Confidence',
            value:
              confidence.after === null ? `${confidence.before}` : `${confidence.before ?? '–'} → ${confidence.after}`,
            more: confidence.after === null ? 'before' : 'before and after',
          },
        ]),
    ...(experiments.started > 0
      ? [{ label: 'Experiments', value: String(experiments.started), more: `${experiments.reviewed} reviewed` }]
      : []),
    ...(actions.of > 0 ? [{ label: 'Actions kept', value: `${actions.kept} of ${actions.of}` }] : []),
    ...(quietDays === null
      ? []
      : [
          {
            label: 'Last time here',
            value: quietDays === 0 ? 'Today' : quietDays === 1 ? 'Yesterday' : `${quietDays} days ago`,
          },
        ]),
  ]
  return (
    <dl className="mt-6 grid grid-cols-2 gap-x-6 gap-y-5 border-y border-line py-5 sm:grid-cols-3">
      {figures.map(({ label, value, more }) => (
        <div key={label}>
          <dt className="text-sm text-muted">{label}</dt>
          <dd className="tnum text-xl font-semibold">
            {value}
            {more && <span className="block text-sm font-normal text-muted">{more}</span>}
          </dd>
        </div>
      ))}
    </dl>
  )
}
