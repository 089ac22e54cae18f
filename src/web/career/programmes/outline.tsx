import { clsx } from 'clsx'
import { Check, Circle, CircleDashed, CircleDot, TriangleAlert } from 'lucide-react'
import { Sheet } from '../../parts/sheet.tsx'
import type { Enrolment, Programme } from './api.ts'
import { isAnswered, type Place, placesOf, reachedOf, type Standing, standingOf } from './way.ts'

const WORDS: Record<Standing, string> = {
  done: 'answered',
  edited: 'answered, being edited',
  draft: 'begun',
  skipped: 'open, skipped',
  open: 'open',
}
/** What is said in sight of those that are neither plainly answered nor plainly open. */
const NOTES: Partial<Record<Standing, string>> = {
  edited: 'Answered, being edited',
  draft: 'Begun',
  skipped: 'Skipped, still open',
}

/** Every prompt with how it stands; any that was reached can be jumped to. Skipped ones are listed first, as open. */
export function Outline({
  programme,
  enrolment,
  current,
  conflicts,
  passed,
  onGo,
  onClose,
}: {
  programme: Programme
  enrolment: Enrolment
  current: string
  conflicts: string[]
  passed: ReadonlySet<string>
  onGo: (prompt: string) => void
  onClose: () => void
}) {
  const reached = reachedOf(programme, enrolment, passed)
  const places = placesOf(programme)
  const skipped = places.filter(({ prompt }) => standingOf(enrolment, prompt.key) === 'skipped')
  const single = programme.steps.length === 1
  const row = (place: Place) => (
    <Row
      key={place.prompt.key}
      place={place}
      single={single}
      standing={standingOf(enrolment, place.prompt.key)}
      reached={reached.has(place.prompt.key)}
      current={place.prompt.key === current}
      conflict={conflicts.includes(place.prompt.key)}
      onGo={onGo}
    />
  )
  return (
    <Sheet title="All questions" onClose={onClose}>
      {skipped.length > 0 && (
        <section className="mb-6 rounded-xl bg-sunken px-3 py-3">
          <h3 className="px-2 text-sm font-semibold">{`Still open: ${skipped.length} skipped`}</h3>
          <ul className="mt-1">{skipped.map(row)}</ul>
        </section>
      )}
      <ol className="flex flex-col gap-5">
        {programme.steps.map(step => {
          const here = places.filter(place => place.step.number === step.number)
          const done = here.filter(({ prompt }) => isAnswered(enrolment, prompt.key)).length
          return (
            <li key={step.number}>
              {!single && (
                <h3 className="mb-1 flex items-baseline justify-between gap-3 px-2 font-semibold">
                  <span>{`${step.number}. ${step.title}`}</span>
                  <span className="tnum shrink-0 text-sm font-normal text-muted">{`${done} of ${here.length}`}</span>
                </h3>
              )}
              <ul>{here.map(row)}</ul>
            </li>
          )
        })}
      </ol>
    </Sheet>
  )
}

function Row({
  place,
  single,
  standing,
  reached,
  current,
  conflict,
  onGo,
}: {
  place: Place
  single: boolean
  standing: Standing
  reached: boolean
  current: boolean
  conflict: boolean
  onGo: (prompt: string) => void
}) {
  const Icon = conflict
    ? TriangleAlert
    : current
      ? CircleDot
      : { done: Check, edited: Check, draft: Circle, skipped: CircleDashed, open: Circle }[standing]
  const words = conflict ? 'two versions, needs your choice' : reached ? WORDS[standing] : 'not reached yet'
  const inner = (
    <>
      <Icon
        size={17}
        aria-hidden
        className={clsx(
          'mt-[0.2rem] shrink-0',
          conflict
            ? 'text-warn'
            : standing === 'done' || standing === 'edited'
              ? 'text-accent'
              : reached
                ? 'text-muted'
                : 'text-line',
        )}
      />
      <span className="min-w-0">
        <span className="line-clamp-2 text-[0.9375rem] leading-6">
          <span className="tnum mr-1.5 text-muted">{place.prompt.key}</span>
          {place.prompt.text}
        </span>
        {(conflict || NOTES[standing]) && (
          <span className="block text-[0.8125rem] text-muted">
            {conflict ? 'Two versions: please choose' : NOTES[standing]}
          </span>
        )}
        <span className="sr-only">{`, ${single ? 'question' : 'prompt'} ${words}`}</span>
      </span>
    </>
  )
  return (
    <li>
      {reached ? (
        <button
          type="button"
          aria-current={current ? 'step' : undefined}
          onClick={() => onGo(place.prompt.key)}
          className={clsx(
            'flex w-full gap-3 rounded-lg px-2 py-2.5 text-left transition-colors hover:bg-sunken',
            current && 'bg-tint hover:bg-tint',
          )}
        >
          {inner}
        </button>
      ) : (
        <div className="flex gap-3 px-2 py-2.5 text-muted">{inner}</div>
      )}
    </li>
  )
}
