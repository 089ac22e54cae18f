import { clsx } from 'clsx'
import { ArrowDown, CheckCheck } from 'lucide-react'
import { memo, useEffect, useLayoutEffect, useRef, useState } from 'react'
import type { StaffThread } from '../../../conversations/schema.ts'
import { AnswerText } from '../../chat/text.tsx'
import { Button } from '../../parts/button.tsx'
import { Dots } from '../../parts/notice.tsx'
import { personName } from '../../words/person.ts'
import { formatDay, formatTime, sameDay } from '../../words/time.ts'
import { retry, takeBack, useUnsent } from './outbox.ts'
import { partWords } from './part-words.ts'

type Message = StaffThread['thread'][number]

/** So near to its end a thread is followed. */
const NEAR = 60
/** Where each thread was left, for as long as the tab lives. */
const places = new Map<string, number>()

/** The messages in their order. What comes while one reads above is told by a pill; what is seen at the end is read. */
export function Thread({
  id,
  thread,
  person,
  readBefore,
  older,
  onOlder,
  onRead,
  seenByVisitor,
  typing,
}: {
  id: string
  thread: Message[]
  person: StaffThread['person']
  /** Up to which number it was read when it was opened */
  readBefore: number
  older: number | null
  onOlder: () => Promise<void>
  onRead: (number: number) => void
  seenByVisitor: number
  typing: boolean
}) {
  const box = useRef<HTMLElement>(null)
  const unsent = useUnsent(id)
  const [behind, setBehind] = useState(0)
  const [loading, setLoading] = useState(false)
  const newFrom = useRef(readBefore)
  const follows = useRef(!places.has(id))
  const first = useRef({ number: thread[0]?.number ?? 0, height: 0 })
  const last = thread.at(-1)?.number ?? 0
  const seen = useRef(0)

  const atEnd = () => {
    const { scrollHeight = 0, scrollTop = 0, clientHeight = 0 } = box.current ?? {}
    return scrollHeight - scrollTop - clientHeight < NEAR
  }
  const toEnd = () => {
    box.current?.scrollTo({ top: box.current.scrollHeight })
  }
  // biome-ignore lint/correctness/useExhaustiveDependencies: what is drawn decides where the view stands
  useLayoutEffect(() => {
    const at = box.current
    if (!at) return
    const number = thread[0]?.number ?? 0
    if (number < first.current.number) at.scrollTop += at.scrollHeight - first.current.height
    else if (seen.current === 0 && places.has(id)) at.scrollTop = places.get(id)!
    else if (follows.current || unsent.length > 0) toEnd()
    first.current = { number, height: at.scrollHeight }
    look(true)
  }, [last, thread.length, unsent.length, typing])

  // A keyboard that opens over the page, or a turned phone, leaves the end in sight.
  useEffect(() => {
    const at = box.current
    if (!at) return
    const sizes = new ResizeObserver(() => {
      if (follows.current) at.scrollTo({ top: at.scrollHeight })
    })
    sizes.observe(at)
    return () => sizes.disconnect()
  }, [])

  /** What stands at the end of the view is read. */
  function look(drawn = false) {
    const isEnd = atEnd()
    if (!drawn) follows.current = isEnd
    places.set(id, box.current?.scrollTop ?? 0)
    if (isEnd) {
      places.delete(id)
      if (last > seen.current) onRead(last)
      seen.current = last
    }
    if (seen.current === 0) seen.current = last
    setBehind(isEnd ? 0 : thread.filter(({ number, author }) => number > seen.current && author === 'visitor').length)
  }

  return (
    <div className="relative min-h-0 flex-1">
      <section
        ref={box}
        aria-label="Messages"
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reached by keyboard
        tabIndex={0}
        onScroll={() => look()}
        className="h-full overflow-y-auto overscroll-contain px-3 py-4 -outline-offset-2 [overflow-anchor:none] sm:px-4"
      >
        {older !== null && (
          <div className="mb-4 flex justify-center">
            <Button
              small
              look="quiet"
              disabled={loading}
              onClick={() => {
                setLoading(true)
                void onOlder().finally(() => setLoading(false))
              }}
            >
              {loading ? 'Loading older messages' : 'Older messages'}
            </Button>
          </div>
        )}
        <ol className="flex flex-col gap-3">
          {thread.map((message, at) => {
            const before = thread[at - 1]
            const isNew =
              newFrom.current > 0 && before && before.number <= newFrom.current && message.number > newFrom.current
            return (
              <li key={message.id} className="flex flex-col gap-3">
                {(!before || !sameDay(before.createdAt, message.createdAt)) && (
                  <p className="text-center text-xs font-medium text-muted">{formatDay(message.createdAt)}</p>
                )}
                {isNew && message.author === 'visitor' && (
                  <p className="flex items-center gap-3 text-xs font-semibold text-accent before:h-px before:flex-1 before:bg-tint-line after:h-px after:flex-1 after:bg-tint-line">
                    New
                  </p>
                )}
                <Row message={message} person={personName(person)} wasSeen={message.number <= seenByVisitor} />
              </li>
            )
          })}
          {unsent.map(one => (
            <li key={one.id} className="flex flex-col items-end gap-1">
              <p className="max-w-[85%] whitespace-pre-wrap break-words rounded-2xl rounded-br-md bg-sunken px-3.5 py-2 text-[0.9375rem] text-soft">
                {one.text}
              </p>
              {one.problem ? (
                <p role="alert" className="flex flex-wrap items-center justify-end gap-2 text-xs text-bad">
                  {one.problem}
                  <Button small onClick={() => retry(id, one.id)}>
                    Try again
                  </Button>
                  <Button small look="quiet" onClick={() => void takeBack(id, one.id)}>
                    Discard
                  </Button>
                </p>
              ) : (
                <p className="text-xs text-muted">Sending</p>
              )}
            </li>
          ))}
          {typing && (
            <li role="status" className="flex items-center gap-2 text-sm text-muted">
              <Dots /> {personName(person)} is writing
            </li>
          )}
        </ol>
      </section>
      {behind > 0 && (
        <button
          type="button"
          onClick={toEnd}
          className="absolute bottom-3 left-1/2 inline-flex min-h-9 -translate-x-1/2 items-center gap-1.5 rounded-full border border-tint-line bg-surface px-3.5 text-sm font-medium text-accent shadow-card pointer-coarse:min-h-11"
        >
          <ArrowDown size={15} aria-hidden />
          {behind} new {behind === 1 ? 'message' : 'messages'}
        </button>
      )}
    </div>
  )
}

const Row = memo(function Row({ message, person, wasSeen }: { message: Message; person: string; wasSeen: boolean }) {
  const { author, text, by, createdAt, parts } = message
  const shown = partWords(parts)
  const time = (
    <time dateTime={createdAt} className="tnum">
      {formatTime(createdAt)}
    </time>
  )
  if (author === 'system')
    return (
      <p className="mx-auto max-w-[85%] whitespace-pre-wrap break-words text-center text-[0.8125rem] text-muted">
        {text} {time}
      </p>
    )
  const isOurs = author !== 'visitor'
  return (
    <div className={clsx('flex flex-col gap-1', isOurs && 'items-end')}>
      <p className="flex items-center gap-1.5 text-xs text-muted">
        <span className="font-medium text-soft">{isOurs ? (by ?? 'Assistant') : person}</span> {time}
        {isOurs && wasSeen && (
          <>
            <CheckCheck size={14} aria-hidden className="text-accent" />
            <span className="sr-only">seen</span>
          </>
        )}
      </p>
      <div
        className={clsx(
          'max-w-[85%] break-words rounded-2xl px-3.5 py-2 text-[0.9375rem] leading-snug',
          author === 'visitor' && 'whitespace-pre-wrap rounded-bl-md bg-tint',
          author === 'staff' && 'whitespace-pre-wrap rounded-br-md border border-tint-line bg-surface',
          author === 'assistant' && 'rounded-br-md border border-line bg-surface text-soft',
        )}
      >
        {author === 'assistant' ? <AnswerText text={text} /> : text}
        {shown.length > 0 && (
          <p className="mt-1.5 border-t border-line pt-1.5 text-[0.8125rem] text-muted">{shown.join(' · ')}</p>
        )}
      </div>
    </div>
  )
})
