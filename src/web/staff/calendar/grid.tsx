import { clsx } from 'clsx'
import { type ReactNode, useRef } from 'react'
import type { StaffAppointment } from '../../api/types.ts'
import { useNow } from '../../appointments/draft.ts'
import { DAY_MINUTES, hoursShown, lanesOf, minuteOf, type Shade } from './days.ts'
import { type Drop, isMovable, snap, useDrag } from './drag.ts'
import { Block, startWords } from './entry.tsx'
import { Scroller } from './scroller.tsx'

export type Column = {
  key: string
  /** of which date it is */
  date: string
  /** whose it is; null where it is nobody's */
  staffId: string | null
  /** minutes between the starts that they give */
  step: number
  label: string
  heading: ReactNode
  items: StaffAppointment[]
  shades: Shade[]
}

/** Pixels of a minute: an hour holds the three lines of a visit. */
const SCALE = 68 / 60

/** Columns beside each other with the hours of the day as rows. */
export function Grid({
  columns,
  open,
  timeZone,
  today,
  onDrop,
}: {
  columns: Column[]
  /** when visits are given, in minutes */
  open: { from: number; to: number }
  timeZone: string
  today: string
  /** a visit was dragged onto another start */
  onDrop: (drop: Drop) => void
}) {
  const placed = columns.map(({ items, date }) =>
    lanesOf(items.map(item => ({ item, ...spanOf(item, date, timeZone) }))),
  )
  const now = minuteOf(useNow(20_000), today, timeZone)
  const shown = hoursShown(open, placed.flat())
  const height = (shown.to - shown.from) * SCALE
  const hours = Array.from({ length: (shown.to - shown.from) / 60 }, (_, index) => shown.from + index * 60)
  const top = (minute: number) => (minute - shown.from) * SCALE
  const firstToday = columns.findIndex(column => column.date === today)
  const isNowShown = now > shown.from && now < shown.to
  const lists = useRef<(HTMLUListElement | null)[]>([])
  const { drag, take } = useDrag((appointment, { x, y, lift }) => {
    const index = lists.current.findIndex(list => {
      const box = list?.getBoundingClientRect()
      return box && x >= box.left && x < box.right && y >= box.top && y < box.bottom
    })
    const column = columns[index]
    if (!column || column.staffId === null) return null
    const minute = shown.from + (y - lift - lists.current[index]!.getBoundingClientRect().top) / SCALE
    // Sessions begin when their coach says; the server knows, and offers what is free.
    const step = appointment.kind === 'coaching_session' ? 15 : column.step
    return { date: column.date, minute: snap(minute, { opens: open.from, step }), staffId: column.staffId }
  }, onDrop)
  return (
    <Scroller label="Hours">
      <div
        className="grid min-w-fit"
        style={{ gridTemplateColumns: `3.75rem repeat(${columns.length}, minmax(8rem, 1fr))` }}
      >
        <div className="sticky left-0 z-10 border-b border-line bg-surface" />
        {columns.map(column => (
          <div key={column.key} className="min-w-0 border-b border-l border-line px-3 py-2.5">
            {column.heading}
          </div>
        ))}
        <div aria-hidden className="sticky left-0 z-10 bg-surface" style={{ height }}>
          {hours.map(hour => (
            <span
              key={hour}
              className={clsx('tnum absolute right-2 text-xs text-muted', hour > shown.from && '-translate-y-1/2')}
              style={{ top: top(hour) + (hour > shown.from ? 0 : 3) }}
            >
              {hourWords(hour)}
            </span>
          ))}
        </div>
        {columns.map((column, index) => (
          <ul
            key={column.key}
            aria-label={column.label}
            ref={list => {
              lists.current[index] = list
            }}
            className="relative min-w-0 border-l border-line"
            style={{ height }}
          >
            {column.shades.map(shade => (
              <Shaded key={`${shade.from}-${shade.label}`} shade={shade} shown={shown} />
            ))}
            {hours.slice(1).map(hour => (
              <li
                key={hour}
                aria-hidden
                className="absolute inset-x-0 border-t border-line"
                style={{ top: top(hour) }}
              />
            ))}
            {placed[index]!.map(({ item, from, to, lane, lanes }) => (
              <li
                key={item.code}
                onPointerDown={take(item)}
                className={clsx(
                  'absolute p-0.5',
                  isMovable(item) && 'cursor-grab active:cursor-grabbing',
                  drag?.appointment.code === item.code && 'opacity-40',
                )}
                style={{
                  top: top(from),
                  height: Math.max(to - from, 20) * SCALE,
                  left: `${(lane / lanes) * 100}%`,
                  width: `${100 / lanes}%`,
                }}
              >
                <Block appointment={item} timeZone={timeZone} className="h-full" />
              </li>
            ))}
            {drag?.spot && drag.spot.date === column.date && drag.spot.staffId === column.staffId && (
              <li
                aria-hidden
                className="pointer-events-none absolute inset-x-0.5 z-[6] rounded-lg border-2 border-accent bg-tint/80 px-2 py-1 text-[0.8125rem] font-semibold text-accent"
                style={{ top: top(drag.spot.minute!), height: lengthOf(drag.appointment) * SCALE }}
              >
                {startWords(drag.spot.minute!)}
              </li>
            )}
            {column.date === today && isNowShown && (
              <li aria-hidden className="pointer-events-none absolute inset-x-0 z-[5]" style={{ top: top(now) }}>
                {index === firstToday && <span className="absolute -left-1 -top-1 size-2 rounded-full bg-bad" />}
                <span className="absolute -left-px right-0 -top-px border-t-2 border-bad" />
              </li>
            )}
          </ul>
        ))}
      </div>
    </Scroller>
  )
}

function Shaded({ shade, shown }: { shade: Shade; shown: { from: number; to: number } }) {
  const from = Math.max(shade.from, shown.from)
  const to = Math.min(shade.to, shown.to)
  if (from >= to) return null
  return (
    <li
      aria-hidden={shade.label === null}
      className="absolute bg-sunken inset-x-0 flex items-start justify-center"
      style={{ top: (from - shown.from) * SCALE, height: (to - from) * SCALE }}
    >
      {shade.label && (
        <span className="m-2 rounded-full border border-line bg-surface px-2.5 py-0.5 text-xs text-muted">
          {shade.label}
        </span>
      )}
    </li>
  )
}

const lengthOf = ({ start, end }: StaffAppointment) =>
  start && end ? (Date.parse(end) - Date.parse(start)) / 60_000 : 60

function spanOf({ start, end }: StaffAppointment, date: string, timeZone: string) {
  const from = start ? minuteOf(start, date, timeZone) : 0
  const to = end ? minuteOf(end, date, timeZone) : from + 60
  return { from, to: to > from ? to : Math.min(from + 30, DAY_MINUTES) }
}

const clock = new Intl.DateTimeFormat('en-IN', { hour: 'numeric', timeZone: 'UTC' })
const hourWords = (minute: number) => clock.format(minute * 60_000)
