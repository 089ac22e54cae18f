import { Link } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { ArrowLeft, ArrowRightLeft, Eye, PanelRight } from 'lucide-react'
import type { StaffPresence, StaffThread } from '../../../conversations/schema.ts'
import { useBusiness } from '../../api/business.ts'
import type { Account } from '../../api/types.ts'
import { useNow } from '../../appointments/draft.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { personName } from '../../words/person.ts'
import { usePlace } from '../place.ts'
import { Reason } from './reason.tsx'
import type { Deed } from './use-inbox.ts'
import { ago, promiseWords, whoAnswers } from './words.ts'

/** Who it is, who answers and since when, who looks, and what can be done. */
export function Heading({
  one,
  account,
  there,
  busy,
  may,
  onDeed,
  onTransfer,
  onSide,
}: {
  one: StaffThread
  account: Account
  there: StaffPresence
  busy: boolean
  may: { close: boolean }
  onDeed: (deed: Deed) => void
  onTransfer: () => void
  onSide: () => void
}) {
  const now = useNow(20_000)
  const { timeZone } = useBusiness()
  const { search } = usePlace()
  const isMine = one.speaker?.accountId === account.id
  const isAdmin = account.role === 'admin'
  const others = there.staff.filter(({ accountId }) => accountId !== account.id)
  const promise = one.promise && promiseWords(one.promise, now, timeZone)
  return (
    <header className="flex shrink-0 flex-col gap-1.5 border-b border-line px-3 py-2 sm:px-4">
      <div className="flex items-center gap-2">
        <Link
          to="/console/$section"
          params={{ section: 'inbox' }}
          search={search}
          aria-label="All conversations"
          className="-ml-2 inline-flex size-11 shrink-0 items-center justify-center rounded-lg text-soft hover:bg-sunken md:hidden"
        >
          <ArrowLeft size={20} aria-hidden />
        </Link>
        <h2 className="min-w-0 truncate text-base font-semibold">{personName(one.person)}</h2>
        <Reason one={one} />
        <span
          className={clsx(
            'inline-flex shrink-0 items-center gap-1.5 text-xs',
            there.visitor.online ? 'text-accent' : 'text-muted',
          )}
        >
          <span
            aria-hidden
            className={clsx('size-2 rounded-full', there.visitor.online ? 'bg-accent' : 'border border-edge')}
          />
          {there.visitor.online ? 'online' : 'away'}
        </span>
        <IconButton label="Beside the conversation" onClick={onSide} className="ml-auto xl:hidden">
          <PanelRight size={19} aria-hidden />
        </IconButton>
      </div>
      <div className="flex flex-wrap items-center gap-x-3 gap-y-1.5">
        <p role="status" className="min-w-0 flex-1 basis-32 text-sm text-muted">
          <span className={clsx(one.speaker && 'font-medium text-soft')}>{whoAnswers(one, account.id)}</span>
          {(one.handOff === 'human' || one.handOff === 'waiting') && (
            <span className="tnum"> for {ago(one.since, now) === 'just now' ? 'a moment' : ago(one.since, now)}</span>
          )}
          {one.handOff === 'waiting' && ', the assistant goes on'}
          {promise && <span className={clsx('tnum', promise.late && 'font-semibold text-bad')}> · {promise.text}</span>}
          {others.length > 0 && (
            <span className="ml-2 inline-flex items-center gap-1">
              <Eye size={14} aria-hidden />
              {others.map(({ name, typing }) => (typing ? `${name} is writing` : name)).join(', ')}
              <span className="sr-only"> {others.length > 1 ? 'look' : 'looks'} too</span>
            </span>
          )}
        </p>
        <div className="ml-auto flex gap-1.5">
          {(isMine || one.handOff === 'waiting' || (isAdmin && one.speaker)) && (
            <IconButton label="Give to a colleague" disabled={busy} onClick={onTransfer} className="size-9">
              <ArrowRightLeft size={17} aria-hidden />
            </IconButton>
          )}
          {(isMine || (isAdmin && one.speaker)) && (
            <Button small disabled={busy} onClick={() => onDeed('release')}>
              Release
            </Button>
          )}
          {may.close && (
            <Button small disabled={busy} onClick={() => onDeed('close')} aria-keyshortcuts="e">
              Close
            </Button>
          )}
          {one.handOff === 'closed' && (
            <Button small disabled={busy} onClick={() => onDeed('reopen')}>
              Reopen
            </Button>
          )}
        </div>
      </div>
    </header>
  )
}
