import { Link } from '@tanstack/react-router'
import { lazy, Suspense, useState } from 'react'
import type { Lead } from '../../../leads/desk/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { statusOf } from '../../appointments/status.ts'
import { Button } from '../../parts/button.tsx'
import { Pill } from '../../parts/pill.tsx'
import { formatWhen } from '../../words/time.ts'
import { useTeam } from '../calendar/use-calendar.ts'
import { Block } from './block.tsx'

const BookSheet = lazy(() => import('../calendar/book.tsx').then(({ BookSheet }) => ({ default: BookSheet })))
const CallbackSheet = lazy(() => import('./plan-call.tsx').then(({ PlanCall }) => ({ default: PlanCall })))

/** What is agreed with them, and how to agree on more. */
export function Appointments({ lead }: { lead: Lead }) {
  const { timeZone } = useBusiness()
  const team = useTeam()
  const [open, setOpen] = useState<'visit' | 'call' | null>(null)
  const person = { id: lead.personId, name: lead.name ?? '', phone: lead.phone ?? '', email: lead.email ?? '' }
  const close = () => setOpen(null)
  return (
    <Block title="Appointments">
      {lead.appointments.length === 0 ? (
        <p className="text-muted">Nothing is agreed.</p>
      ) : (
        <ul className="divide-y divide-line rounded-xl border border-line bg-surface shadow-card">
          {lead.appointments.map(one => (
            <li key={one.code}>
              <Link
                to="."
                search={old => ({ ...old, appointment: one.code })}
                className="tnum flex flex-wrap items-center justify-between gap-x-3 gap-y-1 px-4 py-2.5 text-sm hover:bg-sunken"
              >
                <span className="min-w-0">
                  <span className="block font-medium">
                    {one.kind === 'callback' ? 'Call' : 'Visit'}
                    {one.start
                      ? `, ${formatWhen(one.start, timeZone).replace(/^To/, 'to')}`
                      : one.dueAt && ` by ${formatWhen(one.dueAt, timeZone).replace(/^To/, 'to')}`}
                  </span>
                  <span className="text-muted">
                    {[one.listing?.name, one.staff && `with ${one.staff.name}`].filter(Boolean).join(', ')}
                  </span>
                </span>
                <Pill {...statusOf(one)} />
              </Link>
            </li>
          ))}
        </ul>
      )}
      <div className="flex flex-wrap gap-2.5">
        <Button small onClick={() => setOpen('visit')}>
          Book a visit
        </Button>
        <Button small onClick={() => setOpen('call')}>
          Plan a call
        </Button>
      </div>
      <Suspense>
        {open === 'visit' && (
          <BookSheet person={person} members={team.data?.items ?? []} timeZone={timeZone} onClose={close} />
        )}
        {open === 'call' && <CallbackSheet person={person} onClose={close} />}
      </Suspense>
    </Block>
  )
}
