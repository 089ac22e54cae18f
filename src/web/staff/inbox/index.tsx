import { useNavigate } from '@tanstack/react-router'
import { clsx } from 'clsx'
import { useEffect, useRef, useState } from 'react'
import type { Account } from '../../api/types.ts'
import { useStaffLive } from '../../live/staff.ts'
import { Empty } from '../../parts/notice.tsx'
import { usePlace } from '../place.ts'
import { isTyping } from '../shortcuts.ts'
import { Conversation } from './conversation.tsx'
import { Help } from './help.tsx'
import { InboxList } from './list.tsx'
import { Replies } from './replies.tsx'
import { type Shown, STATES } from './use-inbox.ts'

/** What the open conversation does on a key. */
export type Keys = { reply?: () => void; take?: () => void; close?: () => void }

/** Everybody who wrote, one conversation and what is known beside it; on a narrow screen one of the three at a time. */
export default function Inbox({ account }: { account: Account }) {
  const { id, search } = usePlace()
  const navigate = useNavigate()
  const live = useStaffLive(id)
  const [open, setOpen] = useState<'help' | 'replies' | null>(null)
  const keys = useRef<Keys>({})
  const shown: Shown = {
    state: STATES.find(([key]) => key === search.state)?.[0] ?? 'open',
    q: search.q ?? '',
    unread: Boolean(search.unread),
    desk: search.desk ?? '',
  }
  const show = (change: Partial<Shown>) => {
    const next = { ...shown, ...change }
    const search = {
      ...(next.state !== 'open' && { state: next.state }),
      ...(next.q && { q: next.q }),
      ...(next.unread && { unread: 'true' }),
      ...(next.desk && { desk: next.desk }),
    }
    const to = id ? ('/console/$section/$id' as const) : ('/console/$section' as const)
    void navigate({ to, params: { section: 'inbox', id: id ?? '' }, search, replace: true })
  }
  useKeys(keys, () => setOpen('help'))
  return (
    <div className="grid min-h-0 flex-1 grid-rows-[minmax(0,1fr)] md:grid-cols-[18.5rem_minmax(0,1fr)] 2xl:grid-cols-[21rem_minmax(0,1fr)]">
      <section
        aria-label="Conversations"
        className={clsx('flex min-h-0 min-w-0 flex-col md:border-r md:border-line', id && 'max-md:hidden')}
      >
        <InboxList
          account={account}
          shown={shown}
          onShow={show}
          current={id}
          onHelp={() => setOpen('help')}
          onReplies={() => setOpen('replies')}
        />
      </section>
      {id ? (
        <Conversation key={id} id={id} account={account} live={live} keys={keys} />
      ) : (
        <div className="hidden min-h-0 items-center justify-center overflow-y-auto md:flex">
          <Empty title="Choose a conversation">
            Whoever waits longest stands first. <kbd className="font-sans font-semibold">j</kbd> and{' '}
            <kbd className="font-sans font-semibold">k</kbd> move through the list,{' '}
            <kbd className="font-sans font-semibold">Enter</kbd> opens, <kbd className="font-sans font-semibold">?</kbd>{' '}
            shows every key.
          </Empty>
        </div>
      )}
      {open === 'help' && <Help onClose={() => setOpen(null)} />}
      {open === 'replies' && <Replies account={account} onClose={() => setOpen(null)} />}
    </div>
  )
}

/** One letter does what is done all day; none of them while somebody types. */
function useKeys(keys: { current: Keys }, onHelp: () => void): void {
  const help = useRef(onHelp)
  help.current = onHelp
  useEffect(() => {
    const pressed = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || isTyping(event)) return
      const deeds: Record<string, (() => void) | undefined> = {
        j: () => step(1),
        k: () => step(-1),
        r: keys.current.reply,
        t: keys.current.take,
        e: keys.current.close,
        '?': help.current,
      }
      const deed = deeds[event.key]
      if (!deed) return
      event.preventDefault()
      deed()
    }
    document.addEventListener('keydown', pressed)
    return () => document.removeEventListener('keydown', pressed)
  }, [keys])
}

/** Moves the focus along the list; from elsewhere it begins at the open conversation, or at the first. */
function step(by: number): void {
  const lines = [...document.querySelectorAll<HTMLElement>('[data-line]')]
  const at = lines.indexOf(document.activeElement as HTMLElement)
  const open = lines.findIndex(line => line.getAttribute('aria-current') === 'true')
  const next = at >= 0 ? at + by : open >= 0 ? open + by : by > 0 ? 0 : lines.length - 1
  lines[Math.max(0, Math.min(lines.length - 1, next))]?.focus()
}
