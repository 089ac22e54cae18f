import type { ReactNode } from 'react'
import type { Appointment } from '../api/types.ts'
import { FactList } from '../parts/fact-list.tsx'
import { phoneWords } from '../words/phone.ts'
import { HomeLine } from './home-line.tsx'
import { REASONS, URGENCIES } from './reasons.ts'
import { SessionWay } from './session-way.tsx'
import { isUpcoming } from './status.ts'

/** Where, with whom, for whom: what is known of an appointment, row by row. */
export function Facts({ appointment }: { appointment: Appointment }) {
  const { listing, staff, contact, kind, notes, reason, urgency, code } = appointment
  const isCall = kind === 'callback'
  const upcoming = isUpcoming(appointment)
  const rows: [string, ReactNode][] = [
    ['How', appointment.session && <SessionWay session={appointment.session} upcoming={upcoming} />],
    [isCall ? 'About' : 'Where', listing && <HomeLine listing={listing} />],
    [
      appointment.session ? 'Your coach' : isCall ? 'Who calls' : upcoming ? 'Whom you meet' : 'Whom you met',
      // Of a visit that did not take place nobody was met.
      staff && (upcoming || appointment.status === 'completed' || appointment.status === 'confirmed') && (
        <>
          {staff.name}
          {staff.phone && (
            <a href={`tel:${staff.phone}`} className="tnum block w-fit text-accent underline-offset-4 hover:underline">
              {phoneWords(staff.phone)}
            </a>
          )}
        </>
      ),
    ],
    ['What it is about', isCall && reason ? REASONS[reason] : null],
    ['How soon', isCall && urgency ? `Within ${URGENCIES[urgency]}` : null],
    [
      'You',
      [contact.name, contact.phone && phoneWords(contact.phone), contact.email].filter(Boolean).join(', ') || null,
    ],
    [appointment.session ? 'What it is about' : 'Your notes', notes],
    ['Booking code', code],
  ]
  return (
    <section aria-label="Details" className="rounded-xl border border-line bg-surface shadow-card">
      <FactList rows={rows} />
    </section>
  )
}
