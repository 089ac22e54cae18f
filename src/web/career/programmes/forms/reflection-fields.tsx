import { sendJson } from '../../../api/client.ts'
import { type Enrolment, type Experiment, useAct } from '../api.ts'
import { Rating } from '../rating.tsx'
import { Choice, FormEnd, Lines } from './fields.tsx'
import { useForm } from './use-form.ts'

type Next = 'continue' | 'pivot' | 'archive'
export const NEXT: Record<Next, string> = { continue: 'Carry on', pivot: 'Change direction', archive: 'Put it away' }
const CHOICES = Object.entries(NEXT) as [Next, string][]

type Values = { outcome: string; learning: string; confidence: number | null; next: Next | null; over: boolean }

/** The fields of a reflection. That the experiment is over is said by a tick of its own, and by nothing else. */
export function ReflectionFields({
  enrolment,
  experiment,
  onDone,
}: {
  enrolment: Enrolment
  experiment: Experiment
  onDone?: () => void
}) {
  const path = `/api/experiments/${experiment.id}`
  const runs = experiment.status === 'active'
  const save = useAct(enrolment.id, async ({ over, ...reflection }: Values) => {
    await sendJson('PUT', `${path}/reflection`, reflection)
    if (over && runs) await sendJson('PATCH', path, { status: 'reviewed' })
  })
  const form = useForm<Values>(
    `${enrolment.id}.reflection.${experiment.id}`,
    { outcome: '', learning: '', confidence: null, next: null, over: true },
    async values => {
      await save.mutateAsync(values)
      onDone?.()
    },
  )
  const { outcome, learning, confidence, next, over } = form.values
  return (
    <form onSubmit={form.submit} aria-label="Reflection" className="flex flex-col gap-4">
      <Lines
        label="What happened?"
        maxLength={4000}
        value={outcome}
        error={form.errors.outcome ?? null}
        onChange={event => form.put({ outcome: event.target.value })}
      />
      <Lines
        label="What did you learn?"
        maxLength={4000}
        value={learning}
        error={form.errors.learning ?? null}
        onChange={event => form.put({ learning: event.target.value })}
      />
      <Rating
        name={`confidence-${experiment.id}`}
        legend="How confident are you now?"
        value={confidence}
        onValue={value => form.put({ confidence: value })}
      />
      <Choice
        legend="What follows?"
        name={`next-${experiment.id}`}
        choices={CHOICES}
        value={next}
        onValue={value => form.put({ next: value })}
      />
      {runs && (
        <label className="flex min-h-11 cursor-pointer items-center gap-3">
          <input
            type="checkbox"
            className="size-5 shrink-0 accent-[var(--c-accent)]"
            checked={over}
            onChange={event => form.put({ over: event.target.checked })}
          />
          The experiment is over: mark it as reviewed
        </label>
      )}
      <FormEnd
        problem={form.problem}
        busy={form.busy}
        disabled={!outcome.trim() || !learning.trim() || confidence === null || next === null}
        submit="Save this reflection"
        {...(onDone && { onCancel: onDone })}
      />
    </form>
  )
}
