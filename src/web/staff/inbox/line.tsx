import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { memo } from 'react'
import type { StaffConversation } from '../../../conversations/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { personName } from '../../words/person.ts'
import { usePlace } from '../place.ts'
import { Reason } from './reason.tsx'
import { ago, promiseWords, whoAnswers } from './words.ts'

const AUTHORS = { assistant: 'Assistant: ', staff: 'Us: ', system: '', visitor: '' }

/** One conversation of the list: who, why, since when, what was said last, and what was promised. */
export const Line = memo(function Line({
  item,
  now,
  me,
  isCurrent,
}: {
  item: StaffConversation
  now: number
  me: string
  isCurrent: boolean
}) {
  const { timeZone } = useBusiness()
  const { search } = usePlace()
  const promise = item.promise && promiseWords(item.promise, now, timeZone)
  return (
    <li>
      <Link
        to="/console/$section/$id"
        params={{ section: 'inbox', id: item.id }}
        search={search}
        data-line={item.id}
        aria-current={isCurrent ? 'true' : undefined}
        className={clsx(
          'flex flex-col gap-1 px-3 py-2.5 -outline-offset-2',
          isCurrent ? 'bg-tint' : 'hover:bg-sunken',
          item.handOff === 'waiting' && !isCurrent && 'bg-surface',
        )}
      >
        <span className="flex items-center gap-2">
          {item.online && (
            <span className="size-2 shrink-0 rounded-full bg-accent">
              <span className="sr-only">Online: </span>
            </span>
          )}
          <span className={clsx('min-w-0 truncate', item.unread > 0 ? 'font-semibold' : 'font-medium')}>
            {personName(item.person)}
          </span>
          <span className="tnum ml-auto shrink-0 text-xs text-muted">{ago(item.since, now)}</span>
          {item.unread > 0 && (
            <span className="tnum inline-flex min-w-5 shrink-0 items-center justify-center rounded-full bg-accent px-1.5 text-xs font-semibold text-on-accent">
              {item.unread > 99 ? '99+' : item.unread}
              <span className="sr-only"> unread</span>
            </span>
          )}
        </span>
        {item.lastMessage && (
          <span className={clsx('line-clamp-1 text-sm', item.unread > 0 ? 'text-ink' : 'text-soft')}>
            {AUTHORS[item.lastMessage.author]}
            {item.lastMessage.text}
          </span>
        )}
        <span className="flex flex-wrap items-center gap-x-2 gap-y-1 text-xs text-muted">
          <Reason one={item} />
          <span className={clsx(promise?.late && 'font-semibold text-bad')}>
            {promise?.text ?? whoAnswers(item, me)}
          </span>
        </span>
      </Link>
    </li>
  )
})
