import { ChevronRight } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Reminder } from '../../../reminders/schema.ts'
import { Button } from '../../parts/button.tsx'
import { Pill } from '../../parts/pill.tsx'
import { formatWhen } from '../../words/time.ts'
import { OpenLink } from '../calendar/entry.tsx'
import type { Act } from './act-sheet.tsx'
import { channelWords, deliveryWords, kindWords, reasonWords, STATUS } from './words.ts'

/** One line of the ledger. Times are the clock of who is told. */
export function Line({ line, onAct }: { line: Reminder; onAct: (kind: Act['kind']) => void }) {
  const reason = reasonWords(line)
  const name = `${kindWords(line.kind)} to ${line.recipient}`
  return (
    <li className="grid gap-x-6 gap-y-2 px-4 py-4 sm:px-5 lg:grid-cols-[11rem_minmax(0,1fr)_auto]">
      <div className="flex items-baseline justify-between gap-3 lg:block">
        <p className="tnum text-[0.9375rem] font-medium">
          <time dateTime={line.dueAt}>{formatWhen(line.dueAt, line.timeZone)}</time>
        </p>
        <p className="text-right text-sm text-muted lg:text-left">{shortZone(line.dueAt, line.timeZone)}</p>
      </div>
      <div className="min-w-0">
        <div className="flex flex-wrap items-center gap-x-2.5 gap-y-1">
          <p className="font-medium">{kindWords(line.kind)}</p>
          <Pill {...STATUS[line.status]} />
        </div>
        <p className="mt-1 text-sm text-soft">
          To {line.recipient}
          {line.audience === 'staff' && <span className="text-muted"> (staff)</span>} {channelWords(line)}
          {line.sentAt && `, ${formatWhen(line.sentAt, line.timeZone).replace(/^To/, 'to')}`}
          {line.status === 'sent' && line.delivery && `, ${deliveryWords(line.delivery)}`}
        </p>
        <p className="mt-0.5 text-sm">
          <Subject subject={line.subject} />
        </p>
        {reason && <p className="mt-1.5 text-sm text-soft">{reason}</p>}
        <Details line={line} />
      </div>
      {(line.can.cancel || line.can.resend) && (
        <div className="flex items-start">
          {line.can.cancel ? (
            <Button small aria-label={`Take back: ${name}`} onClick={() => onAct('cancel')}>
              Take back
            </Button>
          ) : (
            <Button
              small
              look="quiet"
              className="max-lg:-ml-3"
              aria-label={`Send again: ${name}`}
              onClick={() => onAct('resend')}
            >
              Send again
            </Button>
          )}
        </div>
      )}
    </li>
  )
}

function Subject({ subject }: { subject: Reminder['subject'] }) {
  if (!subject.code) return <span className="text-muted">{subject.label}</span>
  return (
    <OpenLink code={subject.code} className="rounded text-accent underline-offset-4 hover:underline">
      {subject.label}
    </OpenLink>
  )
}

/** What it says, when it was meant to leave, and every attempt. */
function Details({ line }: { line: Reminder }) {
  const { attempts, body, subjectLine, plannedAt, dueAt, timeZone } = line
  const isMoved = Math.abs(Date.parse(plannedAt) - Date.parse(dueAt)) >= 60_000
  const label = [body && 'Text', attempts.length > 0 && plural(attempts.length, 'attempt')]
    .filter(Boolean)
    .join(' and ')
  return (
    <details className="group mt-2">
      <summary className="-ml-1 inline-flex min-h-8 list-none items-center gap-1 rounded px-1 text-sm text-muted hover:text-ink pointer-coarse:min-h-11 [&::-webkit-details-marker]:hidden">
        <ChevronRight
          size={15}
          aria-hidden
          className="shrink-0 motion-safe:transition-transform group-open:rotate-90"
        />
        {label || 'Details'}
        <span className="sr-only">
          {' '}
          of {kindWords(line.kind)} to {line.recipient}
        </span>
      </summary>
      <div className="mt-2 flex flex-col gap-4 border-l-2 border-line pl-4 text-sm">
        {body ? (
          <div>
            {subjectLine && <p className="mb-1 font-medium">{subjectLine}</p>}
            <p className="max-w-prose whitespace-pre-wrap text-soft">{body}</p>
          </div>
        ) : (
          <p className="text-muted">Its text is written when it leaves, from what is true then.</p>
        )}
        <dl className="grid gap-x-5 gap-y-1 sm:grid-cols-[auto_minmax(0,1fr)]">
          {isMoved && <Item label="Meant for">{formatWhen(plannedAt, timeZone)}</Item>}
          <Item label="Of use until">{formatWhen(line.usefulUntil, timeZone)}</Item>
          {line.providerId && (
            <Item label="Provider id">
              <code className="break-all">{line.providerId}</code>
            </Item>
          )}
          {line.resendOf && <Item label="Repeats">an earlier line, at the wish of staff</Item>}
        </dl>
        {attempts.length > 0 && (
          <ol aria-label="Attempts" className="flex flex-col gap-2">
            {attempts.map(attempt => (
              <Attempt key={attempt.number} attempt={attempt} timeZone={timeZone} />
            ))}
          </ol>
        )}
      </div>
    </details>
  )
}

const OUTCOMES = { accepted: 'accepted', refused: 'refused', unclear: 'no clear answer' }

function Attempt({ attempt, timeZone }: { attempt: Reminder['attempts'][number]; timeZone: string }) {
  const { number, startedAt, endedAt, outcome, code, note, providerId } = attempt
  const took = endedAt && `${((Date.parse(endedAt) - Date.parse(startedAt)) / 1000).toFixed(1)} s`
  return (
    <li>
      <p className="tnum text-soft">
        {number}. {formatWhen(startedAt, timeZone)}:{' '}
        {channelWords({
          channel: attempt.sentBy === 'sms' || attempt.sentBy === 'whatsapp' ? 'phone' : attempt.sentBy,
          sentBy: attempt.sentBy,
        })}
        , {outcome ? OUTCOMES[outcome] : 'under way'}
        {took && ` after ${took}`}
      </p>
      {(note || code) && (
        <p className="break-words text-muted">
          {note} {code && <code>{code}</code>}
        </p>
      )}
      {providerId && (
        <p className="text-muted">
          <code className="break-all">{providerId}</code>
        </p>
      )}
    </li>
  )
}

function Item({ label, children }: { label: string; children: ReactNode }) {
  return (
    <div className="contents">
      <dt className="text-muted">{label}</dt>
      <dd className="min-w-0 text-soft max-sm:mb-1">{children}</dd>
    </div>
  )
}

const plural = (count: number, word: string) => `${count} ${word}${count === 1 ? '' : 's'}`

/** `IST`, `GMT+1`: in whose clock a line is told. */
function shortZone(instant: string, timeZone: string): string {
  const parts = new Intl.DateTimeFormat('en-IN', { timeZone, timeZoneName: 'short' }).formatToParts(new Date(instant))
  const short = parts.find(({ type }) => type === 'timeZoneName')?.value ?? ''
  const city = timeZone.split('/').at(-1)!.replaceAll('_', ' ')
  return `${city}${short && short !== city ? `, ${short}` : ''}`
}
