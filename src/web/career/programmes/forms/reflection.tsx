import type { ReactNode } from 'react'
import { formatDate } from '../../../words/time.ts'
import type { Enrolment, Experiment } from '../api.ts'
import { useReminded, useZone } from '../zone.ts'
import { ExperimentCard } from './experiment-card.tsx'
import { Card } from './fields.tsx'
import { NEXT, ReflectionFields } from './reflection-fields.tsx'

/** Looking back on an experiment: what came of it, what it taught, and what follows. */
export function ReflectionForm({
  enrolment,
  experiment,
  which,
}: {
  enrolment: Enrolment
  experiment: Experiment
  which: ReactNode
}) {
  const zone = useZone()
  const reminded = useReminded()
  const { reflections } = experiment
  return (
    <Card
      title="Reflection"
      lead={`When the experiment has run. It can wait${reminded ? '; you are reminded on the day of the review' : ''}.`}
    >
      {which}
      <ExperimentCard enrolment={enrolment} experiment={experiment} reviewed={false} />
      {reflections.length > 0 && (
        <ol className="flex flex-col gap-3">
          {reflections.map(reflection => (
            <li key={reflection.id} className="rounded-xl bg-sunken px-4 py-3">
              <p className="tnum text-sm text-muted">
                {`${formatDate(reflection.at, zone)}, confidence ${reflection.confidence} of 10, ${NEXT[reflection.next].toLowerCase()}`}
              </p>
              <p className="mt-1 whitespace-pre-wrap">{reflection.outcome}</p>
              <p className="mt-1 whitespace-pre-wrap text-soft">{reflection.learning}</p>
            </li>
          ))}
        </ol>
      )}
      {experiment.status === 'active' || experiment.status === 'reviewed' ? (
        <ReflectionFields key={reflections.length} enrolment={enrolment} experiment={experiment} />
      ) : (
        experiment.status === 'draft' && (
          <p className="text-soft">This experiment has not started. Start it first; then look back on it here.</p>
        )
      )}
    </Card>
  )
}
