import { useQueryClient } from '@tanstack/react-query'
import { type ReactNode, type SubmitEvent, useEffect, useMemo, useRef, useState } from 'react'
import { messageOf, Problem } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import type { Appointment, SessionOffer } from '../../api/types.ts'
import { TextArea, toFirstError } from '../../appointments/contact-fields.tsx'
import { useDraft } from '../../appointments/draft.ts'
import { SlotList, SlotPicker, slotsKey } from '../../appointments/picker.tsx'
import { alternativesOf, postPatiently } from '../../appointments/send.ts'
import { sessionStarts } from '../../appointments/session-starts.ts'
import { ownZone } from '../../appointments/slots.ts'
import { FormTrouble } from '../../appointments/use-posting.tsx'
import { Button } from '../../parts/button.tsx'
import { Field } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { formatWhen, zoneName } from '../../words/time.ts'

const EMPTY = { coach: '', start: '', by: 'phone', phone: '', topic: '', code: '' }

const newDraft = () => ({ ...EMPTY, requestKey: newKey() })

/** Coach, time, how and about what: one form, kept by the tab until it is sent. */
export function BookSession({ offer, onBooked }: { offer: SessionOffer; onBooked: (code: string) => void }) {
  const queries = useQueryClient()
  const form = useRef<HTMLFormElement>(null)
  const under = useRef<AbortController | null>(null)
  useEffect(() => () => under.current?.abort(), [])
  const { draft, change, forget } = useDraft('session', newDraft)
  const [errors, setErrors] = useState<{ phone?: string; code?: string }>({})
  const [problem, setProblem] = useState<unknown>(null)
  const [waiting, setWaiting] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const { coaches, left } = offer
  const coach = coaches.find(({ id }) => id === draft.coach) ?? (coaches.length === 1 ? coaches[0] : undefined)
  const { noticeMinutes, horizonDays } = offer
  const starts = useMemo(
    () => sessionStarts({ staffId: coach?.id, timeZone: ownZone(), bounds: { noticeMinutes, horizonDays } }),
    [coach?.id, noticeMinutes, horizonDays],
  )
  // A new wish is a new request: the old key stays with what it was sent for.
  const write = (next: Partial<typeof EMPTY>) => {
    change({ ...next, requestKey: newKey() })
    setErrors({})
    setProblem(null)
  }
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (under.current || !draft.start) return
    const missing = {
      ...(draft.by === 'phone' &&
        !draft.phone.trim() && { phone: 'Please give the number that your coach should call.' }),
      ...(left === 0 && !draft.code.trim() && { code: 'Please enter a code that adds sessions.' }),
    }
    setErrors(missing)
    if (Object.keys(missing).length > 0) return toFirstError(form.current)
    setSending(true)
    setProblem(null)
    const controller = new AbortController()
    under.current = controller
    const body = {
      start: draft.start,
      ...(coach && { staffId: coach.id }),
      contact: draft.by === 'phone' ? { phone: draft.phone.trim() } : {},
      ...(draft.topic.trim() && { topic: draft.topic.trim() }),
      ...(draft.code.trim() && { code: draft.code.trim() }),
      visitorTimeZone: ownZone(),
    }
    try {
      const wait = ({ message }: { message: string }) => setWaiting(message)
      const made = await postPatiently<Appointment>(
        '/api/coaching-sessions',
        body,
        draft.requestKey,
        wait,
        controller.signal,
      )
      forget()
      queries.setQueryData(['appointment', made.code], made)
      void queries.invalidateQueries({ queryKey: ['appointments'] })
      void queries.invalidateQueries({ queryKey: ['sessions'] })
      void queries.invalidateQueries({ queryKey: slotsKey })
      onBooked(made.code)
    } catch (error) {
      if (!controller.signal.aborted) refused(error)
    } finally {
      under.current = null
      setSending(false)
      setWaiting(null)
    }
  }
  const refused = (error: unknown) => {
    const code = error instanceof Problem ? error.code : ''
    if (code === 'appointments.phone') setErrors({ phone: messageOf(error) })
    else if (code.startsWith('codes.')) setErrors({ code: messageOf(error) })
    else {
      setProblem(error)
      void queries.invalidateQueries({ queryKey: slotsKey })
    }
    if (code === 'appointments.phone' || code.startsWith('codes.')) toFirstError(form.current)
  }
  const clock = coach && coach.timeZone !== ownZone() ? { zone: coach.timeZone, words: 'the coach’s clock' } : null
  return (
    <form
      ref={form}
      noValidate
      onSubmit={submit}
      className="rounded-xl border border-line bg-surface p-5 shadow-card sm:p-6"
    >
      <fieldset disabled={sending} className="flex min-w-0 flex-col gap-8">
        <legend className="sr-only">A coaching session</legend>
        {coaches.length > 1 && (
          <Choices
            label="With whom?"
            name="coach"
            value={coach?.id ?? ''}
            onChange={next => write({ coach: next, start: '' })}
            choices={[
              { value: '', label: 'Whoever is free', hint: 'All times of all coaches' },
              ...coaches.map(({ id, name, timeZone }) => ({
                value: id,
                label: name,
                hint: `${zoneName(timeZone)}`,
              })),
            ]}
          />
        )}
        {coaches.length === 1 && coach && (
          <p>
            Your coach is <span className="font-semibold">{coach.name}</span>
            {coach.sample && <span className="text-muted">, an invented one until the team adds its own</span>}.
          </p>
        )}
        <div>
          <h3 className="mb-3 text-[1.0625rem]">When?</h3>
          <SlotPicker
            key={coach?.id ?? ''}
            chosen={draft.start || null}
            busy={null}
            starts={starts}
            clock={clock}
            onChoose={slot => write({ start: slot.start })}
          />
        </div>
        <div className="flex flex-col gap-4">
          <Choices
            label="How?"
            name="by"
            value={draft.by}
            onChange={by => write({ by })}
            choices={[
              { value: 'phone', label: 'By telephone', hint: 'Your coach calls you' },
              {
                value: 'link',
                label: 'By video',
                hint:
                  !coach || coach.byLink ? 'At a link that we show you' : 'Your coach adds the link before you meet',
              },
            ]}
          />
          {draft.by === 'phone' && (
            <Field
              label="Your phone number"
              type="tel"
              inputMode="tel"
              autoComplete="tel"
              maxLength={40}
              hint="With its country code, such as +1 416 555 0134."
              value={draft.phone}
              error={errors.phone}
              onChange={event => write({ phone: event.target.value })}
            />
          )}
        </div>
        <TextArea
          label="What is it about? (optional)"
          value={draft.topic}
          maxLength={1000}
          placeholder="So that your coach can prepare. Only coaches read it."
          onChange={topic => write({ topic })}
        />
        <Field
          label={left === 0 ? 'Your code' : 'Code (optional)'}
          autoComplete="off"
          spellCheck={false}
          maxLength={100}
          hint={left === 0 ? 'It adds the session that you book here.' : 'It adds sessions to those of your account.'}
          value={draft.code}
          error={errors.code}
          onChange={event => write({ code: event.target.value })}
        />
        {problem !== null && (
          <div role="alert" className="flex flex-col gap-3">
            <Notice tone="warn">{messageOf(problem)}</Notice>
            <SlotList
              slots={alternativesOf(problem)}
              timeZone={ownZone()}
              clock={clock}
              busy={null}
              onChoose={slot => write({ start: slot.start })}
            />
          </div>
        )}
        <FormTrouble problem={null} waiting={waiting} />
        <Button type="submit" look="primary" disabled={!draft.start || sending} className="whitespace-normal">
          {sending ? 'Booking' : draft.start ? `Book ${formatWhen(draft.start, ownZone())}` : 'Choose a time'}
        </Button>
      </fieldset>
    </form>
  )
}

function Choices({
  label,
  name,
  value,
  choices,
  onChange,
}: {
  label: string
  name: string
  value: string
  choices: { value: string; label: string; hint: ReactNode }[]
  onChange: (value: string) => void
}) {
  return (
    <fieldset className="min-w-0">
      <legend className="mb-3 text-[1.0625rem] font-semibold">{label}</legend>
      <div className="grid gap-2.5 sm:grid-cols-2">
        {choices.map(choice => (
          <label
            key={choice.value}
            className="flex cursor-pointer items-start gap-3 rounded-lg border border-edge/60 px-4 py-3 hover:border-edge has-checked:border-accent has-checked:bg-tint has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]"
          >
            <input
              type="radio"
              name={name}
              value={choice.value}
              checked={choice.value === value}
              onChange={() => onChange(choice.value)}
              className="mt-1 size-4 shrink-0 accent-[var(--c-accent)]"
            />
            <span>
              <span className="block font-medium">{choice.label}</span>
              <span className="block text-sm text-muted">{choice.hint}</span>
            </span>
          </label>
        ))}
      </div>
    </fieldset>
  )
}
