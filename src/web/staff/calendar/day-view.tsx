import type { StaffAppointment, StaffMember } from '../../api/types.ts'
import { countOf } from './counts.ts'
import { minutesOf, shadesOf } from './days.ts'
import type { Drop } from './drag.ts'
import { type Column, Grid } from './grid.tsx'
import type { Week } from './week-view.tsx'

/** One day: a column for each member of staff who can be booked or has something on that day. */
export function DayView({
  date,
  members,
  items,
  settings,
  timeOff,
  today,
  onDrop,
}: Week & { date: string; onDrop: (drop: Drop) => void }) {
  const { timeZone, opens, closes } = settings
  const columns: Column[] = members
    .filter(member => member.active || items.some(item => item.staffId === member.id))
    .map(member => {
      const own = items.filter(item => item.staffId === member.id)
      return {
        key: member.id,
        date,
        staffId: member.id,
        step: member.slotMinutes,
        label: member.name,
        heading: <Heading member={member} items={own} />,
        items: own,
        shades: shadesOf({ ...member, timeOff: timeOff.get(member.id) ?? [] }, date, settings),
      }
    })
  const loose = items.filter(item => !members.some(({ id }) => id === item.staffId))
  if (loose.length > 0)
    columns.push({
      key: 'nobody',
      date,
      staffId: null,
      step: 60,
      label: 'Nobody yet',
      heading: 'Nobody yet',
      items: loose,
      shades: [],
    })
  return (
    <Grid
      columns={columns}
      open={{ from: minutesOf(opens), to: minutesOf(closes) }}
      timeZone={timeZone}
      today={today}
      onDrop={onDrop}
    />
  )
}

function Heading({ member, items }: { member: StaffMember; items: StaffAppointment[] }) {
  return (
    <>
      <p className="truncate text-[0.9375rem] font-semibold">{member.name}</p>
      <p className="text-[0.8125rem] text-muted">
        {countOf(items.length, 'visit')}
        {member.role === 'coach' && ' · coach'}
      </p>
    </>
  )
}
