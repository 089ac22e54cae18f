import { ArrowDown } from 'lucide-react'
import { type ReactNode, useEffect, useLayoutEffect, useMemo, useRef, useState } from 'react'
import type { Chip, Message } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Loading, Notice } from '../parts/notice.tsx'
import { formatDay, sameDay } from '../words/time.ts'
import { Answer, MessageRow, OutgoingRow, Thinking } from './rows.tsx'
import { useThread } from './use-thread.ts'
import { type Row, rowsOf } from './view.ts'
import { Welcome } from './welcome.tsx'

const NEAR = 96

/**
 * The thread, oldest at the top. It follows an answer as it grows until the question stands at the top of the view, so
 * that a long answer is read from its beginning; whoever scrolls away is left alone.
 */
export function ThreadView({
  onTakeBack,
  welcome,
}: {
  onTakeBack: (text: string) => void
  /** what stands in the empty thread; the sales desk's own words where nothing is given */
  welcome?: ReactNode
}) {
  const { thread, state } = useThread()
  const rows = useMemo(() => rowsOf(state), [state])
  const scroller = useRef<HTMLDivElement>(null)
  const [away, setAway] = useState(false)
  const follow = useRef(true)
  const expected = useRef(0)
  const height = useRef({ total: 0, first: 0 })
  const seenTop = useRef(0)

  const question = rows.findLast(row => row.kind === 'outgoing' && row.outgoing.state !== 'queued') ?? lastAsked(rows)
  const questionKey = question?.key

  // biome-ignore lint/correctness/useExhaustiveDependencies: it must run whenever what is drawn changes
  useLayoutEffect(() => {
    const box = scroller.current
    if (!box) return
    const first = rows[0]?.kind === 'message' ? rows[0].message.number : 0
    const grewAbove = first > 0 && first < height.current.first
    // A scroll whose event has not come yet is somebody's too.
    if (Math.abs(box.scrollTop - seenTop.current) > 8) {
      follow.current = height.current.total - box.clientHeight - box.scrollTop < NEAR
    }
    if (grewAbove) {
      box.scrollTop += box.scrollHeight - height.current.total
    } else if (follow.current && rows.length > 0) {
      const asked = rowOf(box, questionKey)
      const bottom = box.scrollHeight - box.clientHeight
      const target = Math.min(bottom, asked ? asked.offsetTop - 20 : bottom)
      expected.current = Math.max(0, target)
      box.scrollTop = expected.current
    }
    height.current = { total: box.scrollHeight, first }
    seenTop.current = box.scrollTop
    setAway(isBehind(box, questionKey))
  }, [rows, state.phase])

  const onScroll = () => {
    const box = scroller.current
    if (!box) return
    seenTop.current = box.scrollTop
    setAway(isBehind(box, questionKey))
    if (Math.abs(box.scrollTop - expected.current) > 8) follow.current = bottomGap(box) < NEAR
    if (box.scrollTop < 120 && state.older !== null && !state.loadingOlder) void thread.loadOlder()
  }

  const toEnd = () => {
    const box = scroller.current
    follow.current = true
    box?.scrollTo({
      top: box.scrollHeight,
      behavior: matchMedia('(prefers-reduced-motion: reduce)').matches ? 'auto' : 'smooth',
    })
  }

  // A message of one's own brings the view back to it.
  const sent = state.outbox.length
  const before = useRef(sent)
  useLayoutEffect(() => {
    if (sent > before.current) follow.current = true
    before.current = sent
  }, [sent])

  const empty = rows.length === 0
  const chips = chipsOf(rows, state.handOff === 'human')
  return (
    <div className="relative min-h-0 flex-1">
      <main
        id="main"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        ref={node => {
          scroller.current = node as HTMLDivElement | null
        }}
        onScroll={onScroll}
        className="h-full overflow-y-auto overscroll-contain outline-none [overflow-anchor:none]"
      >
        <h1 className="sr-only">Conversation</h1>
        <div className="mx-auto flex min-h-full max-w-[56rem] flex-col px-4 pb-8 pt-6 sm:px-6">
          {state.phase === 'loading' && empty && <Loading label="Opening your conversation" />}
          {state.phase === 'failed' && (
            <Notice
              tone="bad"
              live
              action={
                <Button small onClick={() => void thread.refresh()}>
                  Try again
                </Button>
              }
            >
              {state.problem} We keep trying by ourselves. What you write here is kept until it can be sent.
            </Notice>
          )}
          {state.phase === 'ready' &&
            empty &&
            (welcome ?? <Welcome greeting={state.greeting ?? null} onAsk={text => thread.send(text)} />)}
          {state.older !== null && (
            <div className="flex justify-center pb-5">
              <Button small look="quiet" disabled={state.loadingOlder} onClick={() => void thread.loadOlder()}>
                {state.loadingOlder ? 'Loading older messages' : 'Older messages'}
              </Button>
            </div>
          )}
          <ol aria-label="Messages" className="flex flex-col gap-7">
            {rows.map((row, index) => (
              <li key={row.key} data-row={row.key} className="flex flex-col gap-7">
                <DayLine row={row} before={rows[index - 1]} />
                <RowView
                  row={row}
                  onRetry={id => thread.retry(id)}
                  onTakeBack={id => onTakeBack(thread.takeBack(id))}
                />
              </li>
            ))}
          </ol>
          {chips.length > 0 && <QuickReplies chips={chips} onAsk={text => thread.send(text)} />}
        </div>
      </main>
      <Spoken messages={state.messages} />
      {away && !empty && (
        <div className="pointer-events-none absolute inset-x-0 bottom-3 flex justify-center">
          <button
            type="button"
            onClick={toEnd}
            className="pointer-events-auto inline-flex min-h-10 items-center gap-1.5 rounded-full border border-line bg-surface px-4 text-sm font-medium shadow-card hover:bg-sunken"
          >
            <ArrowDown size={16} aria-hidden />
            Latest
          </button>
        </div>
      )}
    </div>
  )
}

function RowView({
  row,
  onRetry,
  onTakeBack,
}: {
  row: Row
  onRetry: (id: string) => void
  onTakeBack: (id: string) => void
}) {
  switch (row.kind) {
    case 'message':
      return <MessageRow message={row.message} />
    case 'live':
      return <Answer text={row.live.text} parts={row.live.parts} />
    case 'thinking':
      return <Thinking />
    case 'outgoing':
      return (
        <OutgoingRow
          outgoing={row.outgoing}
          onRetry={() => onRetry(row.outgoing.id)}
          onTakeBack={() => onTakeBack(row.outgoing.id)}
        />
      )
  }
}

function DayLine({ row, before }: { row: Row; before: Row | undefined }) {
  if (row.kind !== 'message') return null
  const earlier = before?.kind === 'message' ? before.message.createdAt : null
  if (earlier !== null && sameDay(earlier, row.message.createdAt)) return null
  return <p className="text-center text-xs font-medium text-muted">{formatDay(row.message.createdAt)}</p>
}

function QuickReplies({ chips, onAsk }: { chips: Chip[]; onAsk: (text: string) => void }) {
  return (
    <section aria-label="Suggested replies" className="appear mt-5 flex flex-wrap gap-2 sm:pl-[2.375rem]">
      {chips.map(chip => (
        <button
          key={chip.label}
          type="button"
          onClick={() => onAsk(chip.text)}
          className="inline-flex min-h-10 items-center rounded-full border border-tint-line bg-tint px-4 text-left text-sm font-medium text-accent hover:border-accent pointer-coarse:min-h-11"
        >
          {chip.label}
        </button>
      ))}
    </section>
  )
}

/**
 * What a screen reader hears: each finished answer once, as a whole. The drawn thread is silent, so that an answer is not
 * read word by word while it streams.
 */
function Spoken({ messages }: { messages: Message[] }) {
  const last = messages.at(-1)
  const [heard, setHeard] = useState(last?.number ?? 0)
  const [ready, setReady] = useState(false)
  const number = last?.number ?? 0
  // What was there when the page opened is read by moving through it, not announced.
  useEffect(() => {
    if (!ready && number > 0) {
      setHeard(number)
      setReady(true)
    }
  }, [ready, number])
  const fresh = ready && last && last.author !== 'visitor' && number > heard ? last : null
  const homes = fresh?.parts.flatMap(part => (part.type === 'listings' ? part.items.map(item => item.name) : [])) ?? []
  return (
    <div role="log" aria-live="polite" aria-label="New messages" className="sr-only">
      {fresh && (
        <p key={fresh.id}>
          {fresh.text.replaceAll('**', '')} {homes.length > 0 && `Homes shown: ${homes.join(', ')}.`}
        </p>
      )}
    </div>
  )
}

function rowOf(box: HTMLElement, key: string | undefined): HTMLElement | null {
  return key ? box.querySelector<HTMLElement>(`[data-row="${CSS.escape(key)}"]`) : null
}

/** Whether the newest turn begins below what is seen. */
function isBehind(box: HTMLElement, key: string | undefined): boolean {
  const asked = rowOf(box, key)
  return asked !== null && asked.offsetTop > box.scrollTop + box.clientHeight
}

function bottomGap(box: HTMLElement): number {
  return box.scrollHeight - box.clientHeight - box.scrollTop
}

/** Where the newest turn begins: what was asked, or what a person wrote unasked. */
function lastAsked(rows: Row[]): Row | undefined {
  return rows.findLast(
    row => row.kind === 'message' && (row.message.author === 'visitor' || row.message.author === 'staff'),
  )
}

function chipsOf(rows: Row[], isAttended: boolean): Chip[] {
  const end = rows.at(-1)
  if (end?.kind !== 'message' || !end.current) return []
  // A notice of the house may offer something too; one that does not leaves what the answer before it offered.
  const last = rows.findLast(
    row =>
      row.kind !== 'message' ||
      row.message.author !== 'system' ||
      row.message.parts.some(({ type }) => type === 'chips'),
  )
  // Once a person has joined, what was offered before is out of place.
  if (isAttended && last !== end) return []
  const offers = last?.kind === 'message' && (last.message.author === 'assistant' || last.message.author === 'system')
  const parts = offers ? last.message.parts : []
  // Starts that stand as buttons in the answer are not offered a second time below it.
  const drawn = parts.some(part => part.type === 'slots')
  return parts.flatMap(part => (part.type === 'chips' ? part.chips.filter(chip => !drawn || !chip.start) : []))
}
