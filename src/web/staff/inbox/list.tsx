import { clsx } from 'clsx'
import { Keyboard, MessageSquareText, Search } from 'lucide-react'
import { useEffect, useRef, useState } from 'react'
import { useBusiness } from '../../api/business.ts'
import type { Account } from '../../api/types.ts'
import { useNow } from '../../appointments/draft.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Empty, Failed, Loading } from '../../parts/notice.tsx'
import { Line } from './line.tsx'
import { type Shown, STATES, useInboxList } from './use-inbox.ts'

/** Who wrote, in the order in which they need somebody. */
export function InboxList({
  account,
  shown,
  onShow,
  current,
  onHelp,
  onReplies,
}: {
  account: Account
  shown: Shown
  onShow: (change: Partial<Shown>) => void
  current: string | null
  onHelp: () => void
  onReplies: () => void
}) {
  const found = useInboxList(shown)
  const { desks } = useBusiness()
  const now = useNow(20_000)
  const items = found.data?.pages.flatMap(page => page.items) ?? []
  const counts = found.data?.pages[0]?.counts
  const isFiltered = shown.q !== '' || shown.unread
  return (
    <>
      <div className="flex flex-col gap-2 border-b border-line p-3">
        <div className="flex items-center gap-1">
          <SearchField q={shown.q} onQ={q => onShow({ q })} />
          <IconButton label="Kept replies" onClick={onReplies}>
            <MessageSquareText size={18} aria-hidden />
          </IconButton>
          <IconButton label="Keys" onClick={onHelp} className="max-md:hidden">
            <Keyboard size={18} aria-hidden />
          </IconButton>
        </div>
        <fieldset className="scroll-x flex gap-0.5">
          <legend className="sr-only">Which</legend>
          {STATES.map(([key, label]) => {
            const count = key === 'all' || key === 'closed' ? undefined : counts?.[key]
            return (
              <button
                key={key}
                type="button"
                aria-pressed={shown.state === key}
                onClick={() => onShow({ state: key })}
                className={clsx(
                  'min-h-8 shrink-0 rounded-md px-1.5 text-[0.8125rem] font-medium pointer-coarse:min-h-11 pointer-coarse:px-3',
                  shown.state === key ? 'bg-tint text-accent' : 'text-muted hover:bg-sunken hover:text-ink',
                )}
              >
                {label}
                {count ? <span className="tnum"> {count > 99 ? '99+' : count}</span> : null}
              </button>
            )
          })}
        </fieldset>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1 text-[0.8125rem] text-soft">
          <label className="inline-flex min-h-7 items-center gap-2 pointer-coarse:min-h-11">
            <input
              type="checkbox"
              checked={shown.unread}
              onChange={event => onShow({ unread: event.target.checked })}
              className="size-4 accent-accent"
            />
            Unread only
          </label>
          {account.role === 'admin' && desks.length > 1 && (
            <label className="ml-auto inline-flex items-center gap-2">
              <span className="sr-only">Desk</span>
              <select
                value={shown.desk}
                onChange={event => onShow({ desk: event.target.value })}
                className="min-h-7 rounded-md border border-line bg-surface px-1.5 pointer-coarse:min-h-11"
              >
                <option value="">Both desks</option>
                <option value="sales">Sales</option>
                <option value="career">Career</option>
              </select>
            </label>
          )}
        </div>
      </div>
      <div className="min-h-0 flex-1 overflow-y-auto overscroll-contain">
        {found.isPending ? (
          <Loading label="Looking who waits" />
        ) : found.isError && !found.data ? (
          <div className="p-3">
            <Failed found={found} />
          </div>
        ) : items.length === 0 ? (
          <Empty
            title={isFiltered ? 'Nothing fits' : EMPTY[shown.state]}
            action={
              isFiltered && (
                <Button small onClick={() => onShow({ q: '', unread: false })}>
                  Show all of them
                </Button>
              )
            }
          >
            {isFiltered
              ? 'Look for a part of the name, or in open ones for what was written.'
              : shown.state === 'all'
                ? 'Whoever writes in the chat stands here.'
                : shown.state === 'closed'
                  ? 'What is closed waits here, and can be reopened. The assistant answers who writes again.'
                  : shown.state === 'mine'
                    ? 'Take a conversation over, and it stands here until you release or close it.'
                    : 'When somebody asks for a person, or needs one, their conversation stands here and you are told.'}
          </Empty>
        ) : (
          <ul className="divide-y divide-line">
            {items.map(item => (
              <Line key={item.id} item={item} now={now} me={account.id} isCurrent={item.id === current} />
            ))}
          </ul>
        )}
        {found.hasNextPage && (
          <div className="flex justify-center p-3">
            <Button small look="quiet" disabled={found.isFetchingNextPage} onClick={() => void found.fetchNextPage()}>
              {found.isFetchingNextPage ? 'Loading more' : 'More'}
            </Button>
          </div>
        )}
      </div>
    </>
  )
}

const EMPTY: Record<Shown['state'], string> = {
  open: 'Nobody waits',
  waiting: 'Nobody waits',
  mine: 'You have no conversation',
  closed: 'Nothing was closed yet',
  all: 'Nobody has written yet',
}

/** Asks once somebody stops typing. */
function SearchField({ q, onQ }: { q: string; onQ: (q: string) => void }) {
  const [text, setText] = useState(q)
  const latest = useRef(onQ)
  latest.current = onQ
  useEffect(() => {
    if (text === q) return
    const timer = setTimeout(() => latest.current(text.trim()), 250)
    return () => clearTimeout(timer)
  }, [text, q])
  return (
    <label className="flex min-h-9 min-w-0 flex-1 items-center gap-2 rounded-lg border border-edge bg-surface px-2.5 focus-within:border-accent focus-within:ring-2 focus-within:ring-accent/25 pointer-coarse:min-h-11">
      <Search size={16} aria-hidden className="shrink-0 text-muted" />
      <span className="sr-only">Find a conversation</span>
      <input
        type="search"
        value={text}
        placeholder="Find by name"
        onChange={event => setText(event.target.value)}
        className="min-w-0 flex-1 bg-transparent text-sm outline-none pointer-coarse:text-base"
      />
    </label>
  )
}
