import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { CalendarCheck, CircleCheck, MessageSquare, Phone } from 'lucide-react'
import type { ReactNode } from 'react'
import { titleOf } from '../../appointments/status.ts'
import { personName } from '../../words/person.ts'
import { formatWhen } from '../../words/time.ts'
import { OpenLink } from '../calendar/entry.tsx'
import { lengthWords } from '../callbacks/due.ts'
import { ago, promiseWords, REASONS } from '../inbox/words.ts'
import type { Need } from './needs.ts'

const ICONS = { conversation: MessageSquare, call: Phone, confirm: CalendarCheck, outcome: CircleCheck }
const ROW = 'flex w-full items-start gap-3 px-4 py-3.5 text-left text-ink -outline-offset-2 hover:bg-sunken'

/** One line of what needs somebody, which opens it. */
export function NeedRow({ need, now, timeZone, me }: { need: Need; now: number; timeZone: string; me: string }) {
  const Icon = ICONS[need.kind]
  const inside = (title: ReactNode, detail: ReactNode) => (
    <>
      <Icon size={18} aria-hidden className={clsx('mt-0.5 shrink-0', need.late ? 'text-bad' : 'text-muted')} />
      <span className="min-w-0 flex-1">
        <span className="block font-medium">{title}</span>
        <span className={clsx('block text-sm', need.late ? 'font-medium text-bad' : 'text-muted')}>{detail}</span>
      </span>
    </>
  )
  if (need.kind === 'conversation') {
    const { one } = need
    const isMine = one.speaker?.accountId === me
    const since = one.promise ? promiseWords(one.promise, now, timeZone).text : `since ${ago(one.since, now)}`
    return (
      <li>
        <Link to="/console/$section/$id" params={{ section: 'inbox', id: one.id }} className={ROW}>
          {inside(
            isMine ? `${personName(one.person)} wrote to you` : `${personName(one.person)} waits for a person`,
            [one.reason && !isMine && REASONS[one.reason], since].filter(Boolean).join(' · '),
          )}
        </Link>
      </li>
    )
  }
  const { one, kind, at } = need
  const name = one.contact.name ?? 'Somebody'
  const minutes = Math.floor((now - Date.parse(at)) / 60_000)
  const words = {
    call: [
      `Call ${name}`,
      need.late ? `overdue by ${lengthWords(minutes)}` : `promised ${formatWhen(at, timeZone, now)}`,
    ],
    confirm: [`Confirm ${name}`, `${titleOf(one)} · ${formatWhen(at, timeZone, now)}`],
    outcome: [`How did it go with ${name}?`, `${titleOf(one)} · ended ${formatWhen(at, timeZone, now)}`],
  }[kind]
  return (
    <li>
      <OpenLink code={one.code} className={ROW}>
        {inside(words[0], words[1])}
      </OpenLink>
    </li>
  )
}
