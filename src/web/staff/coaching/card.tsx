import { useMutation, useQueryClient } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { Check, Copy, CornerDownLeft, ThumbsDown } from 'lucide-react'
import { useEffect, useState } from 'react'
import type { CardMark, CoachingCard } from '../../../leads/coaching/schema.ts'
import { sendJson } from '../../api/client.ts'
import { Button, IconButton } from '../../parts/button.tsx'
import { Trouble } from '../../parts/notice.tsx'
import { formatTime } from '../../words/time.ts'
import { TYPES } from './words.ts'

const UNDO_MS = 8_000
/** As many as a turn deals; older ones are at hand. */
const NEWEST = 3

/** The cards that wait, the newest moment's first. One that was marked can be brought back for a while. */
export function Cards({
  personId,
  cards,
  onUse,
}: {
  personId: string
  cards: readonly CoachingCard[]
  onUse?: ((text: string) => void) | undefined
}) {
  const queries = useQueryClient()
  const [gone, setGone] = useState<string | null>(null)
  const mark = useMutation({
    mutationFn: ({ id, mark }: { id: string; mark: CardMark | null }) =>
      sendJson('PUT', `/api/staff/leads/${personId}/cards/${id}/mark`, { mark }),
    onSuccess: (_, { id, mark }) => {
      setGone(mark === null ? null : id)
      return queries.invalidateQueries({ queryKey: ['staff', 'leads', personId] })
    },
  })
  useEffect(() => {
    if (!gone) return
    const timer = setTimeout(() => setGone(null), UNDO_MS)
    return () => clearTimeout(timer)
  }, [gone])
  const list = (some: readonly CoachingCard[]) => (
    <ul className="flex flex-col gap-2.5">
      {some.map(card => (
        <Card
          key={card.id}
          card={card}
          busy={mark.isPending}
          onUse={onUse}
          onMark={one => mark.mutate({ id: card.id, mark: one })}
        />
      ))}
    </ul>
  )
  return (
    <div className="flex flex-col gap-2.5">
      <Trouble of={mark} framed />
      {gone && (
        <p role="status" className="flex items-center justify-between gap-2 text-sm text-muted">
          Put away.
          <Button small look="quiet" disabled={mark.isPending} onClick={() => mark.mutate({ id: gone, mark: null })}>
            Bring back
          </Button>
        </p>
      )}
      {cards.length === 0 && !gone && (
        <p className="text-sm text-muted">No advice just now. Cards come as the conversation goes on.</p>
      )}
      {list(cards.slice(0, NEWEST))}
      {cards.length > NEWEST && (
        <details className="text-sm">
          <summary className="cursor-pointer py-1 text-muted">{cards.length - NEWEST} more</summary>
          <div className="mt-1.5">{list(cards.slice(NEWEST))}</div>
        </details>
      )}
    </div>
  )
}

function Card({
  card,
  busy,
  onUse,
  onMark,
}: {
  card: CoachingCard
  busy: boolean
  onUse?: ((text: string) => void) | undefined
  onMark: (mark: CardMark) => void
}) {
  const { evidence, script } = card
  return (
    <li
      className={clsx(
        'flex flex-col gap-2 rounded-lg border bg-surface px-3 py-2.5',
        card.priority === 'high' ? 'border-tint-line border-l-4 border-l-accent' : 'border-line',
      )}
    >
      <p className="flex items-baseline justify-between gap-2 text-xs text-muted">
        <span className={clsx('font-semibold', card.priority === 'high' && 'text-accent')}>
          {TYPES[card.type]}
          <span className="sr-only">, {card.priority} priority</span>
        </span>
        <time dateTime={card.dealtAt} className="tnum">
          {formatTime(card.dealtAt)}
        </time>
      </p>
      <p className="break-words text-sm">{card.message}</p>
      {script && (
        <blockquote className="break-words border-l-2 border-line pl-2.5 text-sm text-soft">{script}</blockquote>
      )}
      <div className="-mx-2 flex items-center">
        {script && onUse && (
          <Button small look="quiet" className="px-2!" onClick={() => onUse(script)}>
            <CornerDownLeft size={15} aria-hidden /> Use
          </Button>
        )}
        {script && <CopyWords text={script} />}
        <span className="flex-1" />
        <IconButton label="Done" disabled={busy} className="-my-1" onClick={() => onMark('done')}>
          <Check size={16} aria-hidden />
        </IconButton>
        <IconButton label="Not useful" disabled={busy} className="-my-1" onClick={() => onMark('not_useful')}>
          <ThumbsDown size={15} aria-hidden />
        </IconButton>
      </div>
      <details className="text-xs text-muted">
        <summary className="cursor-pointer py-0.5">Why</summary>
        <dl className="mt-1 grid grid-cols-[auto_minmax(0,1fr)] gap-x-3 gap-y-0.5">
          <dt>Message</dt>
          <dd className="tnum">{evidence.messageNumber}</dd>
          {evidence.listing && (
            <>
              <dt>Home</dt>
              <dd>{evidence.listing.name}</dd>
            </>
          )}
          {evidence.figures.map(figure => (
            <div key={figure.label} className="contents">
              <dt>{figure.label}</dt>
              <dd className="tnum break-words">{figure.text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  )
}

export function CopyWords({ text, label = 'Copy' }: { text: string; label?: string }) {
  const [copied, setCopied] = useState(false)
  return (
    <Button
      small
      look="quiet"
      className="px-2!"
      onClick={async () => {
        try {
          await navigator.clipboard.writeText(text)
          setCopied(true)
          setTimeout(() => setCopied(false), 2_000)
        } catch {
          setCopied(false)
        }
      }}
    >
      <Copy size={15} aria-hidden /> <span aria-live="polite">{copied ? 'Copied' : label}</span>
    </Button>
  )
}
