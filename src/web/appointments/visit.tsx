import { useQuery } from '@tanstack/react-query'
import { Link, useSearch } from '@tanstack/react-router'
import { ArrowLeft } from 'lucide-react'
import { type SubmitEvent, useEffect, useRef, useState } from 'react'
import { useBusiness } from '../api/business.ts'
import { getJson, messageOf, Problem } from '../api/client.ts'
import { newKey } from '../api/ids.ts'
import type { Listing } from '../api/types.ts'
import { Button, buttonClass } from '../parts/button.tsx'
import { Page } from '../parts/header.tsx'
import { Empty, Loading, Notice } from '../parts/notice.tsx'
import { Toggle } from '../parts/toggle.tsx'
import { type ContactErrors, ContactFields, contactOf, missingOf, TextArea, toFirstError } from './contact-fields.tsx'
import { useDraft } from './draft.ts'
import { HeldTime } from './held-time.tsx'
import { useKnownContact } from './known-contact.ts'
import { SlotList, SlotPicker } from './picker.tsx'
import { fieldErrors } from './send.ts'
import { ownZone } from './slots.ts'
import { type Held, useHold } from './use-hold.ts'
import { FormTrouble, KeptWish, usePosting } from './use-posting.tsx'

/** Refusals after which another start is to be chosen. */
const GONE = new Set(['appointments.taken', 'appointments.start', 'appointments.hold_ended'])

type Draft = {
  requestKey: string
  held: Held | null
  name: string
  phone: string
  email: string
  notes: string
  remind: { email: boolean; phone: boolean }
}

const emptyDraft = (): Draft => ({
  requestKey: newKey(),
  held: null,
  name: '',
  phone: '',
  email: '',
  notes: '',
  remind: { email: true, phone: true },
})

/** Choosing a time for a visit and booking it. */
export default function VisitPage() {
  const { home } = useSearch({ from: '/visit' })
  const found = useQuery({
    queryKey: ['listing', home],
    queryFn: ({ signal }) => getJson<Listing>(`/api/listings/${encodeURIComponent(home!)}`, signal),
    enabled: Boolean(home),
  })
  const gone = found.error instanceof Problem && found.error.status === 404
  return (
    <Page title="Book a visit">
      <div className="mx-auto max-w-2xl">
        {home && found.isPending ? (
          <Loading label="Opening this home" />
        ) : gone ? (
          <Empty
            alone
            title="This home is not in our list"
            action={
              <Link to="/homes" className={buttonClass('primary')}>
                See all homes
              </Link>
            }
          >
            It may no longer be offered. You can visit any other.
          </Empty>
        ) : (
          <Booking key={home ?? ''} home={home} listing={found.data} />
        )}
      </div>
    </Page>
  )
}

function Booking({ home, listing }: { home: string | undefined; listing: Listing | undefined }) {
  const [sentence, setSentence] = useState<string | null>(null)
  const { draft, change, forget } = useDraft<Draft>(`mosaic.visit.${home ?? ''}`, emptyDraft)
  const kept = useHold(home, draft.held, held => change({ held }))
  const { held } = draft
  useKnownContact(draft, change)
  const step = useRef<HTMLHeadingElement>(null)
  const before = useRef(held?.code)
  // The form appears where the times stood: whoever reads by ear or keyboard is taken along.
  useEffect(() => {
    if (held?.code && before.current !== held.code) step.current?.focus()
    before.current = held?.code
  }, [held?.code])
  if (sentence) return <KeptWish sentence={sentence} alone />
  return (
    <>
      <header className="mb-7">
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
        <h1 className="text-2xl sm:text-3xl">Book a visit</h1>
        <p className="mt-2 text-muted">
          {listing ? (
            <>
              To {listing.name} in {listing.place}, {listing.city}. One of us meets you there.
            </>
          ) : (
            <>
              No home is chosen. Say in the notes what you would like to see, or{' '}
              <Link to="/homes" className="text-accent underline underline-offset-4">
                choose one first
              </Link>
              .
            </>
          )}
        </p>
      </header>
      {kept.trouble && (
        <div className="mb-6 flex flex-col gap-3" role="alert">
          <Notice tone="warn">{kept.trouble.text}</Notice>
          {kept.trouble.alternatives.length > 0 && (
            <>
              <p className="text-sm font-medium">These times are free:</p>
              <Alternatives kept={kept} />
            </>
          )}
        </div>
      )}
      {held ? (
        <>
          <h2 ref={step} tabIndex={-1} className="sr-only">
            Your details
          </h2>
          <Details
            draft={draft}
            held={held}
            home={home}
            kept={kept}
            onChange={change}
            onBooked={forget}
            onKept={setSentence}
          />
        </>
      ) : (
        <SlotPicker chosen={null} busy={kept.busy} onChoose={slot => void kept.take(slot.start)} />
      )}
    </>
  )
}

type Kept = ReturnType<typeof useHold>

function Alternatives({ kept }: { kept: Kept }) {
  const { timeZone } = useBusiness()
  return (
    <SlotList
      slots={kept.trouble!.alternatives}
      timeZone={timeZone}
      busy={kept.busy}
      onChoose={slot => void kept.take(slot.start)}
    />
  )
}

function Details({
  draft,
  held,
  home,
  kept,
  onChange,
  onBooked,
  onKept,
}: {
  draft: Draft
  held: Held
  home: string | undefined
  kept: Kept
  onChange: (next: Partial<Draft>) => void
  onBooked: () => void
  onKept: (sentence: string) => void
}) {
  const { messages } = useBusiness()
  const form = useRef<HTMLFormElement>(null)
  const [errors, setErrors] = useState<ContactErrors>({})
  const [problem, setProblem] = useState<string | null>(null)
  const [arrived, setArrived] = useState(false)
  const refused = (error: unknown) => {
    const code = error instanceof Problem ? error.code : null
    if (code !== null && GONE.has(code)) return kept.lose(error)
    // The first attempt did arrive, before something in the form was changed.
    if (code === 'appointments.key_reused') return setArrived(true)
    const about = fieldErrors(error)
    setErrors(about)
    if (Object.keys(about).length > 0) toFirstError(form.current)
    else setProblem(messageOf(error))
  }
  const { post, sending, waiting } = usePosting('/api/site-visits', draft.requestKey, {
    onMade: onBooked,
    onKept,
    onRefused: refused,
  })
  const write = (next: Partial<Draft>) => {
    onChange(next)
    setErrors({})
    // Whoever writes is still there: a hold that ran out meanwhile is asked for again.
    if (held.code && held.deadline <= Date.now() && kept.busy === null && !sending) void again()
  }
  const again = async () => {
    if (await kept.take(held.start)) kept.setNote('The time was still free and is kept for you again.')
    else onChange({ held: null })
  }
  const submit = (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (sending) return
    const missing = missingOf(draft, false)
    setErrors(missing)
    setProblem(null)
    if (Object.keys(missing).length > 0) return toFirstError(form.current)
    void post({
      // The start too: where the hold has ended, the server takes it anew if it is still free.
      ...(held.code && { hold: held.code }),
      start: held.start,
      ...(home && { listing: home }),
      contact: contactOf(draft),
      ...(draft.notes.trim() && { notes: draft.notes.trim() }),
      visitorTimeZone: ownZone(),
      remind: draft.remind,
    })
  }
  if (arrived)
    return (
      <Empty
        title="Your visit is booked already"
        action={
          <Link to="/appointments" onClick={onBooked} className={buttonClass('primary')}>
            My appointments
          </Link>
        }
      >
        What you sent first did reach us, so nothing is booked twice. You can change it among your appointments.
      </Empty>
    )
  return (
    <form ref={form} noValidate onSubmit={submit} className="flex flex-col gap-7">
      <HeldTime held={held} kept={kept} locked={sending} onAgain={() => void again()} />
      <fieldset disabled={sending} className="flex min-w-0 flex-col gap-4">
        <legend className="mb-4 text-lg font-semibold">Who is coming</legend>
        <ContactFields value={draft} errors={errors} onChange={write} />
        <p className="-mt-1.5 text-sm text-muted">A phone number or an e-mail address; both if you like.</p>
        <TextArea
          label="Anything we should know (optional)"
          value={draft.notes}
          maxLength={1000}
          onChange={notes => write({ notes })}
        />
      </fieldset>
      {(messages.email || messages.phone) && (
        <fieldset disabled={sending} className="flex min-w-0 flex-col gap-4">
          <legend className="mb-4 text-lg font-semibold">Reminders</legend>
          {messages.email && (
            <Toggle
              label="By e-mail"
              hint="The confirmation, and a reminder the day before."
              on={draft.remind.email}
              onChange={email => write({ remind: { ...draft.remind, email } })}
            />
          )}
          {messages.phone && (
            <Toggle
              label="By phone"
              hint="A message an hour before. Answer STOP and it ends."
              on={draft.remind.phone}
              onChange={phone => write({ remind: { ...draft.remind, phone } })}
            />
          )}
        </fieldset>
      )}
      <FormTrouble problem={problem} waiting={waiting} />
      <Button type="submit" look="primary" disabled={sending || kept.busy !== null} className="sm:self-start sm:px-8">
        {!held.code ? (sending ? 'Sending' : 'Send this wish') : sending ? 'Booking' : 'Book this visit'}
      </Button>
    </form>
  )
}
