import { useQuery } from '@tanstack/react-query'
import type { Enrolment, Programme } from '../../../programmes/schema.ts'
import { getJson } from '../../api/client.ts'
import { FactList } from '../../parts/fact-list.tsx'
import { Pill, type Tone } from '../../parts/pill.tsx'
import { formatDate } from '../../words/time.ts'

const STATES: Record<Enrolment['state'], string> = {
  active: 'Under way',
  paused: 'Paused',
  waiting: 'Waiting for a review',
  completed: 'Completed',
  archived: 'Put away',
}

const EXPERIMENTS: Record<Enrolment['experiments'][number]['status'], { label: string; tone: Tone }> = {
  draft: { label: 'Draft', tone: 'over' },
  active: { label: 'Running', tone: 'good' },
  reviewed: { label: 'Reviewed', tone: 'over' },
  abandoned: { label: 'Given up', tone: 'over' },
}

/** A programme that somebody shares: how far they came, what they try out, and the answers that are not private. */
export function SharedProgramme({ enrolment, timeZone }: { enrolment: Enrolment; timeZone: string }) {
  const { programme, version, progress, experiments, answers } = enrolment
  const definition = useQuery({
    queryKey: ['programme', programme, version],
    queryFn: ({ signal }) => getJson<Programme>(`/api/programmes/${programme}?version=${version}`, signal),
    staleTime: Number.POSITIVE_INFINITY,
  })
  const prompts = definition.data?.steps.flatMap(step => step.prompts) ?? []
  const questionOf = (key: string) => prompts.find(prompt => prompt.key === key)?.text ?? `Question ${key}`
  const given = answers.filter(({ text, value }) => text.trim() !== '' || value !== null)
  const { before, after } = progress.confidence
  return (
    <article aria-label={enrolment.title} className="rounded-xl border border-line bg-surface shadow-card">
      <header className="flex flex-wrap items-center justify-between gap-3 px-5 pt-4">
        <h3 className="text-[1.0625rem]">{enrolment.title}</h3>
        <Pill label={STATES[enrolment.state]} tone={enrolment.state === 'active' ? 'good' : 'over'} />
      </header>
      <FactList
        rows={[
          ['Answered', `${progress.prompts.done} of ${progress.prompts.total} questions`],
          [
            'Confidence',
            before === null ? null : after === null ? `${before} of 10` : `${before}, then ${after} of 10`,
          ],
          ['Actions kept', progress.actions.of > 0 ? `${progress.actions.kept} of ${progress.actions.of}` : null],
          ['Last heard', progress.quietDays === null ? null : quietWords(progress.quietDays)],
        ]}
      />
      {experiments.length > 0 && (
        <section aria-label="Experiments" className="border-t border-line px-5 py-4">
          <h4 className="mb-3 font-semibold">Experiments</h4>
          <ul className="flex flex-col gap-3">
            {experiments.map(experiment => (
              <li key={experiment.id}>
                <p className="flex flex-wrap items-center gap-x-3 gap-y-1">
                  <span className="font-medium">{experiment.title || experiment.hypothesis}</span>
                  <Pill {...EXPERIMENTS[experiment.status]} />
                </p>
                <p className="text-sm text-muted">
                  {[
                    experiment.metric,
                    experiment.reviewOn && `to be looked at on ${formatDate(experiment.reviewOn, timeZone)}`,
                  ]
                    .filter(Boolean)
                    .join('; ')}
                </p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {given.length > 0 && (
        <details className="border-t border-line px-5 py-4">
          <summary className="w-fit rounded font-medium">
            {given.length === 1 ? 'One answer' : `${given.length} answers`}
          </summary>
          <dl className="mt-3 flex flex-col gap-4">
            {given.map(answer => (
              <div key={answer.prompt}>
                <dt className="text-sm text-muted">{questionOf(answer.prompt)}</dt>
                <dd className="whitespace-pre-line">
                  {[answer.value, answer.text.trim()].filter(part => part !== null && part !== '').join('. ')}
                </dd>
              </div>
            ))}
          </dl>
        </details>
      )}
    </article>
  )
}

const quietWords = (days: number) => (days === 0 ? 'Today' : days === 1 ? 'Yesterday' : `${days} days ago`)
