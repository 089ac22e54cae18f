import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft } from 'lucide-react'
import { type SubmitEvent, useId, useRef, useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { getJson, messageOf, Problem } from '../api/client.ts'
import { newKey } from '../api/ids.ts'
import type { CallbackReason, Listing, Urgency } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Field, Select } from '../parts/field.tsx'
import { Page } from '../parts/header.tsx'
import { Empty } from '../parts/notice.tsx'
import { dateIn, zoneName } from '../words/time.ts'
import { type ContactErrors, ContactFields, contactOf, missingOf, TextArea, toFirstError } from './contact-fields.tsx'
import { useDraft } from './draft.ts'
import { useKnownContact } from './known-contact.ts'
import { REASONS, URGENCIES } from './reasons.ts'
import { fieldErrors } from './send.ts'
import { instantOf, ownClock, ownZone } from './slots.ts'
import { FormTrouble, KeptWish, usePosting } from './use-posting.tsx'

type Draft = {
  requestKey: string
  name: string
  phone: string
  email: string
  reason: CallbackReason
  urgency: Urgency
  date: string
  time: string
  notes: string
}

const emptyDraft = (): Draft => ({
  requestKey: newKey(),
  name: '',
  phone: '',
  email: '',
  reason: 'general',
  urgency: 'medium',
  date: '',
  time: '',
  notes: '',
})

/** Asking to be called: what about, how soon, and the promise of when. */
export default function CallbackPage() {
  const { home } = useSearch({ from: '/callback' })
  const { data: listing } = useQuery({
    queryKey: ['listing', home],
    queryFn: ({ signal }) => getJson<Listing>(`/api/listings/${encodeURIComponent(home!)}`, signal),
    enabled: Boolean(home),
  })
  return (
    <Page title="Ask for a call">
      <div className="mx-auto max-w-xl">
        {listing && (
          <Link
            to="/homes/$slug"
            params={{ slug: listing.slug }}
            className="mb-4 inline-flex items-center gap-1.5 rounded text-sm font-medium text-muted hover:text-ink"
          >
            <ArrowLeft size={16} aria-hidden />
            {listing.name}
          </Link>
        )}
        <h1 className="text-2xl sm:text-3xl">Ask for a call</h1>
        <p className="mt-2 text-muted">
          {listing ? `About ${listing.name}. ` : ''}Tell us how soon, and we promise a time.
        </p>
        <CallForm key={home ?? ''} home={home} listing={listing} />
      </div>
    </Page>
  )
}

function CallForm({ home, listing }: { home: string | undefined; listing: Listing | undefined }) {
  const { draft, change, forget } = useDraft<Draft>(`mosaic.callback.${home ?? ''}`, emptyDraft)
  const { timeZone } = useBusiness()
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<ContactErrors & { time?: string }>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [arrived, setArrived] = useState(false)
  useKnownContact(draft, change)
  const preferred = draft.date && draft.time ? instantOf(draft.date, draft.time, timeZone) : null
  const write = (next: Partial<Draft>) => {
    change(next)
    setErrors({})
  }
  const refused = (error: unknown) => {
    if (error instanceof Problem && error.code === 'appointments.key_reused') return setArrived(true)
    const isTime = error instanceof Problem && error.code === 'appointments.start'
    const about = isTime ? { time: messageOf(error) } : fieldErrors(error)
    setErrors(about)
    if (Object.keys(about).length > 0) toFirstError(form.current)
    else setProblem(messageOf(error))
  }
  const [kept, setKept] = useState<string | null>(null)
  const { post, sending, waiting } = usePosting('/api/callbacks', draft.requestKey, {
    onMade: forget,
    onKept: setKept,
    onRefused: refused,
  })
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (sending) return
    const half = Boolean(draft.date) !== Boolean(draft.time)
    const missing = {
      ...missingOf(draft, true),
      ...(half && { time: 'Please give both the day and the time, or neither.' }),
    }
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return toFirstError(form.current)
    void post({
      contact: contactOf(draft),
      ...(listing && { listing: listing.slug }),
      reason: draft.reason,
      urgency: draft.urgency,
      ...(preferred && { preferred }),
      ...(draft.notes.trim() && { notes: draft.notes.trim() }),
      visitorTimeZone: ownZone(),
    })
  }
  if (kept) return <KeptWish sentence={kept} />
  if (arrived)
    return (
      <Empty
        title="We know already"
        action={
          <Link to="/appointments" onClick={forget} className={buttonClass('primary')}>
            My appointments
          </Link>
        }
      >
        What you sent first did reach us. You find the call among your appointments.
      </Empty>
    )
  const own = preferred && ownClock(preferred, timeZone, ownZone())
  return (
    <form ref={form} noValidate onSubmit={submit} className="mt-7">
      <fieldset disabled={sending} className="flex min-w-0 flex-col gap-5">
        <legend className="sr-only">Your call</legend>
        <ContactFields value={draft} errors={errors} phoneOnly onChange={write} />
        <Select
          label="What is it about?"
          value={draft.reason}
          onChange={event => write({ reason: event.target.value as CallbackReason })}
        >
          {Object.entries(REASONS).map(([value, label]) => (
            <option key={value} value={value}>
              {label}
            </option>
          ))}
        </Select>
        <HowSoon value={draft.urgency} onChange={urgency => write({ urgency })} />
        <div>
          <p className="mb-2 text-sm font-medium">Not before a certain time? (optional)</p>
          <div className="grid gap-4 sm:grid-cols-2">
            <Field
              label="Day"
              type="date"
              min={dateIn(Date.now(), timeZone)}
              value={draft.date}
              error={errors.time}
              onChange={event => write({ date: event.target.value })}
            />
            <Field
              label="Time"
              type="time"
              value={draft.time}
              hint={`${zoneName(timeZone)}${own ? `; on your own clock ${own}` : ''}`}
              onChange={event => write({ time: event.target.value })}
            />
          </div>
        </div>
        <TextArea
          label="Anything we should know (optional)"
          value={draft.notes}
          maxLength={1000}
          onChange={notes => write({ notes })}
        />
        <FormTrouble problem={problem} waiting={waiting} />
        <Button type="submit" look="primary" disabled={sending} className="sm:self-start sm:px-8">
          {sending ? 'One moment' : 'Call me'}
        </Button>
      </fieldset>
    </form>
  )
}

function HowSoon({ value, onChange }: { value: Urgency; onChange: (urgency: Urgency) => void }) {
  const name = useId()
  return (
    <fieldset className="min-w-0">
      <legend className="mb-1.5 text-sm font-medium">Call me within</legend>
      <div className="grid grid-cols-2 gap-2 sm:grid-cols-4">
        {Object.entries(URGENCIES).map(([urgency, label]) => (
          <label
            key={urgency}
            className={clsx(
              'flex min-h-11 cursor-pointer select-none items-center justify-center rounded-lg border px-2 py-2 text-center text-sm font-medium leading-snug transition-colors',
              'has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-[var(--c-ring)]',
              value === urgency
                ? 'border-accent bg-accent text-on-accent'
                : 'border-edge/60 bg-surface hover:border-edge hover:bg-sunken',
            )}
          >
            <input
              type="radio"
              className="sr-only"
              name={name}
              value={urgency}
              checked={value === urgency}
              onChange={() => onChange(urgency as Urgency)}
            />
            {label}
          </label>
        ))}
      </div>
      <p className="mt-1.5 text-sm text-muted">Counted within our calling hours. You will see by when we call.</p>
    </fieldset>
  )
}
