import { clsx } from 'clsx'
import { Pencil, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { sendJson } from '../../../api/client.ts'
import { IconButton } from '../../../parts/button.tsx'
import { Field } from '../../../parts/field.tsx'
import { Trouble } from '../../../parts/notice.tsx'
import { formatDate } from '../../../words/time.ts'
import { type Enrolment, type Experiment, useAct } from '../api.ts'
import { Card, FormEnd } from './fields.tsx'
import { useForm } from './use-form.ts'

type Action = Experiment['actions'][number]

/** What will be done, by when and in whose sight; each is ticked off here. */
export function ActionForm({
  enrolment,
  experiment,
  which,
}: {
  enrolment: Enrolment
  experiment: Experiment
  which: ReactNode
}) {
  const [editing, setEditing] = useState<string | null>(null)
  const remove = useAct(enrolment.id, (id: string) => sendJson('DELETE', `/api/actions/${id}`))
  return (
    <Card title="Actions" lead="At least three, each small enough for one sitting.">
      {which}
      {experiment.actions.length > 0 && (
        <ul className="flex flex-col divide-y divide-line rounded-xl border border-line bg-page px-4">
          {experiment.actions.map(action =>
            editing === action.id ? (
              <li key={action.id} className="py-3">
                <Fields enrolment={enrolment} experiment={experiment} action={action} onDone={() => setEditing(null)} />
              </li>
            ) : (
              <Line
                key={action.id}
                enrolment={enrolment}
                action={action}
                onEdit={() => setEditing(action.id)}
                onRemove={() => remove.mutate(action.id)}
                removing={remove.isPending}
              />
            ),
          )}
        </ul>
      )}
      <Trouble of={remove} />
      <Fields enrolment={enrolment} experiment={experiment} action={null} />
    </Card>
  )
}

function Line({
  enrolment,
  action,
  onEdit,
  onRemove,
  removing,
}: {
  enrolment: Enrolment
  action: Action
  onEdit: () => void
  onRemove: () => void
  removing: boolean
}) {
  // Shown as ticked before the server has it, and as it was if the server refuses.
  const [ticked, setTicked] = useState<boolean | null>(null)
  const change = useAct(enrolment.id, (done: boolean) => sendJson('PATCH', `/api/actions/${action.id}`, { done }))
  const done = ticked ?? action.doneAt !== null
  return (
    <li className="py-2">
      <div className="flex items-start gap-1">
        <label className="flex min-h-11 min-w-0 flex-1 cursor-pointer items-start gap-3 py-2">
          <input
            type="checkbox"
            className="mt-0.5 size-5 shrink-0 accent-[var(--c-accent)]"
            checked={done}
            onChange={event => {
              setTicked(event.target.checked)
              change.mutate(event.target.checked, { onSettled: () => setTicked(null) })
            }}
          />
          <span className="min-w-0">
            <span className={clsx('block', done && 'text-muted line-through')}>{action.label}</span>
            <span className="tnum block text-sm text-muted">{detailsOf(action)}</span>
          </span>
        </label>
        <IconButton label={`Edit: ${action.label}`} onClick={onEdit}>
          <Pencil size={16} aria-hidden />
        </IconButton>
        <IconButton label={`Remove action: ${action.label}`} disabled={removing} onClick={onRemove}>
          <Trash2 size={17} aria-hidden />
        </IconButton>
      </div>
      <Trouble of={change} />
    </li>
  )
}

function detailsOf({ dueOn, who }: Action): string {
  return [dueOn && `by ${formatDate(dueOn)}`, who && `with ${who}`].filter(Boolean).join(', ')
}

function Fields({
  enrolment,
  experiment,
  action,
  onDone,
}: {
  enrolment: Enrolment
  experiment: Experiment
  action: Action | null
  onDone?: () => void
}) {
  type Values = { label: string; dueOn: string; who: string }
  const save = useAct(enrolment.id, ({ values, key }: { values: Values; key: string }) => {
    const body = { ...values, dueOn: values.dueOn || null }
    return action
      ? sendJson('PATCH', `/api/actions/${action.id}`, body)
      : sendJson('POST', `/api/experiments/${experiment.id}/actions`, body, { 'idempotency-key': key })
  })
  const form = useForm<Values>(
    `${enrolment.id}.action.${action?.id ?? experiment.id}`,
    { label: action?.label ?? '', dueOn: action?.dueOn ?? '', who: action?.who ?? '' },
    async (values, key) => {
      await save.mutateAsync({ values, key })
      onDone?.()
    },
  )
  const { label, dueOn, who } = form.values
  return (
    <form
      onSubmit={form.submit}
      aria-label={action ? 'Edit this action' : 'One more action'}
      className="flex flex-col gap-4"
    >
      <Field
        label="What will you do?"
        maxLength={500}
        value={label}
        error={form.errors.label ?? null}
        onChange={event => form.put({ label: event.target.value })}
      />
      <div className="grid grid-cols-1 gap-4 xs:grid-cols-2">
        <Field
          label="By when?"
          type="date"
          value={dueOn}
          error={form.errors.dueOn ?? null}
          onChange={event => form.put({ dueOn: event.target.value })}
        />
        <Field
          label="Who will ask you?"
          maxLength={200}
          value={who}
          error={form.errors.who ?? null}
          onChange={event => form.put({ who: event.target.value })}
        />
      </div>
      <FormEnd
        problem={form.problem}
        busy={form.busy}
        disabled={!label.trim()}
        submit={action ? 'Save' : 'Add this action'}
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
