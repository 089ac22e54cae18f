import { Link } from '@tanstack/react-router'
import { LifeBuoy, Phone, UsersRound } from 'lucide-react'
import type { CrisisPart, HandOffPart, LinkPart, PromptPart } from '../../api/types.ts'
import { buttonClass } from '../../parts/button.tsx'

/** Which question of the programme the reply asked; its words stand in the reply itself. */
export function OpenPrompt({ part }: { part: PromptPart }) {
  return (
    <div className="flex max-w-[42rem] flex-wrap items-baseline gap-x-3 gap-y-1 border-l-2 border-tint-line pl-3.5 text-sm text-muted">
      <Link
        to="/career/programmes/$key"
        params={{ key: part.programme }}
        className="tnum rounded font-medium text-accent underline-offset-4 hover:underline"
      >
        {part.place}
      </Link>
      {part.help && <span className="basis-full">{part.help}</span>}
    </div>
  )
}

/** Where help is at once: calm, plain, and large enough to be tapped with a shaking hand. */
export function Crisis({ part }: { part: CrisisPart }) {
  return (
    <section
      aria-label="Help right now"
      className="flex max-w-xl flex-col gap-3 rounded-xl border border-tint-line bg-tint p-4 text-ink sm:p-5"
    >
      <h2 className="flex items-center gap-2.5 text-base">
        <LifeBuoy size={20} aria-hidden className="shrink-0 text-accent" />
        Help right now
      </h2>
      <ul className="flex flex-col gap-2">
        {part.lines.map(line => (
          <li key={line}>
            <Call line={line} />
          </li>
        ))}
      </ul>
    </section>
  )
}

const LINE =
  'flex min-h-12 items-center gap-3 rounded-lg border border-line bg-surface px-4 text-[1.0625rem] font-medium'

function Call({ line }: { line: string }) {
  const number = line.match(/\+?\d[\d\s()-]*\d/)?.[0]
  const words = line.charAt(0).toUpperCase() + line.slice(1)
  if (!number) return <p className={LINE}>{words}</p>
  return (
    <a href={`tel:${number.replace(/[^\d+]/g, '')}`} className={`${LINE} hover:border-accent`}>
      <Phone size={18} aria-hidden className="shrink-0 text-accent" />
      {words}
    </a>
  )
}

export function HandOffLine({ part }: { part: HandOffPart }) {
  return (
    <p className="flex items-center gap-2.5 text-sm font-medium text-accent">
      <UsersRound size={17} aria-hidden className="shrink-0" />
      {part.text}
    </p>
  )
}

export function Way({ part }: { part: LinkPart }) {
  return (
    <div>
      <Link to={part.to as '/career'} className={buttonClass('plain', true)}>
        {part.label}
      </Link>
    </div>
  )
}
