import { Archive, CircleAlert, Clock, WifiOff } from 'lucide-react'
import { memo, useEffect, useState } from 'react'
import type { Message, Part } from '../api/types.ts'
import { Button } from '../parts/button.tsx'
import { Mark } from '../parts/header.tsx'
import { Dots } from '../parts/notice.tsx'
import { formatTime } from '../words/time.ts'
import type { Outgoing } from './outbox.ts'
import { PartView } from './parts.tsx'
import { AnswerText, withoutRepeats } from './text.tsx'
import { useThread } from './use-thread.ts'

const BUBBLE = 'max-w-[88%] whitespace-pre-wrap rounded-2xl rounded-br-md bg-tint px-4 py-2.5 text-ink sm:max-w-[75%]'

/** A message that is part of the thread. */
export const MessageRow = memo(function MessageRow({ message }: { message: Message }) {
  if (message.author === 'visitor') {
    return (
      <article aria-label={`You, ${formatTime(message.createdAt)}`} className="flex flex-col items-end gap-1">
        <p className={BUBBLE}>{message.text}</p>
        <Time at={message.createdAt} />
      </article>
    )
  }
  if (message.author === 'system') {
    return (
      <article aria-label="Notice" className="flex flex-col gap-4 text-sm text-muted">
        <AnswerText text={message.text} />
        {message.parts.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: a message's parts never change
          <PartView key={index} part={part} />
        ))}
      </article>
    )
  }
  return (
    <Answer
      name={message.author === 'staff' ? (message.by ?? 'Our team') : 'Mosaic'}
      text={message.text}
      parts={message.parts}
      at={message.createdAt}
    />
  )
})

function Time({ at }: { at: string }) {
  return (
    <time dateTime={at} className="tnum text-xs text-muted">
      {formatTime(at)}
    </time>
  )
}

export function Answer({
  name = 'Mosaic',
  text,
  parts,
  at,
}: {
  name?: string
  text: string
  parts: Part[]
  at?: string
}) {
  // Who needs help at once must not have to read first.
  const first = parts.filter(part => part.type === 'crisis')
  const shown = parts.filter(part => part.type !== 'chips' && part.type !== 'crisis')
  return (
    <article aria-label={at ? `${name}, ${formatTime(at)}` : name} className="flex gap-3.5">
      <Mark className="mt-0.5 hidden size-6 shrink-0 sm:block" />
      <div className="flex min-w-0 flex-1 flex-col gap-4">
        {name !== 'Mosaic' && <p className="-mb-3 text-sm font-medium text-accent">{name}</p>}
        {first.map(part => (
          <PartView key={part.type} part={part} />
        ))}
        {text && (
          <div className="max-w-[42rem]">
            <AnswerText text={withoutRepeats(text, parts)} />
          </div>
        )}
        {shown.map((part, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: parts only ever grow at the end
          <PartView key={index} part={part} />
        ))}
        {at && (
          <div className="-mt-2">
            <Time at={at} />
          </div>
        )}
      </div>
    </article>
  )
}

export function Thinking() {
  const { words } = useThread()
  return (
    <div className="flex items-center gap-3.5">
      <Mark className="hidden size-6 shrink-0 sm:block" />
      <Dots />
      <span className="text-sm text-muted">{words.thinking}</span>
    </div>
  )
}

/** A message that is still on its way, with what holds it up and what can be done about it. */
export function OutgoingRow({
  outgoing,
  onRetry,
  onTakeBack,
}: {
  outgoing: Outgoing
  onRetry: () => void
  onTakeBack: () => void
}) {
  return (
    <article aria-label="You, not yet answered" className="flex flex-col items-end gap-1.5">
      <p className={BUBBLE}>{outgoing.text}</p>
      {outgoing.state === 'queued' && (
        <p className="flex items-center gap-1.5 text-xs text-muted">
          <Clock size={13} aria-hidden />
          Next in line
        </p>
      )}
      {outgoing.state === 'kept' && outgoing.kept && (
        <div role="status" className="flex max-w-[88%] flex-col items-end gap-3 sm:max-w-[75%]">
          {outgoing.kept.help && (
            <div className="w-full">
              <PartView part={{ type: 'crisis', lines: outgoing.kept.help }} />
            </div>
          )}
          <p className="flex items-start gap-1.5 text-sm text-muted">
            <Archive size={15} aria-hidden className="mt-0.5 shrink-0" />
            {outgoing.kept.sentence}
          </p>
        </div>
      )}
      {outgoing.state === 'waiting' && (
        <div role="status" className="flex flex-wrap items-center justify-end gap-x-2.5 gap-y-1 text-sm text-warn">
          <WifiOff size={15} aria-hidden />
          <span>
            Kept here. <Countdown until={outgoing.retryAt} />
          </span>
          <Button small look="quiet" onClick={onRetry}>
            Send now
          </Button>
        </div>
      )}
      {outgoing.state === 'failed' && (
        <div role="alert" className="flex flex-wrap items-center justify-end gap-x-2.5 gap-y-1 text-sm text-bad">
          <CircleAlert size={15} aria-hidden />
          <span>{outgoing.problem}</span>
          <Button small onClick={onRetry}>
            Try again
          </Button>
          <Button small look="quiet" onClick={onTakeBack}>
            Edit
          </Button>
        </div>
      )}
    </article>
  )
}

function Countdown({ until }: { until: number | null }) {
  const [now, setNow] = useState(Date.now)
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 500)
    return () => clearInterval(timer)
  }, [])
  if (!navigator.onLine) return <>It will go out when you are online again.</>
  const seconds = Math.max(0, Math.ceil(((until ?? now) - now) / 1000))
  // Seconds that tick are for the eye; a reader hears the sentence once.
  return seconds === 0 ? (
    <>Sending again</>
  ) : (
    <>
      Sending again <span aria-hidden>in {seconds} s</span>
    </>
  )
}
