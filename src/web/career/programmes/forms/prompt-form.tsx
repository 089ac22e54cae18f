import { useState } from 'react'
import type { FormKind } from '../../../../programmes/schema.ts'
import { Button } from '../../../parts/button.tsx'
import { Select } from '../../../parts/field.tsx'
import type { Enrolment, Experiment, Programme } from '../api.ts'
import { placesOf } from '../way.ts'
import { ActionForm } from './action.tsx'
import { ExperimentForm } from './experiment.tsx'
import { Card } from './fields.tsx'
import { ObstacleForm } from './obstacle.tsx'
import { ReflectionForm } from './reflection.tsx'
import { nameOf } from './status.tsx'

/** The form that stands beside the text box of some prompts, never instead of it. */
export function PromptForm({
  kind,
  enrolment,
  programme,
  onGo,
}: {
  kind: FormKind
  enrolment: Enrolment
  programme: Programme
  onGo: (prompt: string) => void
}) {
  const { experiments } = enrolment
  const [chosen, setChosen] = useState<string | null>(null)
  if (kind === 'experiment') return <ExperimentForm enrolment={enrolment} />
  const running = experiments.filter(({ status }) => status !== 'abandoned')
  const experiment = experiments.find(({ id }) => id === chosen) ?? newest(running) ?? newest(experiments)
  if (!experiment) {
    const where = placesOf(programme).find(({ prompt }) => prompt.form === 'experiment')?.prompt.key
    return (
      <Card title="First an experiment" lead="What you write here belongs to an experiment, and there is none yet.">
        {where && (
          <Button small className="self-start" onClick={() => onGo(where)}>
            {`Describe one at ${where}`}
          </Button>
        )}
      </Card>
    )
  }
  const which = experiments.length > 1 && (
    <Select label="Experiment" value={experiment.id} onChange={event => setChosen(event.target.value)}>
      {experiments.map(one => (
        <option key={one.id} value={one.id}>
          {nameOf(one)}
        </option>
      ))}
    </Select>
  )
  const props = { key: experiment.id, enrolment, experiment, which }
  if (kind === 'obstacle') return <ObstacleForm {...props} />
  if (kind === 'action') return <ActionForm {...props} />
  return <ReflectionForm {...props} />
}

const newest = (all: Experiment[]) => all.toSorted((a, b) => (a.createdAt < b.createdAt ? 1 : -1))[0]
