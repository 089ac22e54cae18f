import { useMutation, useQueryClient } from '@tanstack/react-query'
import { type KeyboardEvent, useId, useRef, useState } from 'react'
import type { Call, Calls } from '../../../leads/coaching/schema.ts'
import { useBusiness } from '../../api/business.ts'
import { Problem, sendJson } from '../../api/client.ts'
import { newId } from '../../api/ids.ts'
import { Button } from '../../parts/button.tsx'
import { keep, readKeptObject } from '../../parts/kept.ts'
import { Failed, Loading, Trouble } from '../../parts/notice.tsx'
import { formatMoment, formatTime } from '../../words/time.ts'
import { wishChips } from '../../words/wish.ts'
import { Cards, CopyWords } from './card.tsx'
import { Part } from './coaching-panel.tsx'
import { callsKey, useCalls } from './use-calls.ts'
import { OBJECTIONS } from './words.ts'

/** Where staff type what a caller says, and read beside it what to say next. */
export function CallSheet({ personId }: { personId: string }) {
  const found = useCalls(personId)
  if (found.isPending) return <Loading label="Opening the call" />
  if (!found.data) return <Failed found={found} />
  const { current, earlier } = found.data
  return (
    <section aria-label="Call" className="@container flex flex-col gap-6">
      <div className="grid gap-6 @2xl:grid-cols-[minmax(0,1fr)_minmax(0,1.2fr)] @2xl:grid-rows-[auto_1fr]">
        <TakeDown personId={personId} />
        <div className="min-w-0 @2xl:col-start-2 @2xl:row-span-2 @2xl:row-start-1">
          {current ? (
            <Sheet personId={personId} call={current} />
          ) : (
            <p className="text-sm text-muted">
              Type what the caller says, in their words, a sentence or two at a time. What to ask and to answer appears
              here, from the catalogue and from what is known of them.
            </p>
          )}
        </div>
        {current && <Lines call={current} title="What they said" />}
      </div>
      {earlier.length > 0 && (
        <details className="text-sm">
          <summary className="cursor-pointer font-medium">Earlier calls ({earlier.length})</summary>
          <div className="mt-3 flex flex-col gap-4">
            {earlier.map(call => (
              <Lines key={call.id} call={call} title={formatMoment(call.startedAt)} />
            ))}
          </div>
        </details>
      )}
    </section>
  )
}

type Draft = { id: string; text: string }

/** What is half typed survives a reload; its id makes sending it again safe. */
function TakeDown({ personId }: { personId: string }) {
  const field = useId()
  const queries = useQueryClient()
  const box = useRef<HTMLTextAreaElement>(null)
  const key = `mosaic.call.${personId}`
  const [draft, setDraft] = useState<Draft>(() => {
    const kept = readKeptObject<Draft>('browser', key)
    return { id: kept?.id ?? newId(), text: kept?.text ?? '' }
  })
  const change = (next: Draft) => {
    setDraft(next)
    keep('browser', key, next.text ? next : null)
  }
  const send = useMutation({
    mutationFn: (line: Draft) =>
      sendJson<Calls>('POST', `/api/staff/leads/${personId}/call`, { id: line.id, text: line.text.trim() }),
    onSuccess: (calls, line) => {
      queries.setQueryData(callsKey(personId), calls)
      setDraft(now => {
        const rest = { id: newId(), text: now.id === line.id ? now.text.slice(line.text.length).trimStart() : now.text }
        keep('browser', key, rest.text ? rest : null)
        return rest
      })
      void queries.invalidateQueries({ queryKey: ['staff', 'leads', personId], refetchType: 'active' })
      box.current?.focus()
    },
    onError: error => {
      // The line is kept already, with other words: what is typed now is another one.
      if (error instanceof Problem && error.code === 'leads.call_line_reused') change({ id: newId(), text: draft.text })
    },
  })
  const submit = () => {
    if (draft.text.trim() && !send.isPending) send.mutate(draft)
  }
  const pressed = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return
    event.preventDefault()
    submit()
  }
  return (
    <form
      className="flex flex-col gap-2"
      onSubmit={event => {
        event.preventDefault()
        submit()
      }}
    >
      <label htmlFor={field} className="text-sm font-medium">
        The caller says
      </label>
      <textarea
        ref={box}
        id={field}
        rows={3}
        maxLength={2_000}
        value={draft.text}
        onChange={event => change({ ...draft, text: event.target.value })}
        onKeyDown={pressed}
        aria-describedby={`${field}-hint`}
        className="w-full rounded-lg border border-edge bg-surface px-3 py-2 text-base"
      />
      <div className="flex flex-wrap items-center justify-between gap-2">
        <p id={`${field}-hint`} className="text-xs text-muted">
          Enter takes it down, Shift and Enter begins a line.
        </p>
        <Button small look="primary" type="submit" disabled={!draft.text.trim() || send.isPending}>
          {send.isPending ? 'One moment' : 'Take down'}
        </Button>
      </div>
      <Trouble of={send} framed />
    </form>
  )
}

function Lines({ call, title }: { call: Pick<Call, 'lines'>; title: string }) {
  return (
    <Part heading="h3" title={title}>
      <ol className="flex flex-col gap-2 text-sm">
        {call.lines.toReversed().map(line => (
          <li key={line.id} className="border-l-2 border-line pl-2.5">
            <p className="whitespace-pre-wrap break-words">{line.text}</p>
            <p className="tnum text-xs text-muted">
              {line.by ?? 'Somebody'}, {formatTime(line.at)}
            </p>
          </li>
        ))}
      </ol>
    </Part>
  )
}

function Sheet({ personId, call }: { personId: string; call: Call }) {
  const { currency } = useBusiness()
  const { sheet } = call
  const chips = wishChips(call.wish, currency)
  return (
    <div className="flex min-w-0 flex-col gap-5" aria-live="polite">
      <section aria-label="Next step" className="rounded-lg border border-tint-line bg-tint px-3.5 py-2.5 text-sm">
        <h3 className="text-xs font-semibold text-accent">Next step</h3>
        <p className="mt-0.5 break-words">{sheet.nextStep}</p>
      </section>
      {sheet.questions.length > 0 && (
        <Part heading="h3" title="Ask">
          <ol className="flex list-decimal flex-col gap-1 pl-5 text-sm">
            {sheet.questions.map(question => (
              <li key={question}>{question}</li>
            ))}
          </ol>
        </Part>
      )}
      {sheet.pushback.length > 0 && (
        <Part heading="h3" title="If they push back">
          <dl className="flex flex-col gap-2 text-sm">
            {sheet.pushback.map(one => (
              <div key={one.objection}>
                <dt className="text-muted">{OBJECTIONS[one.objection]}</dt>
                <dd className="break-words">{one.answer}</dd>
              </div>
            ))}
          </dl>
        </Part>
      )}
      {call.cards.length > 0 && (
        <Part heading="h3" title="Advice">
          <Cards personId={personId} cards={call.cards} />
        </Part>
      )}
      <Part heading="h3" title="Where they stand">
        {chips.length > 0 && (
          <ul className="flex flex-wrap gap-1.5 text-sm">
            {chips.map(chip => (
              <li key={chip.id} className="rounded-full bg-sunken px-2.5 py-0.5 text-soft">
                {chip.label}
              </li>
            ))}
          </ul>
        )}
        <ul className="flex flex-col gap-1 text-sm text-soft">
          {sheet.situation.map(line => (
            <li key={line} className="break-words">
              {line}
            </li>
          ))}
        </ul>
      </Part>
      {call.homes.length > 0 && (
        <Part heading="h3" title={`Homes for this wish (${call.total})`}>
          <ul className="flex flex-col gap-1.5 text-sm">
            {call.homes.map(home => (
              <li key={home.id} className="break-words">
                <a
                  href={`/listings/${home.slug}`}
                  target="_blank"
                  rel="noreferrer"
                  className="underline decoration-edge/60 underline-offset-4 hover:decoration-current"
                >
                  {home.line}
                </a>
              </li>
            ))}
          </ul>
        </Part>
      )}
      <Part heading="h3" title="To close">
        <p className="break-words text-sm">{sheet.closing}</p>
      </Part>
      <Part heading="h3" title="To send afterwards">
        <p className="whitespace-pre-wrap break-words rounded-lg border border-line bg-surface px-3 py-2.5 text-sm">
          {sheet.message}
        </p>
        <div>
          <CopyWords text={sheet.message} label="Copy the message" />
        </div>
      </Part>
    </div>
  )
}
