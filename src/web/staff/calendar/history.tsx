import type { AppointmentEvent } from '../../api/types.ts'
import { formatWhen } from '../../words/time.ts'
import { eventWords } from './words.ts'

/** What happened to an appointment, the newest first. */
export function History({ events, timeZone }: { events: AppointmentEvent[]; timeZone: string }) {
  return (
    <ol className="flex flex-col gap-4 border-l-2 border-line pl-4">
      {events.toReversed().map(event => {
        const { what, who } = eventWords(event, timeZone)
        return (
          <li key={event.number} className="relative">
            <span aria-hidden className="absolute -left-[1.3125rem] top-[0.45rem] size-2 rounded-full bg-edge" />
            <p className="text-[0.9375rem]">{what}</p>
            {event.note && <p className="whitespace-pre-line text-sm text-soft">“{event.note}”</p>}
            <p className="tnum text-sm text-muted">
              {who} · {formatWhen(event.at, timeZone)}
            </p>
          </li>
        )
      })}
    </ol>
  )
}
