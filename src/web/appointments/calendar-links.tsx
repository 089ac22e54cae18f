import { CalendarPlus, Download } from 'lucide-react'
import type { Appointment } from '../api/types.ts'
import { buttonClass } from '../parts/button.tsx'

/** The ways into the visitor's own calendar. What is cancelled or has no time has none. */
export function CalendarLinks({ calendar }: { calendar: Appointment['calendar'] }) {
  if (!calendar) return null
  // By path: the session of this visitor holds at the address of this page, which may not be the public one.
  const { pathname, search } = new URL(calendar.ics, location.origin)
  const elsewhere = [
    ['Google', calendar.google],
    ['Outlook', calendar.outlook],
  ] as const
  return (
    <div className="flex flex-wrap gap-2">
      {elsewhere.map(([name, url]) => (
        <a key={name} href={url} target="_blank" rel="noopener noreferrer" className={buttonClass('plain', true)}>
          <CalendarPlus size={16} aria-hidden />
          {name}
          <span className="sr-only"> calendar, opens in a new window</span>
        </a>
      ))}
      <a href={pathname + search} download className={buttonClass('plain', true)}>
        <Download size={16} aria-hidden />
        Calendar file
      </a>
    </div>
  )
}
