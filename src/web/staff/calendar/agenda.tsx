import type { StaffAppointment } from '../../api/types.ts'
import { dateIn, formatWeekday } from '../../words/time.ts'
import { Row } from './entry.tsx'
import type { Settings } from './use-calendar.ts'

/** Day after day as a list; days without anything are left out, holidays are named. */
export function Agenda({
  dates,
  items,
  settings: { timeZone, holidays },
  today,
}: {
  dates: string[]
  items: StaffAppointment[]
  settings: Settings
  today: string
}) {
  const days = dates
    .map(date => ({
      date,
      holiday: holidays.find(({ day }) => day === date),
      items: items.filter(({ start }) => start && dateIn(start, timeZone) === date),
    }))
    .filter(day => day.items.length > 0 || day.holiday)
  return (
    <div className="flex flex-col gap-6">
      {days.map(day => (
        <section key={day.date} aria-label={formatWeekday(day.date, timeZone, 'long')}>
          {dates.length > 1 && (
            <h3 className="mb-2 text-[0.9375rem]">
              {formatWeekday(day.date, timeZone, 'long')}
              {day.date === today && <span className="font-normal text-accent"> · today</span>}
            </h3>
          )}
          {day.holiday && <p className="mb-2 text-sm text-muted">{day.holiday.name}, closed</p>}
          <Rows items={day.items} timeZone={timeZone} />
        </section>
      ))}
    </div>
  )
}

export function Rows({ items, timeZone }: { items: StaffAppointment[]; timeZone: string }) {
  if (items.length === 0) return null
  return (
    <ul className="divide-y divide-line overflow-hidden rounded-xl border border-line bg-surface shadow-card">
      {items.map(item => (
        <li key={item.code}>
          <Row appointment={item} timeZone={timeZone} />
        </li>
      ))}
    </ul>
  )
}
