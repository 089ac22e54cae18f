import { useQueryClient } from '@tanstack/react-query'
import { useNavigate } from '@tanstack/react-router'
import { type SubmitEvent, useEffect, useId, useRef, useState } from 'react'
import { messageOf, Problem } from '../../api/client.ts'
import { newKey } from '../../api/ids.ts'
import type { StaffAppointment, StaffMember } from '../../api/types.ts'
import {
  type ContactErrors,
  ContactFields,
  contactOf,
  missingOf,
  TextArea,
  toFirstError,
} from '../../appointments/contact-fields.tsx'
import { SlotList, visitStarts } from '../../appointments/picker.tsx'
import { alternativesOf, fieldErrors, postPatiently } from '../../appointments/send.ts'
import { Button } from '../../parts/button.tsx'
import { Select } from '../../parts/field.tsx'
import { Notice } from '../../parts/notice.tsx'
import { Sheet } from '../../parts/sheet.tsx'
import { dateIn, formatWhen } from '../../words/time.ts'
import { usePlace } from '../place.ts'
import { ChooseTime, intoSight } from './choose-time.tsx'
import { HomeField, slugOf, useHomes } from './home-field.tsx'

const EMPTY = { name: '', phone: '', email: '', home: '', staffId: '', notes: '' }

/**
 * Booking a visit for somebody who called or came by, or for `person`, who is known and stays where one is. The form has one key: sent
 * again, it is one visit.
 */
export function BookSheet({
  members,
  timeZone,
  person,
  onClose,
}: {
  members: StaffMember[]
  timeZone: string
  person?: { id: string; name: string; phone: string; email: string }
  onClose: () => void
}) {
  const queries = useQueryClient()
  const navigate = useNavigate()
  const { search } = usePlace()
  const homes = useHomes()
  const form = useRef<HTMLFormElement>(null)
  const formId = useId()
  const [requestKey] = useState(newKey)
  const [draft, setDraft] = useState(() =>
    person ? { ...EMPTY, name: person.name, phone: person.phone, email: person.email } : EMPTY,
  )
  const [start, setStart] = useState<string | null>(null)
  const [errors, setErrors] = useState<ContactErrors & { home?: string }>({})
  const [problem, setProblem] = useState<unknown>(null)
  const [waiting, setWaiting] = useState<string | null>(null)
  const [sending, setSending] = useState(false)
  const under = useRef<AbortController | null>(null)
  useEffect(() => () => under.current?.abort(), [])
  const write = (next: Partial<typeof EMPTY>) => {
    setDraft(old => ({ ...old, ...next }))
    setErrors({})
  }
  const choose = (next: string | null) => {
    setStart(next)
    setProblem(null)
  }
  const submit = async (event: SubmitEvent<HTMLFormElement>) => {
    event.preventDefault()
    if (under.current || !start) return
    const missing = staffWords(missingOf(draft, false))
    setErrors(missing)
    if (Object.keys(missing).length > 0) return toFirstError(form.current)
    setSending(true)
    setProblem(null)
    under.current = new AbortController()
    const { signal } = under.current
    const listing = slugOf(draft.home, homes)
    try {
      const made = await postPatiently<StaffAppointment>(
        '/api/staff/appointments',
        {
          kind: 'site_visit',
          start,
          contact: contactOf(draft),
          ...(person && { personId: person.id }),
          ...(listing && { listing }),
          ...(draft.staffId && { staffId: draft.staffId }),
          ...(draft.notes.trim() && { notes: draft.notes.trim() }),
        },
        requestKey,
        wait => setWaiting(wait.message),
        signal,
      )
      void queries.invalidateQueries({ queryKey: ['staff'] })
      onClose()
      if (person) return
      const date = made.start ? dateIn(made.start, timeZone) : ''
      await navigate({
        to: '/console/$section',
        params: { section: 'calendar' },
        search: { ...search, date, appointment: made.code },
        resetScroll: false,
      })
    } catch (error) {
      if (!signal.aborted) refused(error)
    } finally {
      under.current = null
      setSending(false)
      setWaiting(null)
    }
  }
  const refused = (error: unknown) => {
    const isHome = error instanceof Problem && error.code === 'appointments.listing'
    const about = isHome ? { home: messageOf(error) } : fieldErrors(error)
    setErrors(about)
    if (Object.keys(about).length > 0) toFirstError(form.current)
    else setProblem(error)
  }
  return (
    <Sheet
      title="Book a visit"
      onClose={onClose}
      footer={
        <Button type="submit" form={formId} look="primary" className="w-full" disabled={!start || sending}>
          {sending ? 'One moment' : start ? `Book ${formatWhen(start, timeZone)}` : 'Choose a time'}
        </Button>
      }
    >
      <form ref={form} id={formId} noValidate onSubmit={submit}>
        <fieldset disabled={sending} className="flex min-w-0 flex-col gap-5">
          <legend className="sr-only">The visit</legend>
          <ContactFields value={draft} errors={errors} onChange={write} />
          <HomeField value={draft.home} error={errors.home} onChange={home => write({ home })} />
          <Select
            label="With"
            value={draft.staffId}
            onChange={event => {
              write({ staffId: event.target.value })
              choose(null)
            }}
          >
            <option value="">Whoever is free and has least to do</option>
            {members
              .filter(({ active, role }) => active && role === 'agent')
              .map(({ id, name }) => (
                <option key={id} value={id}>
                  {name}
                </option>
              ))}
          </Select>
          <TextArea
            label="What they said (optional)"
            value={draft.notes}
            maxLength={1000}
            onChange={notes => write({ notes })}
          />
          {problem !== null && (
            <div role="alert" ref={intoSight} className="flex flex-col gap-3">
              <Notice tone="warn">{messageOf(problem)}</Notice>
              <SlotList
                slots={alternativesOf(problem)}
                timeZone={timeZone}
                busy={null}
                onChoose={slot => choose(slot.start)}
              />
            </div>
          )}
          {waiting && (
            <Notice tone="warn" live>
              {waiting} What you wrote is kept, and it is tried again by itself.
            </Notice>
          )}
          <ChooseTime
            key={draft.staffId}
            start={start}
            timeZone={timeZone}
            onStart={choose}
            starts={visitStarts(draft.staffId || undefined)}
          />
        </fieldset>
      </form>
    </Sheet>
  )
}

/** The same gaps, told to somebody who writes for another. */
function staffWords(errors: ContactErrors): ContactErrors {
  return {
    ...(errors.name && { name: 'Please write who comes.' }),
    ...(errors.phone && { phone: 'Please write a phone number or an e-mail address.' }),
    ...(errors.email && { email: errors.email }),
  }
}
