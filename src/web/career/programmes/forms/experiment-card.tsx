import { useState } from 'react'
import { messageOf, sendJson } from '../../../api/client.ts'
import { Button } from '../../../parts/button.tsx'
import { Sheet } from '../../../parts/sheet.tsx'
import { formatDate } from '../../../words/time.ts'
import { type Enrolment, type Experiment, useAct } from '../api.ts'
import { useZone } from '../zone.ts'
import { FormEnd, Lines } from './fields.tsx'
import { ReflectionFields } from './reflection-fields.tsx'
import { missingOf, nameOf, StatusPill } from './status.tsx'
import { useForm } from './use-form.ts'

/** One experiment as it stands. It moves on by these buttons alone: start, review, let go. */
export function ExperimentCard({
  enrolment,
  experiment,
  onEdit,
  reviewed = true,
}: {
  enrolment: Enrolment
  experiment: Experiment
  onEdit?: () => void
  /** Whether it can be reviewed from here; not where the form for it stands below */
  reviewed?: boolean
}) {
  const zone = useZone()
  const [sheet, setSheet] = useState<'review' | 'abandon' | 'learning' | null>(null)
  const start = useAct(enrolment.id, () =>
    sendJson('PATCH', `/api/experiments/${experiment.id}`, { status: 'active', version: experiment.version }),
  )
  const missing = missingOf(experiment)
  const { status, startOn, reviewOn } = experiment
  const days = [startOn && `starts ${formatDate(startOn)}`, reviewOn && `look back ${formatDate(reviewOn)}`].filter(
    Boolean,
  )
  const isOpen = status === 'draft' || status === 'active'
  return (
    <article aria-label={nameOf(experiment)} className="rounded-xl border border-line bg-page px-4 py-3.5">
      <div className="flex flex-wrap items-start justify-between gap-2">
        <h3 className="min-w-0 flex-1 basis-40 text-base">{nameOf(experiment)}</h3>
        <StatusPill status={status} />
      </div>
      {experiment.title && experiment.hypothesis && <p className="mt-1.5 text-soft">{experiment.hypothesis}</p>}
      {experiment.metric && (
        <p className="mt-1.5 text-soft">
          <span className="text-muted">Measured by: </span>
          {experiment.metric}
        </p>
      )}
      {days.length > 0 && <p className="tnum mt-1.5 text-sm text-muted">{upper(days.join(', '))}</p>}
      {missing.length > 0 && isOpen && (
        <p className="mt-2 text-sm text-warn">{`Still missing: ${missing.join(', ')}.`}</p>
      )}
      {experiment.learnings.length > 0 && (
        <ul className="mt-3 flex flex-col gap-1.5 border-l-2 border-tint-line pl-3 text-[0.9375rem]">
          {experiment.learnings.map(learning => (
            <li key={learning.id}>
              <span className="tnum text-sm text-muted">{formatDate(learning.at, zone)}</span>
              <span className="block whitespace-pre-wrap">{learning.text}</span>
            </li>
          ))}
        </ul>
      )}
      {start.isError && (
        <p role="alert" className="mt-2 text-sm text-bad">
          {messageOf(start.error)}
        </p>
      )}
      <div className="mt-3 flex flex-wrap gap-2">
        {status === 'draft' && (
          <Button small look="primary" disabled={missing.length > 0 || start.isPending} onClick={() => start.mutate()}>
            Start it
          </Button>
        )}
        {status === 'active' && reviewed && (
          <Button small look="primary" onClick={() => setSheet('review')}>
            Review it
          </Button>
        )}
        {isOpen && onEdit && (
          <Button small onClick={onEdit}>
            Edit
          </Button>
        )}
        <Button small look="quiet" onClick={() => setSheet('learning')}>
          Add a learning
        </Button>
        {isOpen && (
          <Button small look="quiet" onClick={() => setSheet('abandon')}>
            Let it go
          </Button>
        )}
      </div>
      {sheet === 'review' && (
        <Sheet title="How did it go?" onClose={() => setSheet(null)}>
          <ReflectionFields enrolment={enrolment} experiment={experiment} onDone={() => setSheet(null)} />
        </Sheet>
      )}
      {(sheet === 'learning' || sheet === 'abandon') && (
        <Learning
          enrolment={enrolment}
          experiment={experiment}
          abandon={sheet === 'abandon'}
          onClose={() => setSheet(null)}
        />
      )}
    </article>
  )
}

const upper = (text: string) => text.charAt(0).toUpperCase() + text.slice(1)

/** Something learned, with its date; letting an experiment go asks for one. */
function Learning({
  enrolment,
  experiment,
  abandon,
  onClose,
}: {
  enrolment: Enrolment
  experiment: Experiment
  abandon: boolean
  onClose: () => void
}) {
  const path = `/api/experiments/${experiment.id}`
  const save = useAct(enrolment.id, async ({ text, key }: { text: string; key: string }) => {
    await sendJson('POST', `${path}/learnings`, { text }, { 'idempotency-key': key })
    if (abandon) await sendJson('PATCH', path, { status: 'abandoned' })
  })
  const form = useForm(`${enrolment.id}.learning.${experiment.id}`, { text: '' }, async ({ text }, key) => {
    await save.mutateAsync({ text, key })
    onClose()
  })
  return (
    <Sheet middle title={abandon ? 'Let this experiment go?' : 'What did you learn?'} onClose={onClose}>
      <form onSubmit={form.submit} className="flex flex-col gap-4">
        {abandon && <p>That is a result too. It stays on your page with what it taught you.</p>}
        <Lines
          label="What did it teach you?"
          maxLength={2000}
          required
          value={form.values.text}
          onChange={event => form.put({ text: event.target.value })}
          error={form.errors.text ?? null}
        />
        <FormEnd
          problem={form.problem}
          busy={form.busy}
          disabled={form.values.text.trim() === ''}
          submit={abandon ? 'Let it go' : 'Save'}
          onCancel={onClose}
        />
      </form>
    </Sheet>
  )
}
