import { clsx } from 'clsx'
import type { Enrolment, Programme } from './api.ts'
import { isAnswered, type Place, placesOf } from './way.ts'

/** How far it is, as a row of marks: one for each question, or one for each step with its part done. The label says it in words. */
export function Steps({ programme, enrolment, place }: { programme: Programme; enrolment: Enrolment; place: Place }) {
  const places = placesOf(programme)
  const single = programme.steps.length === 1
  const isDone = (key: string) => isAnswered(enrolment, key)
  const marks = single
    ? places.map(({ prompt }) => ({
        id: prompt.key,
        part: isDone(prompt.key) ? 1 : 0,
        here: prompt.key === place.prompt.key,
      }))
    : programme.steps.map(step => ({
        id: String(step.number),
        part: step.prompts.filter(({ key }) => isDone(key)).length / step.prompts.length,
        here: step.number === place.step.number,
      }))
  return (
    <svg
      aria-hidden="true"
      className="mt-2 block h-1.5 w-full"
      preserveAspectRatio="none"
      viewBox={`0 0 ${marks.length * 100} 6`}
    >
      {marks.map(({ id, part, here }, index) => (
        <g key={id}>
          <rect
            x={index * 100 + 2}
            width={96}
            height={6}
            rx={3}
            className={clsx(here ? 'fill-tint-line' : 'fill-line')}
          />
          {part > 0 && <rect x={index * 100 + 2} width={96 * part} height={6} rx={3} className="fill-accent" />}
        </g>
      ))}
    </svg>
  )
}
