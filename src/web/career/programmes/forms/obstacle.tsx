import { Trash2 } from 'lucide-react'
import type { ReactNode } from 'react'
import { useState } from 'react'
import { sendJson } from '../../../api/client.ts'
import { Button, IconButton } from '../../../parts/button.tsx'
import { Field } from '../../../parts/field.tsx'
import { Trouble } from '../../../parts/notice.tsx'
import { type Enrolment, type Experiment, useAct } from '../api.ts'
import { Card, Choice, FormEnd, Lines } from './fields.tsx'
import { useForm } from './use-form.ts'

const KINDS = [
  ['external', 'From outside'],
  ['internal', 'From inside me'],
] as const
type Obstacle = Experiment['obstacles'][number]

/** What may get in the way of an experiment, each with how it will be answered. */
export function ObstacleForm({
  enrolment,
  experiment,
  which,
}: {
  enrolment: Enrolment
  experiment: Experiment
  which: ReactNode
}) {
  const [editing, setEditing] = useState<string | null>(null)
  const remove = useAct(enrolment.id, (id: string) => sendJson('DELETE', `/api/obstacles/${id}`))
  const { obstacles } = experiment
  return (
    <Card title="Obstacles" lead="Each with what you will do when it comes.">
      {which}
      {obstacles.length > 0 && (
        <ul className="flex flex-col divide-y divide-line rounded-xl border border-line bg-page px-4">
          {obstacles.map(obstacle => (
            <li key={obstacle.id} className="py-3">
              {editing === obstacle.id ? (
                <Fields
                  enrolment={enrolment}
                  experiment={experiment}
                  obstacle={obstacle}
                  onDone={() => setEditing(null)}
                />
              ) : (
                <div className="flex items-start justify-between gap-2">
                  <div className="min-w-0">
                    <p className="text-sm text-muted">
                      {obstacle.kind === 'external' ? 'From outside' : 'From inside'}
                    </p>
                    <p className="font-medium">{obstacle.label}</p>
                    <p className="text-soft">{obstacle.strategy}</p>
                    <Button small look="quiet" className="-ml-3" onClick={() => setEditing(obstacle.id)}>
                      Edit
                    </Button>
                  </div>
                  <IconButton
                    label={`Remove obstacle: ${obstacle.label}`}
                    disabled={remove.isPending}
                    onClick={() => remove.mutate(obstacle.id)}
                  >
                    <Trash2 size={17} aria-hidden />
                  </IconButton>
                </div>
              )}
            </li>
          ))}
        </ul>
      )}
      <Trouble of={remove} />
      <Fields enrolment={enrolment} experiment={experiment} obstacle={null} />
    </Card>
  )
}

function Fields({
  enrolment,
  experiment,
  obstacle,
  onDone,
}: {
  enrolment: Enrolment
  experiment: Experiment
  obstacle: Obstacle | null
  onDone?: () => void
}) {
  type Values = { kind: Obstacle['kind'] | null; label: string; strategy: string }
  const save = useAct(enrolment.id, ({ values, key }: { values: Values; key: string }) =>
    obstacle
      ? sendJson('PATCH', `/api/obstacles/${obstacle.id}`, values)
      : sendJson('POST', `/api/experiments/${experiment.id}/obstacles`, values, { 'idempotency-key': key }),
  )
  const id = obstacle?.id ?? experiment.id
  const form = useForm<Values>(
    `${enrolment.id}.obstacle.${id}`,
    { kind: obstacle?.kind ?? null, label: obstacle?.label ?? '', strategy: obstacle?.strategy ?? '' },
    async (values, key) => {
      await save.mutateAsync({ values, key })
      onDone?.()
    },
  )
  const { kind, label, strategy } = form.values
  return (
    <form
      onSubmit={form.submit}
      aria-label={obstacle ? 'Edit this obstacle' : 'One more obstacle'}
      className="flex flex-col gap-4"
    >
      <Choice
        legend="Where does it come from?"
        name={`kind-${id}`}
        choices={KINDS}
        value={kind}
        onValue={next => form.put({ kind: next })}
      />
      <Field
        label="The obstacle"
        maxLength={500}
        value={label}
        error={form.errors.label ?? null}
        onChange={event => form.put({ label: event.target.value })}
      />
      <Lines
        label="What will you do when it comes?"
        maxLength={2000}
        value={strategy}
        error={form.errors.strategy ?? null}
        onChange={event => form.put({ strategy: event.target.value })}
      />
      <FormEnd
        problem={form.problem}
        busy={form.busy}
        disabled={!kind || !label.trim() || !strategy.trim()}
        submit={obstacle ? 'Save' : 'Add this obstacle'}
        {...(onDone && {
          onCancel: () => {
            form.forget()
            onDone()
          },
        })}
      />
    </form>
  )
}
