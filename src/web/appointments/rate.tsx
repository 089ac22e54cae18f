import { clsx } from 'clsx'
import { Star } from 'lucide-react'
import { useId, useState } from 'react'
import { messageOf } from '../api/client.ts'
import type { Appointment } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { TextArea } from './contact-fields.tsx'
import { nounOf } from './status.ts'
import type { useAppointment } from './use-appointment.ts'

const STARS = [
  [1, 'Poor'],
  [2, 'Not so good'],
  [3, 'All right'],
  [4, 'Good'],
  [5, 'Very good'],
] as const

/** One to five stars and words. What was said before stands there and can be said anew. */
export function Rate({
  appointment,
  change,
}: {
  appointment: Appointment
  change: ReturnType<typeof useAppointment>['change']
}) {
  const name = useId()
  const [rating, setRating] = useState(appointment.rating ?? 0)
  const [text, setText] = useState(appointment.feedback ?? '')
  const [thanked, setThanked] = useState(false)
  const [problem, setProblem] = useState<string | null>(null)
  const send = () =>
    change.mutate(
      { verb: 'feedback', body: { rating, ...(text.trim() && { text: text.trim() }) } },
      { onSuccess: () => setThanked(true), onError: error => setProblem(messageOf(error)) },
    )
  const edit = (act: () => void) => {
    act()
    setThanked(false)
    setProblem(null)
  }
  return (
    <section className="flex flex-col gap-4 rounded-xl border border-line bg-surface p-5 shadow-card">
      <h2 className="text-lg">How was your {nounOf(appointment)}?</h2>
      <fieldset className="min-w-0">
        <legend className="sr-only">Stars</legend>
        <div className="flex items-center gap-1">
          {STARS.map(([value, label]) => (
            <label
              key={value}
              title={label}
              className="flex size-11 cursor-pointer items-center justify-center rounded-lg has-focus-visible:outline-2 has-focus-visible:outline-[var(--c-ring)]"
            >
              <input
                type="radio"
                className="sr-only"
                name={name}
                value={value}
                checked={rating === value}
                onChange={() => edit(() => setRating(value))}
              />
              <Star
                size={28}
                aria-hidden
                className={clsx(value <= rating ? 'fill-accent text-accent' : 'text-edge')}
                strokeWidth={1.6}
              />
              <span className="sr-only">
                {value} of 5: {label}
              </span>
            </label>
          ))}
          <span aria-hidden className="ml-2 text-sm text-muted">
            {STARS.find(([value]) => value === rating)?.[1]}
          </span>
        </div>
      </fieldset>
      <TextArea
        label="In your words (optional)"
        value={text}
        maxLength={2000}
        onChange={next => edit(() => setText(next))}
      />
      {problem && (
        <p role="alert" className="text-sm text-bad">
          {problem}
        </p>
      )}
      <div className="flex flex-wrap items-center gap-3">
        <Button look="primary" disabled={rating === 0 || change.isPending || thanked} onClick={send}>
          {appointment.rating === null ? 'Send' : 'Send anew'}
        </Button>
        <p role="status" className="text-sm text-accent">
          {thanked && 'Thank you. That helps us to do better.'}
        </p>
      </div>
    </section>
  )
}
