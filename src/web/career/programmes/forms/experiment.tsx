import { Plus } from 'lucide-react'
import { useState } from 'react'
import { sendJson } from '../../../api/client.ts'
import { Button } from '../../../parts/button.tsx'
import { Field } from '../../../parts/field.tsx'
import { type Enrolment, type Experiment, of, useAct } from '../api.ts'
import { useReminded } from '../zone.ts'
import { ExperimentCard } from './experiment-card.tsx'
import { Card, FormEnd, Lines } from './fields.tsx'
import { useForm } from './use-form.ts'

/** The experiments of this way: each with what can be done with it, and a form for one more. */
export function ExperimentForm({ enrolment }: { enrolment: Enrolment }) {
  const [editing, setEditing] = useState<string | null>(null)
  const { experiments } = enrolment
  const adding = editing === 'new' || experiments.length === 0
  return (
    <Card
      title={experiments.length > 1 ? 'Your experiments' : 'Your experiment'}
      lead="Small, safe and over in a few weeks. Several may run at once."
    >
      {experiments.map(experiment =>
        editing === experiment.id ? (
          <Fields key={experiment.id} enrolment={enrolment} experiment={experiment} onDone={() => setEditing(null)} />
        ) : (
          <ExperimentCard
            key={experiment.id}
            enrolment={enrolment}
            experiment={experiment}
            onEdit={() => setEditing(experiment.id)}
          />
        ),
      )}
      {adding ? (
        <Fields
          enrolment={enrolment}
          experiment={null}
          {...(experiments.length > 0 && { onCancel: () => setEditing(null) })}
          onDone={() => setEditing(null)}
        />
      ) : (
        <Button small className="self-start" onClick={() => setEditing('new')}>
          <Plus size={16} aria-hidden />
          Another experiment
        </Button>
      )}
    </Card>
  )
}

type Values = {
  title: string
  hypothesis: string
  metric: string
  startOn: string
  reviewOn: string
  resources: string
}

function Fields({
  enrolment,
  experiment,
  onDone,
  onCancel = onDone,
}: {
  enrolment: Enrolment
  experiment: Experiment | null
  onDone: () => void
  onCancel?: () => void
}) {
  const reminded = useReminded()
  const save = useAct(enrolment.id, ({ values, key }: { values: Values; key: string }) => {
    const body = { ...values, startOn: values.startOn || null, reviewOn: values.reviewOn || null }
    return experiment
      ? sendJson('PATCH', `/api/experiments/${experiment.id}`, { ...body, version: experiment.version })
      : sendJson('POST', of(enrolment.id, '/experiments'), body, { 'idempotency-key': key })
  })
  const form = useForm<Values>(
    `${enrolment.id}.experiment.${experiment?.id ?? 'new'}`,
    {
      title: experiment?.title ?? '',
      hypothesis: experiment?.hypothesis ?? '',
      metric: experiment?.metric ?? '',
      startOn: experiment?.startOn ?? '',
      reviewOn: experiment?.reviewOn ?? '',
      resources: experiment?.resources ?? '',
    },
    async (values, key) => {
      await save.mutateAsync({ values, key })
      onDone()
    },
  )
  const { values, put, errors } = form
  const text = (name: keyof Values) => ({
    value: values[name],
    error: errors[name] ?? null,
    onChange: (event: { target: { value: string } }) => put({ [name]: event.target.value }),
  })
  const empty = Object.values(values).every(value => value.trim() === '')
  return (
    <form onSubmit={form.submit} className="flex flex-col gap-4">
      <Lines
        label="What do you expect?"
        hint="If I do this, then I believe that …"
        maxLength={2000}
        {...text('hypothesis')}
      />
      <Lines label="How will you measure it?" hint="What counts as a success" maxLength={2000} {...text('metric')} />
      <div className="grid grid-cols-1 gap-4 xs:grid-cols-2">
        <Field label="Starts on" type="date" {...text('startOn')} />
        <Field label="Look back on" type="date" min={values.startOn || undefined} {...text('reviewOn')} />
      </div>
      <p className="-mt-2 text-sm text-muted">
        {`One of the two days is enough.${reminded ? ' On the day of the review you are reminded by e-mail.' : ''}`}
      </p>
      <Field label="A short name (optional)" maxLength={200} {...text('title')} />
      <Lines label="What do you need for it? (optional)" maxLength={2000} {...text('resources')} />
      <FormEnd
        problem={form.problem}
        busy={form.busy}
        disabled={empty}
        submit={experiment ? 'Save the changes' : 'Save this experiment'}
        {...((experiment || enrolment.experiments.length > 0) && {
          onCancel: () => {
            form.forget()
            onCancel()
          },
        })}
      />
    </form>
  )
}
